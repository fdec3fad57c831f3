package causes_test

import (
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	counted "predict/features/causes"
	"predict/pipeline/causes"
)

// lostBy makes customers of whom as many as told are lost in each segment, having
// spent 1.00 each.
func lostBy(lost ...int) (all []customer) {
	for segment, n := range lost {
		for i := range n + 30 {
			all = append(all, customer{
				segment: int32(segment), region: -1, channel: -1, category: -1, product: -1, reason: silent, signup: features.NoTime,
				spend: 10_000, churned: i < n,
			})
		}
	}
	return all
}

func TestPareto(t *testing.T) {
	got := newWorld().judge(t, lostBy(10, 70, 0, 20))
	bar := func(group string, lost int64, cumulative float64, vital bool) causes.Bar {
		return causes.Bar{Dimension: causes.Segment, Group: group, Lost: lost, Money: float64(lost), Cumulative: cumulative, Vital: vital}
	}
	want := []causes.Bar{bar("segment 1", 70, 0.7, true), bar("segment 3", 20, 0.9, true), bar("segment 0", 10, 1, false)}
	if diff := cmp.Diff(want, got.Pareto[causes.Segment]); diff != "" {
		t.Error("the bar that crosses the line is one of the vital ones:\n", diff)
	}
	line := causes.Line{Dimension: causes.Segment, Groups: 3, Vital: 2, Share: 0.9}
	if !slices.Contains(got.Lines, line) {
		t.Errorf("lines %+v", got.Lines)
	}
	exact := newWorld().judge(t, lostBy(80, 10, 10))
	if bars := exact.Pareto[causes.Segment]; !bars[0].Vital || bars[1].Vital {
		t.Errorf("a bar that reaches the line ends the vital ones: %+v", bars)
	}
	if none := newWorld().judge(t, lostBy(0, 0)); len(none.Pareto) != 0 {
		t.Errorf("nobody was lost: %+v", none.Pareto)
	}
}

// TestParetoOfOverlappingGroups: a customer who bought two products is lost to both.
func TestParetoOfOverlappingGroups(t *testing.T) {
	n := &counted.Counts{Cutoff: day("2025-03-01"), Until: day("2025-06-01"), All: counted.Cell{Customers: 10, Churned: 4, Spend: 100_000, ChurnedSpend: 40_000}}
	both := counted.Cell{Customers: 5, Churned: 4, Spend: 50_000, ChurnedSpend: 40_000}
	one := counted.Cell{Customers: 5, Churned: 1, Spend: 50_000, ChurnedSpend: 10_000}
	n.Groups[counted.Product] = counted.Groups{Exported: true, Cells: []counted.Cell{one, both}, Known: n.All}
	got := causes.Judge(n, causes.Names{}, causes.Options{})
	want := []causes.Bar{
		{Dimension: causes.Product, Group: "code 1", Lost: 4, Money: 4, Cumulative: 0.8, Vital: true},
		{Dimension: causes.Product, Group: "code 0", Lost: 1, Money: 1, Cumulative: 1},
	}
	if diff := cmp.Diff(want, got.Pareto[causes.Product]); diff != "" {
		t.Error(diff)
	}
	if line := got.Lines[0]; !line.Overlapping {
		t.Errorf("%+v", line)
	}
}

func TestManyBarsAreFolded(t *testing.T) {
	w := newWorld()
	all := noise(rand.New(rand.NewPCG(2, 2)), 3000, 0.5)
	n := w.count(t, all)
	got := causes.Judge(n, w.names, causes.Options{MaxBars: 8}).Pareto[causes.Product]
	last := got[len(got)-1]
	var lost int64
	for _, bar := range got {
		lost += bar.Lost
	}
	if len(got) != 9 || last.Others != 12 || last.Group != "" || last.Cumulative != 1 || last.Vital || lost != n.Groups[counted.Product].Members.Churned {
		t.Errorf("%d bars with %d lost, the last %+v", len(got), lost, last)
	}
}

func TestReasons(t *testing.T) {
	all := lostBy(0, 0, 40)
	for i := range 20 {
		all[i].cancelled, all[i].cancelReason = true, []int32{2, 2, 0, -1}[i%4]
	}
	got := newWorld().judge(t, all)
	if got.Cancelled != 20 || got.Unstated != 5 || len(got.Reasons) != 2 {
		t.Fatalf("%d cancelled, %d without a reason, %+v", got.Cancelled, got.Unstated, got.Reasons)
	}
	// Wilson's interval of 10 of 15 at 95 %, by his formula: 0.63269 ± 0.21555.
	first := got.Reasons[0]
	if first.Reason != "why 2" || first.Customers != 10 || first.Share < 0.66666 || first.Share > 0.66667 || first.Low < 0.4171 || first.Low > 0.4172 || first.High < 0.8482 || first.High > 0.8483 {
		t.Errorf("%+v", first)
	}
	if diff := cmp.Diff([]string{"why 2", "why 0"}, []string{got.Pareto[causes.CancellationReason][0].Group, got.Pareto[causes.CancellationReason][1].Group}); diff != "" {
		t.Error(diff)
	}
}

