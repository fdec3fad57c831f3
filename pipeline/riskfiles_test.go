package pipeline

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"predict/configs"
	"predict/data/columnar"
	"predict/features"
)

// bigList makes a list of n customers such as a real one: few different texts,
// numbers of all sizes, some missing.
func bigList(n int) *RiskList {
	r := rand.New(rand.NewPCG(1, 2))
	reasons := make([]string, 20_000)
	for i := range reasons {
		reasons[i] = fmt.Sprintf("%d of the last %d invoices paid late; %.1f on average before, \"usual\"", r.IntN(9), 1+r.IntN(12), r.Float64()*9)
	}
	l := &RiskList{AsOf: 20454 * features.Day, HorizonDays: 90, Currency: "EUR", ModelID: "2026-01-01-0123abcd", RunID: "2026-01-01-4567cdef"}
	for i := range n {
		row := RiskRow{
			Rank: i + 1, CustomerID: fmt.Sprintf("%010d", r.IntN(10*n)), Probability: r.Float64(), ValueAtRisk: r.Int64N(50_000_000),
			Tier: []string{configs.TierHigh, configs.TierMedium, configs.TierLow}[3*i/n], Action: "Make an offer in the category bought less of",
			PreferredChannel: []string{"email", "post", ""}[r.IntN(3)], PreferredHour: int32(r.IntN(25)) - 1, Holdout: r.IntN(10) == 0,
			Segment: []string{"gold", "silver", "=sum(A1)", ""}[r.IntN(4)], Region: "north, east", LastPurchase: (20_000 + r.Int64N(450)) * features.Day,
			UsualGapDays: float64(r.IntN(300)) / 2, Spend365: r.Int64N(90_000_000) - 1_000_000,
		}
		for k := range r.IntN(4) {
			row.Reasons[k] = reasons[r.IntN(len(reasons))]
		}
		if row.ScoreChange = float64(i%2001-1000) / 1000; i%4 == 0 {
			row.ScoreChange = math.NaN()
		} else if i%4 == 1 {
			row.ScoreCause = "new: " + reasons[i%len(reasons)]
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// BenchmarkWriteList writes both files of a list, as publishing does.
func BenchmarkWriteList(b *testing.B) {
	l := bigList(200_000)
	dir := b.TempDir()
	for b.Loop() {
		if _, err := l.writeFiles(dir, 2); err != nil {
			b.Fatal(err)
		}
		for _, name := range []string{csvFile, parquetFile} {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(l.Rows))/b.Elapsed().Seconds(), "rows/s")
}

// TestListFiles holds risk.csv against the plain way to write it, and both files
// against those of another number of workers; what is told of them is what a
// reader finds.
func TestListFiles(t *testing.T) {
	for _, n := range []int{0, 1, 3*csvBlock + 7} {
		l := bigList(n)
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		var names []string
		for _, c := range riskColumns() {
			names = append(names, c.name)
		}
		records := [][]string{names}
		for k := range l.Rows {
			var record []string
			for _, c := range riskColumns() {
				text := c.text(l, &l.Rows[k])
				if c.kind == columnar.String {
					text = harmless(text)
				}
				record = append(record, text)
			}
			records = append(records, record)
		}
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		var first []OutputFile
		for _, workers := range []int{1, 2, 5} {
			dir := t.TempDir()
			files, err := l.writeFiles(dir, workers)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(dir, csvFile))
			if err != nil || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%d rows, %d workers: risk.csv differs, error %v", n, workers, err)
			}
			for _, told := range files {
				found, err := describe(filepath.Join(dir, told.Name))
				found.Rows = n
				if err != nil || found != told {
					t.Errorf("%d rows, %d workers: told %+v, found %+v, error %v", n, workers, told, found, err)
				}
			}
			if first == nil {
				first = files
			}
			if !slices.Equal(first, files) {
				t.Errorf("%d rows: files of %d workers differ: %v, %v", n, workers, first, files)
			}
		}
	}
}

// TestListFileThatCannotBeWritten: a file that is there is not written over.
func TestListFileThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("elsewhere", filepath.Join(dir, csvFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := bigList(3).writeFiles(dir, 2); err == nil {
		t.Error("a link was followed")
	}
	if _, err := os.Lstat(filepath.Join(dir, "elsewhere")); err == nil {
		t.Error("a file was made where the link leads")
	}
}

// TestFormatDate holds it against package time.
func TestFormatDate(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		at := r.Int64N(12_000*365*features.Day) - 3000*365*features.Day // years -1000 to 11000
		if got, want := formatDate(at), time.UnixMicro(at).UTC().Format(time.DateOnly); got != want {
			t.Fatalf("%d: %s, want %s", at, got, want)
		}
	}
}
