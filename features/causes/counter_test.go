package causes_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/features/causes"
)

func options() causes.Options {
	return causes.Options{Churn: features.DefaultOptions().Churn, Cutoff: day("2025-03-31"), Until: day("2025-07-10"), Codes: codes()}
}

// key is a cell by name: one or two dimensions and codes; code -9 stands for
// everybody known.
type key struct {
	a, b         causes.Dimension
	codeA, codeB int32
}

const everybody = -9

// anyone stands for those who complained, whatever of.
const anyone = -8

// byHand counts people from their rows, without timelines: the definitions of
// docs/causes.md once more, told in another way. Who is a customer and who churned
// is asked of the walker, whose own tests hold it.
func byHand(o causes.Options, all []person) map[key]causes.Cell {
	cells := map[key]causes.Cell{}
	w := features.NewWalker(o.Churn, o.Until)
	b := batchOf(all)
	for i, p := range all {
		w.Customer(b, i)
		if _, active := w.At(o.Cutoff); !active || w.Label() == features.LabelUnknown {
			continue
		}
		one := causes.Cell{Customers: 1}
		for _, l := range p.lines {
			if l.at >= o.Cutoff-365*features.Day && l.at < o.Cutoff {
				amount := l.amount
				if l.isReturn == 1 && amount > 0 {
					amount = -amount
				}
				one.Spend += amount
			}
		}
		if w.Label() == features.LabelChurned {
			one.Churned, one.ChurnedSpend = 1, one.Spend
		}
		groups := memberships(o, p)
		for a := range causes.NumDimensions {
			for _, codeA := range groups[a] {
				put(cells, key{a, a, codeA, codeA}, one)
			}
			if a == causes.ComplaintReason && complained(o, p) {
				put(cells, key{a, a, anyone, anyone}, one)
			}
			for bb := a + 1; bb < causes.NumDimensions; bb++ {
				if a == causes.Category && bb == causes.Product {
					continue
				}
				for _, codeA := range groups[a] {
					for _, codeB := range groups[bb] {
						put(cells, key{a, bb, codeA, codeB}, one)
					}
				}
			}
		}
	}
	return cells
}

func put(cells map[key]causes.Cell, k key, one causes.Cell) {
	c := cells[k]
	c.Customers += one.Customers
	c.Churned += one.Churned
	c.Spend += one.Spend
	c.ChurnedSpend += one.ChurnedSpend
	cells[k] = c
}

// memberships are the groups of a person; where any is known, everybody is added.
func memberships(o causes.Options, p person) (groups [causes.NumDimensions][]int32) {
	in := func(at int64, days int64) bool { return at >= o.Cutoff-days*features.Day && at < o.Cutoff }
	add := func(d causes.Dimension, code int32) {
		if code >= 0 && !slices.Contains(groups[d], code) {
			groups[d] = append(groups[d], code)
		}
	}
	add(causes.Segment, p.segment)
	add(causes.Region, p.region)
	lines := slices.Clone(p.lines)
	slices.SortStableFunc(lines, func(a, b line) int { return int(min(1, max(-1, a.at-b.at))) })
	first := features.NoTime
	orders := map[int64]bool{}
	used := map[int32]int{}
	for _, l := range lines {
		if l.amount <= 0 || l.isReturn == 1 {
			continue
		}
		if first == features.NoTime {
			first = l.at
		}
		isFirst := !orders[l.order]
		orders[l.order] = true
		if !in(l.at, 365) {
			continue
		}
		add(causes.Category, l.category)
		add(causes.Product, l.product)
		if isFirst && l.channel >= 0 {
			used[l.channel]++
		}
	}
	usual, most := int32(-1), 0
	for code := range int32(channels) {
		if used[code] > most {
			usual, most = code, used[code]
		}
	}
	add(causes.Channel, usual)
	start := first
	if p.signup != features.NoTime && p.signup < o.Cutoff {
		start = p.signup
	}
	cutoff, began := time.UnixMicro(o.Cutoff).UTC(), time.UnixMicro(start).UTC()
	band := int32(0)
	for _, ago := range []time.Time{ // of 31 March
		time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2024, 9, 30, 0, 0, 0, 0, time.UTC),
		cutoff.AddDate(-1, 0, 0), cutoff.AddDate(-2, 0, 0), cutoff.AddDate(-5, 0, 0),
	} {
		if !began.After(ago) {
			band++
		}
	}
	add(causes.Tenure, band)
	for _, c := range p.contacts {
		if c.kind == features.Complaint && in(c.at, 180) {
			add(causes.ComplaintReason, c.reason)
		}
	}
	for d := range groups {
		if len(groups[d]) > 0 || d == int(causes.ComplaintReason) && !complained(o, p) {
			groups[d] = append(groups[d], everybody)
		}
	}
	return groups
}

func complained(o causes.Options, p person) bool {
	return slices.ContainsFunc(p.contacts, func(c contact) bool {
		return c.kind == features.Complaint && c.at >= o.Cutoff-180*features.Day && c.at < o.Cutoff
	})
}

// asMap lists what a counter has counted, without empty cells.
func asMap(n *causes.Counts) map[key]causes.Cell {
	cells := map[key]causes.Cell{}
	set := func(k key, c causes.Cell) {
		if c != (causes.Cell{}) {
			cells[k] = c
		}
	}
	for d := range causes.NumDimensions {
		set(key{d, d, everybody, everybody}, n.Groups[d].Known)
		set(key{d, d, anyone, anyone}, n.Groups[d].Any)
		for code, c := range n.Groups[d].Cells {
			set(key{d, d, int32(code), int32(code)}, c)
		}
	}
	for i := range n.Pairs {
		p := &n.Pairs[i]
		codesA, codesB := append(slices.Clone(p.CodesA), everybody), append(slices.Clone(p.CodesB), everybody)
		for a, codeA := range codesA {
			for b, codeB := range codesB {
				set(key{p.A, p.B, codeA, codeB}, p.At(a, b))
			}
		}
	}
	return cells
}

