package pipeline

import (
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"predict/configs"
	"predict/data/columnar"
	"predict/data/generate"
	"predict/data/lake"
	"predict/features"
)

// demoState has demo exports loaded and the features of as_of computed.
func demoState(t *testing.T, asOf string) *State {
	t.Helper()
	dir := t.TempDir()
	o := generate.DefaultOptions()
	o.Customers = 300
	if _, err := generate.Run(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
	c, err := configs.Load(filepath.Join(dir, "predict.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.AsOf = asOf
	s := NewState(c, Settings{Now: func() time.Time { return time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC) }})
	if err := (Stages{fillStage{}, openStage{}, featuresStage{cutoffs: scoreCutoff}}).Run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// recomputed prepares the features of one customer after the other.
func recomputed(t *testing.T, s *State) (*features.Worker, *vocabulary) {
	t.Helper()
	v, err := newVocabulary(s.Lake)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.readSegmentWallet(t.Context(), s.Lake); err != nil {
		t.Fatal(err)
	}
	w, err := s.workerOf(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return w, v
}

// TestFeaturesOfOneCustomer expects the features that are computed for one
// customer alone, from events cut at as_of, to be those of the feature table, to
// the last bit: else a change of the score would not come from the change of the
// events.
func TestFeaturesOfOneCustomer(t *testing.T) {
	for _, asOf := range []string{configs.Latest, "2025-08-17"} {
		s := demoState(t, asOf)
		w, v := recomputed(t, s)
		n := 0
		for _, id := range tableIDs(t, s) {
			one, err := s.customer(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			f, err := s.featureRow(one)
			if err != nil || f == nil {
				t.Fatalf("%s has no row: %v", id, err)
			}
			x, err := s.computeRow(w, v, one.copy())
			if err != nil {
				t.Fatal(err)
			}
			for j, want := range f.X.RawRowView(0) {
				if got := x.At(0, j); math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("%s of %s is %v alone, %v in the table", s.Schema.Names()[j], id, got, want)
				}
			}
			if n++; n == 40 {
				break
			}
		}
	}
}

// tableIDs gives the customers of the feature table of as_of.
func tableIDs(t *testing.T, s *State) []string {
	t.Helper()
	r, err := columnar.Open(s.path("features", cutoffName(s.AsOf), tableFile))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ids, err := r.String(columnar.All, columnID, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestWhatAPurchaseChanges expects a purchase within the last day to change the
// features that a purchase changes, by what it changes them, and none of those
// that it cannot.
func TestWhatAPurchaseChanges(t *testing.T) {
	s := demoState(t, configs.Latest)
	w, v := recomputed(t, s)
	names := s.Schema.Names()
	n := 0
	for _, id := range tableIDs(t, s) {
		x := &explainer{state: s, out: &Explanation{Currency: "EUR"}}
		var err error
		if x.one, err = s.customer(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if x.texts, err = readEventTexts(s.Lake); err != nil {
			t.Fatal(err)
		}
		f, err := s.featureRow(x.one)
		if err != nil {
			t.Fatal(err)
		}
		changes := x.changes(&f.Profiles[0])
		if len(changes) == 0 {
			t.Fatalf("nothing could be otherwise with %s", id)
		}
		b := x.one.copy()
		changes[0].apply(b)
		row, err := s.computeRow(w, v, b)
		if err != nil {
			t.Fatal(err)
		}
		was := func(name string) float64 { return f.X.At(0, slices.Index(names, name)) }
		is := func(name string) float64 { return row.At(0, slices.Index(names, name)) }
		if was("days_since_last_purchase") < 1 {
			continue // bought on the last day: the purchase may change little
		}
		if got := is("days_since_last_purchase"); got != 0.5 {
			t.Errorf("%s: %v days since the last purchase, want half a day", id, got)
		}
		for _, name := range []string{"purchases_30d", "purchases_90d", "purchases_365d", "purchases_all"} {
			if is(name) != was(name)+1 {
				t.Errorf("%s: %s is %v and was %v", id, name, is(name), was(name))
			}
		}
		if amount := is("last_purchase_amount"); !(amount > 0) || math.Abs(is("spend_30d")-was("spend_30d")-amount) > 1e-9*amount {
			t.Errorf("%s: spend_30d is %v and was %v after a purchase of %v", id, is("spend_30d"), was("spend_30d"), amount)
		}
		for j, family := range s.Schema.Families {
			if slices.Contains([]string{"payment", "billing_contact", "service_contact", "complaint", "satisfaction", "offers", "tenure"}, family) && is(names[j]) != was(names[j]) && !math.IsNaN(was(names[j])) {
				t.Errorf("%s: a purchase changed %s from %v to %v", id, names[j], was(names[j]), is(names[j]))
			}
		}
		if n++; n == 40 {
			break
		}
	}
	if n < 40 {
		t.Errorf("only %d customers were tried", n)
	}
}

// TestWhatElseCanChange expects a paid invoice to be overdue no longer and a
// resolved complaint not to be open.
func TestWhatElseCanChange(t *testing.T) {
	s := demoState(t, configs.Latest)
	w, v := recomputed(t, s)
	names := s.Schema.Names()
	texts, err := readEventTexts(s.Lake)
	if err != nil {
		t.Fatal(err)
	}
	late, open := 0, 0
	for _, id := range tableIDs(t, s) {
		x := &explainer{state: s, out: &Explanation{Currency: "EUR"}, texts: texts}
		if x.one, err = s.customer(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		f, err := s.featureRow(x.one)
		if err != nil {
			t.Fatal(err)
		}
		at := func(name string) int { return slices.Index(names, name) }
		overdue, complaints := f.X.At(0, at("overdue_invoices")), f.X.At(0, at("open_complaints"))
		if overdue == 0 && complaints == 0 {
			continue
		}
		changes := x.changes(&f.Profiles[0])
		b := x.one.copy()
		changes[len(changes)-1].apply(b) // all together
		row, err := s.computeRow(w, v, b)
		if err != nil {
			t.Fatal(err)
		}
		if row.At(0, at("overdue_invoices")) != 0 || row.At(0, at("open_complaints")) != 0 {
			t.Errorf("%s still has %v overdue invoices and %v open complaints", id, row.At(0, at("overdue_invoices")), row.At(0, at("open_complaints")))
		}
		late, open = late+int(overdue), open+int(complaints)
	}
	if late == 0 || open == 0 {
		t.Errorf("%d overdue invoices and %d open complaints were tried", late, open)
	}
}

// TestMostFrequent expects the lowest of the codes that come most often.
func TestMostFrequent(t *testing.T) {
	for _, test := range []struct {
		codes []int32
		want  int32
	}{{nil, -1}, {[]int32{-1, -1, 4}, 4}, {[]int32{5, 3, 5, 3, 9}, 3}, {[]int32{7, 7, 1}, 7}} {
		if got := mostFrequent(test.codes); got != test.want {
			t.Errorf("%v: %d, want %d", test.codes, got, test.want)
		}
	}
}

// TestAddLine expects a line before those of its own instant's future and after
// all others.
func TestAddLine(t *testing.T) {
	r := &lake.Rows{Start: []int32{0, 3}, I64: map[string][]int64{"time": {1, 5, 9}, "amount": {1, 1, 1}}, I32: map[string][]int32{"category": {0, 0, 0}}}
	addLine(r, map[string]int64{"time": 5, "amount": 7}, map[string]int32{"category": 2})
	if !slices.Equal(r.I64["time"], []int64{1, 5, 5, 9}) || !slices.Equal(r.I64["amount"], []int64{1, 1, 7, 1}) || !slices.Equal(r.I32["category"], []int32{0, 0, 2, 0}) || r.Start[1] != 4 {
		t.Errorf("%+v", r)
	}
}
