package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/configs"
	"predict/features"
	"predict/pipeline/report"
)

// putList publishes a list of rows in a state folder, as a run does.
func putList(t testing.TB, dir, asOf, model string, rows []RiskRow) *State {
	t.Helper()
	s := testState(t, dir, asOf)
	s.Risk = &RiskList{AsOf: s.AsOf, ModelID: model, RunID: asOf + "-r", Rows: rows}
	s.Manifest.AsOf, s.Manifest.Model, s.Manifest.List = asOf, &ModelNote{ID: model}, s.listNote(s.Risk)
	if err := s.publishList(asOf); err != nil {
		t.Fatal(err)
	}
	return s
}

// compared is a list of rows as of a date, compared with what stands in a folder.
func compared(t testing.TB, dir, asOf, model string, rows []RiskRow) (*State, *RiskList, *report.Changes) {
	t.Helper()
	s := testState(t, dir, asOf)
	l := &RiskList{AsOf: s.AsOf, ModelID: model, Rows: rows, Families: []string{"recency", "complaint"}}
	changes, err := s.compareLists(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	return s, l, changes
}

// listed is a row with the tier of its probability: high from .5, medium from .2.
func listed(id string, p float64, last string, why ...string) RiskRow {
	r := RiskRow{CustomerID: id, Probability: p, Tier: configs.Tiers{High: 0.5, Medium: 0.2}.Of(p), LastPurchase: features.NoTime, UsualGapDays: math.NaN()}
	if at, err := configs.ParseDate(last); err == nil {
		r.LastPurchase = at.UnixMicro()
	}
	copy(r.Reasons[:], why)
	r.ReasonFamilies = [3]int8{0, noFamily, noFamily}
	return r
}

// told are the changes and causes of a list, by customer.
func told(l *RiskList) map[string]string {
	out := map[string]string{}
	for _, r := range l.Rows {
		out[r.CustomerID] = strings.TrimSuffix(formatFloat(r.ScoreChange, 2)+" "+r.ScoreCause, " ")
	}
	return out
}

func TestCompareLists(t *testing.T) {
	dir := t.TempDir()
	silent, late := "no purchase for 31 days; bought every 10 days on average", "2 of the last 4 invoices paid late; none of the 5 before"
	putList(t, dir, "2026-01-02", "m", []RiskRow{
		listed("same", 0.30, "2025-12-01", silent),
		listed("slow", 0.30, "2025-12-01", silent),
		listed("back", 0.80, "2025-11-01", silent),
		listed("paid", 0.60, "2025-12-01", silent, late),
		listed("new", 0.10, "2025-12-01"),
		listed("worse", 0.30, "2025-12-01", silent),
		listed("odd", 0.30, "2025-12-01", silent),
		listed("border", 0.19, "2025-12-01", silent),
		listed("gone", 0.90, "2025-10-01", silent),
	})
	putList(t, dir, "2025-12-31", "m", []RiskRow{listed("same", 0.99, "")}) // an older one
	putList(t, dir, "2026-01-05", "m", []RiskRow{listed("same", 0.01, "")}) // a later one
	later := "no purchase for 1,034 days; bought every day on average"
	s, l, got := compared(t, dir, "2026-01-05", "m", []RiskRow{
		listed("same", 0.31, "2025-12-01", later),
		listed("slow", 0.36, "2025-12-01", later),
		listed("back", 0.10, "2026-01-03"),
		listed("paid", 0.40, "2025-12-01", later),
		listed("new", 0.55, "2025-12-01", later),
		listed("worse", 0.45, "2025-12-01", later, "complained 2 days ago"),
		listed("odd", 0.36, "2026-01-04", later),
		listed("border", 0.21, "2025-12-01", later),
		listed("first", 0.60, "2026-01-01", noSingleSign),
		listed("calm", 0.05, "2026-01-01"),
	})
	want := map[string]string{
		"same": "0.01", "slow": "0.06 no purchase for 3 more days", "back": "-0.70 bought again on 2026-01-03",
		"paid": "-0.20 no longer: " + late, "new": "0.45 new: " + later, "worse": "0.15 new: complained 2 days ago",
		"odd": "0.06 no single reason", "border": "0.02 no purchase for 3 more days", "first": "", "calm": "",
	}
	if diff := cmp.Diff(want, told(l)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	wantChanges := &report.Changes{
		Before: "2026-01-02", SameModel: true, New: 3, Recovered: 1, Up: 3, Down: 1, Gone: 1,
		Moves: []report.Move{
			{ID: "back", Kind: "recovered", Before: 0.8, Now: 0.1, Cause: "bought again on 2026-01-03"},
			{ID: "new", Kind: "new", Before: 0.1, Now: 0.55, Cause: "new: " + later},
			{ID: "paid", Kind: "down", Before: 0.6, Now: 0.4, Cause: "no longer: " + late},
			{ID: "worse", Kind: "up", Before: 0.3, Now: 0.45, Cause: "new: complained 2 days ago"},
			{ID: "odd", Kind: "up", Before: 0.3, Now: 0.36, Cause: "no single reason"},
			{ID: "slow", Kind: "up", Before: 0.3, Now: 0.36, Cause: "no purchase for 3 more days"},
			{ID: "border", Kind: "new", Before: 0.19, Now: 0.21, Cause: "no purchase for 3 more days"},
		},
		Causes: []report.Counted{
			{Text: "no purchase for longer", Count: 2},
			{Text: "a reason is gone", Count: 1},
			{Text: "bought again", Count: 1},
			{Text: "new: another reason", Count: 1},
			{Text: "new: time since the last purchase", Count: 1},
			{Text: "no single reason", Count: 1},
		},
	}
	if diff := cmp.Diff(wantChanges, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if n := s.Manifest.Compared; l.Before != "2026-01-02" || n == nil || n.AsOf != "2026-01-02" || n.RunID != "2026-01-02-r" || len(n.SHA256) != 64 {
		t.Errorf("before %q, manifest %+v", l.Before, n)
	}
}

// TestCompareListsOfAnotherModel: that comes first, and where a reason can be told as
// well, that follows.
func TestCompareListsOfAnotherModel(t *testing.T) {
	dir := t.TempDir()
	putList(t, dir, "2026-01-01", "old", []RiskRow{listed("a", 0.8, "2025-11-01"), listed("b", 0.3, "2025-12-30")})
	_, l, got := compared(t, dir, "2026-01-02", "new", []RiskRow{listed("a", 0.1, "2026-01-01"), listed("b", 0.2, "2025-12-30")})
	want := map[string]string{"a": "-0.70 another model; bought again on 2026-01-01", "b": "-0.10 another model"}
	if diff := cmp.Diff(want, told(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	counts := []report.Counted{{Text: "another model", Count: 1}, {Text: "bought again", Count: 1}}
	if diff := cmp.Diff(counts, got.Causes); diff != "" || got.SameModel {
		t.Errorf("same model %v, causes (-want +got):\n%s", got.SameModel, diff)
	}
}

// TestCompareListsWithNone: nothing is told where there is no list to compare with.
func TestCompareListsWithNone(t *testing.T) {
	rows := func() []RiskRow {
		r := listed("a", 0.8, "2025-11-01")
		r.ScoreChange, r.ScoreCause = 7, "left over"
		return []RiskRow{r}
	}
	for name, prepare := range map[string]func(*testing.T, string){
		"a first list": func(*testing.T, string) {},
		"a list of the past": func(t *testing.T, dir string) {
			putList(t, dir, "2026-02-01", "m", rows())
			putList(t, dir, "2026-01-05", "m", rows()) // of the same date
		},
		"other settings": func(t *testing.T, dir string) {
			s := putList(t, dir, "2026-01-01", "m", rows())
			s.Manifest.List.Basis = "another"
			if err := writeJSON(s.path("outputs", "2026-01-01", manifestFile), s.Manifest); err != nil {
				t.Fatal(err)
			}
		},
		"folders of others": func(t *testing.T, dir string) {
			for _, other := range []string{"latest", ".2026-01-01.tmp", "2025", "notes", "2026-01-01T000000.000000Z"} {
				if err := os.MkdirAll(filepath.Join(dir, "outputs", other), 0o700); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			prepare(t, dir)
			s, l, got := compared(t, dir, "2026-01-05", "m", rows())
			if got != nil || l.Before != "" || s.Manifest.Compared != nil {
				t.Errorf("changes %+v against %q", got, l.Before)
			}
			if diff := cmp.Diff(map[string]string{"a": ""}, told(l)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCompareListsOfFlatTable: a list without a date is held against nothing, one
// with a date against the one before, whose rows have no purchases.
func TestCompareListsOfFlatTable(t *testing.T) {
	dir := t.TempDir()
	putList(t, dir, "2026-01-01", "m", []RiskRow{listed("a", 0.3, "", "x1 5 (lower than 80 % of customers)")})
	s := testState(t, dir, "2026-01-05")
	undated := &RiskList{AsOf: features.NoTime, Rows: []RiskRow{listed("a", 0.8, "")}}
	if got, err := s.compareLists(t.Context(), undated); got != nil || err != nil {
		t.Errorf("a list without a date: %+v, %v", got, err)
	}
	_, l, _ := compared(t, dir, "2026-01-05", "m", []RiskRow{listed("a", 0.8, "", "x1 4 (lower than 85 % of customers)", "x2 is high")})
	if diff := cmp.Diff(map[string]string{"a": "0.50 new: x2 is high"}, told(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCompareListsPastDamage: a damaged list is passed over with a warning, and the
// one before it counts.
func TestCompareListsPastDamage(t *testing.T) {
	for name, damage := range map[string]func(folder string) error{
		"no manifest":      func(f string) error { return os.Remove(filepath.Join(f, manifestFile)) },
		"a cut manifest":   func(f string) error { return os.Truncate(filepath.Join(f, manifestFile), 60) },
		"no list":          func(f string) error { return os.Remove(filepath.Join(f, parquetFile)) },
		"a cut list":       func(f string) error { return os.Truncate(filepath.Join(f, parquetFile), 99) },
		"another list":     func(f string) error { return os.WriteFile(filepath.Join(f, parquetFile), []byte("PAR1"), 0o600) },
		"of another date":  func(f string) error { return os.Rename(f, filepath.Join(filepath.Dir(f), "2026-01-03")) },
		"an empty folder":  func(f string) error { return os.Rename(f, f+".away") },
		"a folder instead": func(f string) error { return os.Mkdir(filepath.Join(f, "risk.csv.d"), 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			putList(t, dir, "2026-01-01", "m", []RiskRow{listed("a", 0.3, "")})
			putList(t, dir, "2026-01-02", "m", []RiskRow{listed("a", 0.4, "")})
			if err := damage(filepath.Join(dir, "outputs", "2026-01-02")); err != nil {
				t.Fatal(err)
			}
			var log strings.Builder
			s := testState(t, dir, "2026-01-05")
			s.Settings.Log = slog.New(slog.NewTextHandler(&log, nil))
			l := &RiskList{AsOf: s.AsOf, ModelID: "m", Rows: []RiskRow{listed("a", 0.9, "")}}
			got, err := s.compareLists(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			want := "2026-01-01"
			if name == "a folder instead" { // beside files that are whole
				want = "2026-01-02"
			}
			warned := strings.Contains(log.String(), "an earlier list cannot be read")
			if got == nil || got.Before != want || warned != (want == "2026-01-01" && name != "an empty folder") {
				t.Errorf("compared with %+v, warned %v: %s", got, warned, log.String())
			}
		})
	}
}

// TestPhrase: the same sentence with other numbers is no news; another sentence is.
func TestPhrase(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"no purchase for 34 days", "no purchase for 1,035 days", true},
		{"no purchase for 34 days", "no purchase for less than a day", true},
		{"1 purchase in the last 90 days, none in the 90 before", "no purchases in the last 90 days, 3 in the 90 before", true},
		{"spends less: 1,240 → 470 EUR", "spends less: 12.50 → 3 EUR", true},
		{"bought every day on average, silent for 9 days", "bought every 12 days on average, silent for 40", true},
		{"complained within the last day", "complained 3 days ago", false},
		{"buys less of \"Tea\"", "buys less of \"Coffee\"", false},
		{"x1 5 (lower than 80 % of customers)", "x2 5 (lower than 80 % of customers)", false},
		{"", "5", true},
	} {
		if same := phrase(c.a) == phrase(c.b); same != c.same {
			t.Errorf("%q and %q: the same %v, want %v (%q, %q)", c.a, c.b, same, c.same, phrase(c.a), phrase(c.b))
		}
	}
}

// TestCompareListsAnyWorkers: the number of workers changes nothing, and the moves
// that are told are bounded.
func TestCompareListsAnyWorkers(t *testing.T) {
	dir := t.TempDir()
	before, after := movedLists(2000)
	putList(t, dir, "2026-01-01", "m", before.Rows)
	var first *RiskList
	var sum *report.Changes
	for _, workers := range []int{1, 2, 7} {
		s := testState(t, dir, "2026-01-05")
		s.Config.Resources.Workers = workers
		l := &RiskList{AsOf: s.AsOf, ModelID: "m", Rows: append([]RiskRow(nil), after.Rows...)}
		got, err := s.compareLists(t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Moves) != mostMoves || got.Up+got.Down < mostMoves {
			t.Errorf("%d moves of %d", len(got.Moves), got.Up+got.Down)
		}
		if first == nil {
			first, sum = l, got
		}
		if diff := cmp.Diff(first, l, cmpopts.EquateNaNs()) + cmp.Diff(sum, got); diff != "" {
			t.Errorf("%d workers (-1 +%d):\n%s", workers, workers, diff)
		}
	}
}

// TestLargest holds the first of many against sorting all.
func TestLargest(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 7, 8, 100, 101} {
		value := func(i int) int { return i * 37 % 101 }
		order := func(a, b int) int { return value(a) - value(b) }
		want := []int{}
		for i := range n {
			want = append(want, i)
		}
		slices.SortFunc(want, order)
		want = want[:min(n, 4)]
		if diff := cmp.Diff(want, append([]int{}, largest(n, 4, order)...)); diff != "" {
			t.Errorf("%d (-want +got):\n%s", n, diff)
		}
	}
}

// movedLists are two lists of n customers each; every tenth is on one of them only.
func movedLists(n int) (before, after *RiskList) {
	before, after = bigList(n), bigList(n)
	for i := range after.Rows {
		b, a := &before.Rows[i], &after.Rows[i]
		b.CustomerID = fmt.Sprintf("%010d", i)
		a.CustomerID = b.CustomerID
		if i%10 == 0 {
			a.CustomerID += "x"
		}
		a.Probability = math.Mod(b.Probability+float64(i%13)/100, 1)
		a.Reasons[0], a.Reasons[1] = b.Reasons[1], b.Reasons[0]
	}
	return before, after
}

// BenchmarkCompareLists compares two lists of 650,000 customers, of whom half moved.
func BenchmarkCompareLists(b *testing.B) {
	dir, n := b.TempDir(), 650_000
	before, after := movedLists(n)
	putList(b, dir, "2026-01-01", "m", before.Rows)
	before = nil
	s := testState(b, dir, "2026-01-05")
	after.AsOf, after.ModelID = s.AsOf, "m"
	runtime.GC()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.compareLists(b.Context(), after); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
}
