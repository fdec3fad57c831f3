package gbdt_test

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/gbdt/shap"
)

// BenchmarkMatrix trains 250 trees of 31 leaves on a matrix, the bins included,
// and scores and explains later rows with them. GBDT_MATRIX and GBDT_TEST are the
// beginnings of the names of files .x.f32 (float32, row by row, NaN where missing)
// and .y.u8 (0 or 1), GBDT_COLUMNS is the number of columns; without them the rows
// are made up. Reading and making them is not counted.
func BenchmarkMatrix(b *testing.B) {
	rows, later := matrices(b)
	sampled := gbdt.DefaultOptions()
	all := sampled
	all.DataSampleStrategy = gbdt.SampleNone
	for _, way := range []struct {
		name    string
		options gbdt.Options
	}{{"sampled_rows", sampled}, {"all_rows", all}} {
		b.Run(way.name, func(b *testing.B) {
			var model *gbdt.Model
			e := mustNew(b, way.options)
			processor := processorTime(b)
			for b.Loop() {
				m, _, err := e.FitRows(context.Background(), rows, nil)
				if err != nil {
					b.Fatal(err)
				}
				model = m.(*gbdt.Model)
			}
			processor = processorTime(b) - processor
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(seconds, "wall-s")
			b.ReportMetric(processor.Seconds()/float64(b.N), "cpu-s")
			b.ReportMetric(float64(rows.X.N)*float64(rows.X.P)*float64(model.Rounds())/seconds, "cells/s")
			score := reportLater(b, model, later)
			b.ReportMetric(areaUnderCurve(later.Y, score), "AUC")
			b.ReportMetric(logLoss(later.Y, score), "logloss")
		})
	}
}

// BenchmarkBinning makes the bins of the rows of BenchmarkMatrix, and one tree.
func BenchmarkBinning(b *testing.B) {
	rows, _ := matrices(b)
	e := mustNew(b, gbdt.DefaultOptions()).WithRounds(1)
	for b.Loop() {
		if _, _, err := e.FitRows(context.Background(), rows, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// reportLater scores and explains rows, the tables of explanations included, and
// gives their probabilities.
func reportLater(b *testing.B, model *gbdt.Model, later models.Labelled) []float64 {
	b.Helper()
	n := float64(later.X.N)
	x := later.X.Dense(nil)
	score := make([]float64, later.X.N)
	best := time.Duration(math.MaxInt64)
	for range 3 {
		start := time.Now()
		model.PredictProba(score, x)
		best = min(best, time.Since(start))
	}
	b.ReportMetric(n/best.Seconds(), "scored/s")
	best = math.MaxInt64
	for range 2 {
		start := time.Now()
		explainer, err := shap.New(model.Ensemble())
		if err != nil {
			b.Fatal(err)
		}
		explainer.Contributions32(nil, later.X, 0)
		best = min(best, time.Since(start))
	}
	b.ReportMetric(n/best.Seconds(), "explained/s")
	return score
}

// processorTime is what all threads of the process have used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// TestWriteMatrix writes the rows that BenchmarkMatrix makes up, so that another
// program can train on them: GBDT_WRITE is a folder, in which the names of the
// files begin with train and test.
func TestWriteMatrix(t *testing.T) {
	folder := os.Getenv("GBDT_WRITE")
	if folder == "" {
		t.Skip("GBDT_WRITE names no folder to write made-up rows to")
	}
	rows, later := madeUp(t)
	writeMatrix(t, folder+"/train", rows)
	writeMatrix(t, folder+"/test", later)
}

// matrices are the rows to learn from and later ones.
func matrices(t testing.TB) (rows, later models.Labelled) {
	t.Helper()
	train, test := os.Getenv("GBDT_MATRIX"), os.Getenv("GBDT_TEST")
	if train == "" {
		return madeUp(t)
	}
	p := number(t, "GBDT_COLUMNS", 0)
	return readMatrix(t, train, p), readMatrix(t, test, p)
}

// madeUp gives GBDT_ROWS rows (200,000 by default) of 94 columns, and as many
// later ones, but 135,000 at most.
func madeUp(t testing.TB) (rows, later models.Labelled) {
	t.Helper()
	n := number(t, "GBDT_ROWS", 200_000)
	return customers(n, 94, 1), customers(min(n, 135_000), 94, 2)
}

func number(t testing.TB, name string, absent int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" && absent > 0 {
		return absent
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("reading %s: %q is no number above 0", name, text)
	}
	return n
}

// customers gives rows like those of a feature table: each customer buys at a
// pace and with a habit, which changes for some; columns are waiting times,
// counts, amounts, shares and gaps, each over a window of its own.
func customers(n, p int, seed uint64) models.Labelled {
	r := rand.New(rand.NewPCG(seed, 11))
	rows := models.Labelled{X: &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}, Y: make([]float64, n)}
	for i := range n {
		pace, spend, trend := math.Exp(r.NormFloat64()), math.Exp(r.NormFloat64()), r.NormFloat64()
		silence := r.ExpFloat64() / pace * math.Exp(-0.7*trend)
		for j, row := 0, rows.X.Row(i); j < p; j++ {
			window := 0.5 + float64(j/8)
			seen := max(0, window-silence)
			count := math.Floor(pace*seen*math.Exp(0.3*r.NormFloat64()) + r.Float64())
			v := count
			switch j % 8 {
			case 0:
				v = silence * math.Exp(0.1*window*r.NormFloat64())
			case 1:
				v = count * spend * math.Exp(0.5*r.NormFloat64())
			case 2:
				v = math.Exp(r.NormFloat64()) // tells nothing
			case 3:
				v = trend + window*r.NormFloat64()
			case 4: // an average that takes purchases
				v = spend * math.Exp(0.3*r.NormFloat64())
				if count == 0 {
					v = math.NaN()
				}
			case 5:
				v = math.Floor(3 * r.ExpFloat64())
			case 6:
				v = count / (count + math.Floor(5*r.ExpFloat64()) + 1)
			}
			row[j] = float32(v)
		}
		risk := -2 + math.Log(silence*pace) - 0.6*trend - 0.3*math.Log(spend)*max(trend, 0)
		if r.Float64() < 1/(1+math.Exp(-risk)) {
			rows.Y[i] = 1
		}
	}
	return rows
}

func writeMatrix(t testing.TB, name string, rows models.Labelled) {
	t.Helper()
	data := make([]byte, 0, 4*len(rows.X.Data))
	for _, v := range rows.X.Data {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	labels := make([]byte, len(rows.Y))
	for i, y := range rows.Y {
		labels[i] = uint8(y)
	}
	for ending, content := range map[string][]byte{".x.f32": data, ".y.u8": labels} {
		if err := os.WriteFile(name+ending, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func readMatrix(t testing.TB, name string, p int) models.Labelled {
	t.Helper()
	data, err := os.ReadFile(name + ".x.f32")
	if err != nil {
		t.Fatal(err)
	}
	labels, err := os.ReadFile(name + ".y.u8")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != 4*p*len(labels) {
		t.Fatalf("reading %s: %d bytes for %d rows of %d columns", name, len(data), len(labels), p)
	}
	rows := models.Labelled{X: &models.Matrix32{N: len(labels), P: p, Data: make([]float32, len(data)/4)}}
	for i := range rows.X.Data {
		rows.X.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	for _, label := range labels {
		rows.Y = append(rows.Y, float64(label))
	}
	return rows
}
