package reasons

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// textCase is a case of testdata: features, contributions and expected lines.
type textCase struct {
	name          string
	row           Row
	contributions []Contribution
	expected      []string
}

func readCases(t *testing.T, path string) []*textCase {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cases []*textCase
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			cases = append(cases, &textCase{name: line[3:], row: Row{Columns: Columns{}, Currency: "EUR"}})
		case strings.HasPrefix(line, "> "):
			c := cases[len(cases)-1]
			c.expected = append(c.expected, line[2:])
		case strings.HasPrefix(line, "#"):
		default:
			for _, pair := range strings.Fields(line) {
				if err := cases[len(cases)-1].set(pair); err != nil {
					t.Fatalf("%s:%d: %v", path, i+1, err)
				}
			}
		}
	}
	return cases
}

func (c *textCase) set(pair string) error {
	name, value, _ := strings.Cut(pair, "=")
	if name == "category" {
		c.row.StoppedCategory = value
		return nil
	}
	x, err := strconv.ParseFloat(strings.TrimPrefix(value, "+"), 64)
	if err != nil {
		return err
	}
	if strings.HasPrefix(value, "+") || slices.Contains(Families(), name) {
		c.contributions = append(c.contributions, Contribution{name, x})
		return nil
	}
	c.row.Columns[name] = len(c.row.Values)
	c.row.Values = append(c.row.Values, x)
	return nil
}

func TestSentences(t *testing.T) {
	cases := readCases(t, "testdata/sentences.txt")
	if len(cases) < 60 {
		t.Fatalf("only %d cases were read", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var want, got []string
			for _, family := range Families() {
				if text := Sentence(family, c.row); text != "" {
					got = append(got, family+": "+text)
				}
			}
			want = append(want, c.expected...)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("sentences (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTop(t *testing.T) {
	for _, c := range readCases(t, "testdata/top.txt") {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, reason := range Top(c.contributions, c.row, 3) {
				got = append(got, reason.Family+": "+reason.Text)
			}
			if diff := cmp.Diff(c.expected, got); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			if extra := Top(c.contributions, c.row, 0); extra != nil {
				t.Errorf("0 reasons wanted, got %v", extra)
			}
		})
	}
}

func TestSentenceOfAnUnknownFamily(t *testing.T) {
	if got := Sentence("horoscope", Row{}); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestShortRow expects features that the row is too short for to be missing.
func TestShortRow(t *testing.T) {
	r := Row{Columns: NewColumns([]string{"open_complaints", "oldest_open_complaint_days"}), Values: []float64{1}}
	if got := Sentence("complaint", r); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestCategoryNamesAreMadeFit(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"blanks and lines", "  Home\n\tand  garden ", "Home and garden"},
		{"control characters", "a\x00b\u202ec", "a b c"},
		{"long", strings.Repeat("é", 60), strings.Repeat("é", 39) + "…"},
		{"other scripts", "خواربار", "خواربار"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, clean(test.text)); diff != "" {
				t.Errorf("name (-want +got):\n%s", diff)
			}
		})
	}
}

// randomRow returns values of every kind, absurd ones among them.
func randomRow(r *rand.Rand, columns Columns) Row {
	row := Row{Columns: columns, Values: make([]float64, len(columns)), Currency: "EUR"}
	for i := range row.Values {
		switch r.IntN(8) {
		case 0:
			row.Values[i] = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e18, -1e18, math.MaxFloat64}[r.IntN(7)]
		case 1, 2:
			row.Values[i] = r.Float64()*2 - 1
		case 3, 4:
			row.Values[i] = float64(r.IntN(5))
		default:
			row.Values[i] = r.Float64()*500 - 50
		}
	}
	return row
}

// TestSentencesAreFitForPeople draws rows of every kind and holds each sentence
// against the rules that all must keep.
func TestSentencesAreFitForPeople(t *testing.T) {
	columns := NewColumns(namesInUse(t))
	told := map[string]int{}
	for seed := range uint64(20000) {
		row := randomRow(rand.New(rand.NewPCG(seed, 7)), columns)
		for _, family := range Families() {
			if text := Fact(family, row); text != "" {
				fit(t, seed, family, text)
			}
			if text := Sentence(family, row); text != "" {
				told[family]++
				fit(t, seed, family, text)
			}
		}
	}
	for _, family := range Families() {
		if told[family] == 0 {
			t.Errorf("%s never said anything in 20,000 draws", family)
		}
	}
}

// fit holds a text against the rules.
func fit(t *testing.T, seed uint64, family, text string) {
	t.Helper()
	for _, bad := range []string{"NaN", "Inf", "_", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "  ", "%!", "e+", " 1 days", " 1 purchases"} {
		if strings.Contains(text, bad) {
			t.Fatalf("seed %d: %s says %q, which holds %q", seed, family, text, bad)
		}
	}
	if len(text) > 160 {
		t.Errorf("seed %d: %s says %d characters: %q", seed, family, len(text), text)
	}
}

// TestTopKeepsItsPromises draws rows and contributions: no concept twice, no
// more than asked for, the same again.
func TestTopKeepsItsPromises(t *testing.T) {
	columns := NewColumns(namesInUse(t))
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 8))
		row := randomRow(r, columns)
		var contributions []Contribution
		for _, family := range Families() {
			contributions = append(contributions, Contribution{family, r.Float64()*4 - 2})
		}
		got := Top(contributions, row, 3)
		if len(got) > 3 {
			t.Fatalf("seed %d: %d reasons", seed, len(got))
		}
		texts := map[string]bool{}
		for _, reason := range got {
			if texts[reason.Text] {
				t.Errorf("seed %d: %q is said twice", seed, reason.Text)
			}
			texts[reason.Text] = true
		}
		slices.Reverse(contributions)
		if diff := cmp.Diff(got, Top(contributions, row, 3)); diff != "" {
			t.Errorf("seed %d: the order of contributions changed the reasons:\n%s", seed, diff)
		}
	}
}

func BenchmarkTop(b *testing.B) {
	columns := NewColumns(namesInUse(b))
	r := rand.New(rand.NewPCG(1, 9))
	var rows []Row
	var contributions []Contribution
	for range 1000 {
		rows = append(rows, randomRow(r, columns))
	}
	for i, family := range Families() {
		contributions = append(contributions, Contribution{family, float64(i%5) - 1})
	}
	done := 0
	for b.Loop() {
		Top(contributions, rows[done%len(rows)], 3)
		done++
	}
	b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "rows/s")
}