func TestRankDrivers(t *testing.T) {
	got := causes.RankDrivers([]causes.DriverCount{
		{Segment: "b", Family: "payment", Customers: 2},
		{Segment: "a", Family: "recency", Customers: 1},
		{Segment: "b", Family: "recency", Customers: 5},
		{Segment: "a", Family: "trend", Customers: 1},
		{Segment: "b", Family: "payment", Customers: 1},
		{Segment: "a", Family: "offers", Customers: 0},
	})
	want := []causes.Driver{
		{Segment: "b", Family: "recency", Customers: 5, Share: 0.625, All: 0.6},
		{Segment: "b", Family: "payment", Customers: 3, Share: 0.375, All: 0.3},
		{Segment: "a", Family: "recency", Customers: 1, Share: 0.5, All: 0.6},
		{Segment: "a", Family: "trend", Customers: 1, Share: 0.5, All: 0.1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none := causes.RankDrivers(nil); len(none) != 0 {
		t.Errorf("%v", none)
	}
}

// TestRemediesAreThoseOfTheDocument: each column that a remedy names is in the
// table that it names, and means what docs/exports.md says.
func TestRemediesAreThoseOfTheDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/exports.md")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	w.without = map[string]bool{"segment": true, "region": true, "channel": true, "category": true, "product": true, "reason": true, "contact_product": true, "cancel_reason": true}
	got := w.judge(t, noise(rand.New(rand.NewPCG(1, 2)), 200, 0.3))
	remedy := regexp.MustCompile(`^Map the column (\w+) of the table (\w+) \((.+)\)\.$`)
	var dimensions []string
	for _, m := range got.Missing {
		parts := remedy.FindStringSubmatch(m.Remedy)
		if parts == nil {
			continue
		}
		dimensions = append(dimensions, m.Dimension)
		_, table, _ := strings.Cut(string(text), "\n### "+parts[2]+"\n")
		table, _, _ = strings.Cut(table, "\n### ")
		row := regexp.MustCompile("(?m)^\\| `" + parts[1] + "` \\|.*\\| " + regexp.QuoteMeta(parts[3]) + `\. \|$`)
		if !row.MatchString(table) {
			t.Errorf("%s: docs/exports.md has no such row: %s", m.Dimension, m.Remedy)
		}
	}
	want := []string{
		causes.Segment, causes.Region, causes.Channel, causes.Category, causes.Product, causes.ComplaintReason, causes.CancellationReason,
		causes.ComplaintSpikes, causes.ComplaintSpikes,
	}
	if diff := cmp.Diff(want, dimensions); diff != "" {
		t.Error("dimensions that are missing:", diff)
	}
}

// TestWorkersMakeNoDifference: the judgement of what several workers counted is
// that of one, whatever the order.
func TestWorkersMakeNoDifference(t *testing.T) {
	w := newWorld()
	r := rand.New(rand.NewPCG(17, 1))
	all := noise(r, 2000, 0.3)
	for i := range all {
		all[i].complaints = append(all[i].complaints, complaint{int32(r.IntN(23)), int32(r.IntN(20)), int32(r.IntN(6))})
		if all[i].segment == 1 && all[i].reason != silent {
			all[i].churned = true
		}
		all[i].reason = silent // in the order of time
	}
	want := w.judge(t, all)
	if len(sure(want)) == 0 {
		t.Fatal("nothing is sure")
	}
	for workers := 2; workers < 6; workers++ {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		counters := make([]*counted.Counter, workers)
		for k := range counters {
			counters[k] = counted.NewCounter(w.options)
			b := w.batch(all[k*len(all)/workers : (k+1)*len(all)/workers])
			walker := features.NewWalker(w.options.Churn, w.options.Until)
			for i := range b.IDs {
				counters[k].Add(b, i, walker.Customer(b, i), walker)
			}
		}
		for k := workers - 2; k >= 0; k-- {
			counters[workers-1].Merge(counters[k])
		}
		if diff := cmp.Diff(want, causes.Judge(counters[workers-1].Counts(), w.names, causes.Options{})); diff != "" {
			t.Fatalf("%d workers: %s", workers, diff)
		}
	}
}

func TestLeftOutIsTold(t *testing.T) {
	w := newWorld()
	w.options.MaxCells = 25
	got := w.judge(t, noise(rand.New(rand.NewPCG(1, 5)), 100, 0.3)).LeftOut
	want := causes.LeftOut{Dimensions: []string{causes.Category, causes.ComplaintReason}, Text: "Only the 5 largest of 6 groups of complaint reason took part."}
	if !slices.ContainsFunc(got, func(l causes.LeftOut) bool { return cmp.Equal(l, want) }) {
		t.Errorf("%+v", got)
	}
}