func TestCountsAreThoseOfTheRows(t *testing.T) {
	for _, definition := range []string{features.Inactivity, features.Cancellation, features.Adaptive, features.Decline} {
		t.Run(definition, func(t *testing.T) {
			o := options()
			o.Churn.Definition = definition
			all := people(7, 1500, o.Cutoff)
			c, err := countAll(o, batchOf(all))
			if err != nil {
				t.Fatal(err)
			}
			want, got := byHand(o, all), asMap(c.Counts())
			if len(want) < 200 {
				t.Fatalf("only %d cells", len(want))
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(key{})); diff != "" {
				t.Error("by hand and counted:\n", diff)
			}
		})
	}
}

// TestOrderMakesNoDifference: any order, any number of workers, any order of
// merging.
func TestOrderMakesNoDifference(t *testing.T) {
	o := options()
	o.MaxCells = 30 // some groups take no part
	all := people(11, 600, o.Cutoff)
	whole, err := countAll(o, batchOf(all))
	if err != nil {
		t.Fatal(err)
	}
	want := whole.Counts()
	r := rand.New(rand.NewPCG(3, 3))
	for range 10 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var workers []*causes.Counter
		for rest := all; len(rest) > 0; {
			n := min(len(rest), 1+r.IntN(300))
			c, err := countAll(o, batchOf(rest[:n]))
			if err != nil {
				t.Fatal(err)
			}
			workers, rest = append(workers, c), rest[n:]
		}
		r.Shuffle(len(workers), func(i, j int) { workers[i], workers[j] = workers[j], workers[i] })
		for _, other := range workers[1:] {
			workers[0].Merge(other)
		}
		workers[0].Merge(causes.NewCounter(o))
		if diff := cmp.Diff(want, workers[0].Counts()); diff != "" {
			t.Fatal("whole and merged:\n", diff)
		}
	}
}

func TestLargestGroupsTakePart(t *testing.T) {
	o := options()
	o.MaxCells = 30
	census := causes.NewCensus(o.Codes)
	all := people(13, 300, o.Cutoff)
	census.Add(batchOf(all[:100]))
	other := causes.NewCensus(o.Codes)
	other.Add(batchOf(all[100:]))
	census.Merge(other)
	rows := make([]int64, products)
	for _, p := range all {
		for _, l := range p.lines {
			if l.product >= 0 {
				rows[l.product]++
			}
		}
	}
	o.Weights = census.Weights()
	if diff := cmp.Diff(rows, o.Weights[causes.Product]); diff != "" {
		t.Fatal("rows by hand and census:\n", diff)
	}
	c, err := countAll(o, batchOf(all))
	if err != nil {
		t.Fatal(err)
	}
	unbound := options()
	full, err := countAll(unbound, batchOf(all))
	if err != nil {
		t.Fatal(err)
	}
	want, got := asMap(full.Counts()), asMap(c.Counts())
	for k, cell := range got {
		if cell != want[k] {
			t.Errorf("%v: %v with few groups, %v with all", k, cell, want[k])
		}
	}
	n := c.Counts()
	for i := range n.Pairs {
		p := &n.Pairs[i]
		if len(p.CodesA)*len(p.CodesB) > o.MaxCells {
			t.Errorf("%v × %v has %d × %d cells", p.A, p.B, len(p.CodesA), len(p.CodesB))
		}
		if p.B != causes.Product || p.A != causes.Segment {
			continue
		}
		if len(p.CodesA) != segments || len(p.CodesB) != 10 || p.LeftOutB != 2 {
			t.Errorf("segment × product: %v × %v, %d left out; 3 × 10 of 12 fit 30 cells", p.CodesA, p.CodesB, p.LeftOutB)
		}
		for code := range int32(products) {
			if slices.Contains(p.CodesB, code) {
				continue
			}
			for _, kept := range p.CodesB {
				if rows[code] > rows[kept] {
					t.Errorf("product %d with %d rows is left out, %d with %d takes part", code, rows[code], kept, rows[kept])
				}
			}
		}
	}
}

func TestCrowded(t *testing.T) {
	var few causes.Options
	few.Codes[causes.Segment], few.Codes[causes.Product] = 4, 1000
	if got := few.Crowded(); len(got) != 0 {
		t.Errorf("Crowded() = %v where all pairs fit", got)
	}
	many := few
	many.Codes[causes.Product] = 62_501
	if diff := cmp.Diff([]causes.Dimension{causes.Product}, many.Crowded()); diff != "" {
		t.Error("4 × 62,501 cells are too many:\n", diff)
	}
}

func TestCodesBeyondAreCounted(t *testing.T) {
	o := options()
	p := person{signup: features.NoTime, segment: segments, region: 0, lines: []line{{at: o.Cutoff - features.Day, amount: 100, category: 0, product: products + 5, channel: 0}}}
	c, err := countAll(o, batchOf([]person{p}))
	if err != nil {
		t.Fatal(err)
	}
	if n := c.Counts(); n.Outside != 2 || n.All.Customers != 1 || n.Groups[causes.Segment].Known.Customers != 0 {
		t.Errorf("%d outside, %d customers, %d of known segment; want 2, 1, 0", n.Outside, n.All.Customers, n.Groups[causes.Segment].Known.Customers)
	}
}
