package features

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func newEngine(t testing.TB, o Options) *Engine {
	t.Helper()
	e, err := NewEngine(o, allTables(), worldCutoffs(), worldEnd)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// compute runs the batches through one worker, with peers of all of them.
func compute(t testing.TB, e *Engine, batches ...*Batch) []*Table {
	t.Helper()
	peers := e.NewPeerCounter()
	for _, b := range batches {
		if err := peers.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	e.SetPeers(peers)
	tables, w := e.NewTables(), e.NewWorker()
	for _, b := range batches {
		if err := w.Compute(b, tables); err != nil {
			t.Fatal(err)
		}
	}
	return tables
}

// TestEveryCustomerIsARowOrExcludedOnce adds up rows and exclusions for every
// churn definition and cutoff.
func TestEveryCustomerIsARowOrExcludedOnce(t *testing.T) {
	all := people(1, 300)
	for _, definition := range []string{Inactivity, Adaptive, Cancellation, Decline} {
		t.Run(definition, func(t *testing.T) {
			o := DefaultOptions()
			o.Churn.Definition, o.Churn.MinPurchases = definition, 2
			e := newEngine(t, o)
			met := map[Exclusion]bool{}
			for k, table := range compute(t, e, toBatch(all)) {
				sum := int64(table.Rows())
				for reason, n := range table.Excluded {
					sum, met[reason] = sum+n, true
				}
				if sum != int64(len(all)) {
					t.Errorf("cutoff %d: %d rows and %v are %d customers, want %d", k, table.Rows(), table.Excluded, sum, len(all))
				}
				if n := table.Rows(); len(table.X) != n*e.Schema().Len() || len(table.Keys) != n || len(table.Labels) != n || len(table.Profiles) != n {
					t.Errorf("cutoff %d: columns differ in length: %d ids, %d values", k, n, len(table.X))
				}
				if last := k == len(worldCutoffs())-1; last != slices.Contains(table.Labels, LabelUnknown) && definition != Cancellation {
					t.Errorf("cutoff %d: labels known is %v, want %v", k, last, !last)
				}
				if !slices.IsSorted(table.IDs) {
					t.Errorf("cutoff %d: rows are not in the order of the batch", k)
				}
			}
			want := map[Exclusion]bool{NotSeen: true, AlreadyCancelled: true, TooFewPurchases: true, NotRecent: true}
			if definition == Decline {
				want[NoSpend] = met[NoSpend] // random data need not hold one
			}
			if diff := cmp.Diff(want, met); diff != "" {
				t.Errorf("reasons met (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSplitInvariance computes the same customers in one batch, in batches of
// 37 and by several workers, and wants the same bits.
func TestSplitInvariance(t *testing.T) {
	all := people(2, 200)
	e := newEngine(t, DefaultOptions())
	want := compute(t, e, toBatch(all))
	var parts []*Batch
	for part := range slices.Chunk(all, 37) {
		parts = append(parts, toBatch(part))
	}
	checkTables(t, "batches of 37", want, compute(t, e, parts...))

	peers := e.NewPeerCounter()
	for k := len(parts) - 1; k >= 0; k-- { // merged in another order
		own := e.NewPeerCounter()
		if err := own.Add(parts[k]); err != nil {
			t.Fatal(err)
		}
		peers.Merge(own)
	}
	e.SetPeers(peers)
	results := make(chan []*Table, len(parts))
	got := e.NewTables()
	var split [][]*Table
	for _, part := range parts {
		go func() {
			tables := e.NewTables()
			if err := e.NewWorker().Compute(part, tables); err != nil {
				t.Error(err)
			}
			results <- tables
		}()
	}
	for range parts {
		split = append(split, <-results)
	}
	slices.SortFunc(split, func(a, b []*Table) int { return strings.Compare(a[4].IDs[0], b[4].IDs[0]) })
	for _, tables := range split {
		for k := range got {
			got[k].Append(tables[k])
		}
	}
	checkTables(t, "a worker for each batch", want, got)
}

func checkTables(t *testing.T, what string, want, got []*Table) {
	t.Helper()
	for k := range want {
		if !sameFloats(want[k].X, got[k].X) {
			t.Errorf("%s: cutoff %d: features differ", what, k)
		}
		if diff := cmp.Diff(want[k], got[k], cmpopts.IgnoreFields(Table{}, "X"), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: cutoff %d (-want +got):\n%s", what, k, diff)
		}
	}
}

// TestCutoffsDoNotTouchEachOther holds the tables of one pass over all cutoffs
// against a pass for each: what is carried on from one cutoff to the next must
// change nothing.
func TestCutoffsDoNotTouchEachOther(t *testing.T) {
	batch := toBatch(people(3, 200))
	together := compute(t, newEngine(t, DefaultOptions()), batch)
	for k, cutoff := range worldCutoffs() {
		alone, err := NewEngine(DefaultOptions(), allTables(), []int64{cutoff}, worldEnd)
		if err != nil {
			t.Fatal(err)
		}
		checkTables(t, "a pass of its own for cutoff "+formatTime(cutoff), together[k:k+1], compute(t, alone, batch))
	}
}

// TestOrderWithinAnInstant shuffles events of the same instant. Sums of floats
// may then differ in the last bits, and in nothing else.
func TestOrderWithinAnInstant(t *testing.T) {
	for seed := range uint64(3) {
		checkOrderWithinAnInstant(t, people(seed, 200))
	}
}

func checkOrderWithinAnInstant(t *testing.T, all []*person) {
	e := newEngine(t, DefaultOptions())
	want := compute(t, e, toBatch(all))
	r := rand.New(rand.NewPCG(3, 3))
	for _, p := range all {
		r.Shuffle(len(p.lines), func(i, j int) { p.lines[i], p.lines[j] = p.lines[j], p.lines[i] })
		r.Shuffle(len(p.invoices), func(i, j int) { p.invoices[i], p.invoices[j] = p.invoices[j], p.invoices[i] })
		r.Shuffle(len(p.contacts), func(i, j int) { p.contacts[i], p.contacts[j] = p.contacts[j], p.contacts[i] })
		r.Shuffle(len(p.changes), func(i, j int) { p.changes[i], p.changes[j] = p.changes[j], p.changes[i] })
		r.Shuffle(len(p.offers), func(i, j int) { p.offers[i], p.offers[j] = p.offers[j], p.offers[i] })
		r.Shuffle(len(p.scores), func(i, j int) { p.scores[i], p.scores[j] = p.scores[j], p.scores[i] })
		r.Shuffle(len(p.wallet), func(i, j int) { p.wallet[i], p.wallet[j] = p.wallet[j], p.wallet[i] })
	}
	got := compute(t, e, toBatch(all))
	for k := range want {
		compareRows(t, e.Schema(), want[k], got[k], 1e-12)
		if diff := cmp.Diff(want[k].Profiles, got[k].Profiles, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("profiles (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want[k].Labels, got[k].Labels); diff != "" {
			t.Errorf("labels (-want +got):\n%s", diff)
		}
	}
}

// compareRows reports each feature that differs by more than a relative
// tolerance, once.
func compareRows(t *testing.T, s Schema, want, got *Table, tolerance float64) {
	t.Helper()
	if diff := cmp.Diff(want.IDs, got.IDs); diff != "" {
		t.Fatalf("customers (-want +got):\n%s", diff)
	}
	said := map[int]bool{}
	for i := range want.X {
		a, b := want.X[i], got.X[i]
		same := a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance*max(1, math.Abs(a))
		if j := i % s.Len(); !same && !said[j] {
			said[j] = true
			t.Errorf("%s of %s at %s: %v, want %v", s.Specs[j].Name, want.IDs[i/s.Len()], formatTime(want.Cutoff), b, a)
		}
	}
}

// TestNoAllocation computes twice into the same tables.
func TestNoAllocation(t *testing.T) {
	e := newEngine(t, DefaultOptions())
	b := toBatch(people(4, 100))
	tables := compute(t, e, b)
	w := e.NewWorker()
	run := func() {
		for _, table := range tables {
			table.Reset()
		}
		if err := w.Compute(b, tables); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(5, run); n > 0 {
		t.Errorf("%v allocations for 100 customers, want none", n)
	}
}

// TestNoFeatureIsInfinite looks at every value of random customers, of those
// who are eligible by default and of all who were ever seen.
func TestNoFeatureIsInfinite(t *testing.T) {
	b := toBatch(people(5, 400))
	for _, everybody := range []bool{false, true} {
		o := DefaultOptions()
		if everybody {
			o.Churn.MinPurchases, o.Churn.LookbackDays = 0, 0
		}
		e := newEngine(t, o)
		s := e.Schema()
		present := make([]bool, s.Len())
		for _, table := range compute(t, e, b) {
			for i, x := range table.X {
				j := i % s.Len()
				if math.IsInf(x, 0) {
					t.Fatalf("%s is %v", s.Specs[j].Name, x)
				}
				present[j] = present[j] || !math.IsNaN(x)
				if math.IsNaN(x) && s.Specs[j].Missing == "never" {
					t.Fatalf("%s is missing, though it never should be", s.Specs[j].Name)
				}
			}
		}
		for j, is := range present {
			if name := s.Specs[j].Name; !is && name != "age_years" && name != "days_to_contract_date" { // facts that the random customers lack
				t.Errorf("%s is missing everywhere", name)
			}
		}
	}
}

func TestAbsentTablesLeaveTheirFamiliesOut(t *testing.T) {
	e, err := NewEngine(DefaultOptions(), []string{"transactions"}, worldCutoffs(), worldEnd)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range e.families {
		if diff := cmp.Diff([]string{"transactions"}, f.Tables); diff != "" {
			t.Errorf("family %s needs an absent table (-want +got):\n%s", f.Name, diff)
		}
	}
	for _, name := range []string{"recency", "frequency", "monetary", "trend", "breadth", "rhythm", "tenure"} {
		if !slices.Contains(e.Schema().Families, name) {
			t.Errorf("family %s was left out", name)
		}
	}
	b := toBatch(people(6, 20))
	bare := &Batch{IDs: b.IDs, Keys: b.Keys, Transactions: TransactionColumns{Start: b.Transactions.Start, Time: b.Transactions.Time, Amount: b.Transactions.Amount}}
	if rows := compute(t, e, bare)[4].Rows(); rows == 0 {
		t.Error("no rows without optional columns")
	}
}

func TestEmptyBatch(t *testing.T) {
	e := newEngine(t, DefaultOptions())
	for _, table := range compute(t, e, &Batch{}, toBatch(nil)) {
		if table.Rows() != 0 || len(table.Excluded) != 0 {
			t.Errorf("no customers gave %d rows and %v", table.Rows(), table.Excluded)
		}
	}
}

func TestNewEngineReportsEverythingAtOnce(t *testing.T) {
	o := DefaultOptions()
	o.Churn.HorizonDays, o.Churn.Definition, o.Families = 0, "leaving", []string{"recncy"}
	_, err := NewEngine(o, []string{"contacts"}, []int64{2, 1}, 0)
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		"churn.horizon_days: 0 is not in 1 to 3650", `churn.definition: "leaving" is none of inactivity`,
		`families: "recncy" is no family; there are recency, frequency`, "tables: transactions is absent", "cutoffs: they do not rise",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing from: %v", part, err)
		}
	}
	if option := (*OptionError)(nil); !errors.As(err, &option) {
		t.Errorf("%T holds no *OptionError", err)
	}
}

func TestBadBatches(t *testing.T) {
	good := func() *Batch { return toBatch(people(7, 10)) }
	e := newEngine(t, DefaultOptions())
	for _, test := range []struct {
		name, want string
		spoil      func(*Batch)
	}{
		{"keys", "batch.keys: there are 9 keys for 10 customers", func(b *Batch) { b.Keys = b.Keys[:9] }},
		{"start too short", "contacts.start: it has 10 entries, not one more than the 10 customers", func(b *Batch) { b.Contacts.Start = b.Contacts.Start[:10] }},
		{"start falls", "offers.start: its entries fall", func(b *Batch) { b.Offers.Start[0] = 1000 }},
		{"column too short", "transactions.category: it has 0 rows", func(b *Batch) { b.Transactions.Category = []int32{} }},
		{"required column absent", "transactions.amount: it has 0 rows", func(b *Batch) { b.Transactions.Amount = nil }},
		{"no times", "changes.time: it has 0 rows", func(b *Batch) { b.Changes.Time = nil }},
		{"order", "its events are not in the order of time", func(b *Batch) { slices.Reverse(b.Invoices.Due) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := good()
			test.spoil(b)
			tables := e.NewTables()
			err := e.NewWorker().Compute(b, tables)
			if batch := (*BatchError)(nil); !errors.As(err, &batch) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want a *BatchError with %q", err, test.want)
			}
			if tables[4].Rows() != 0 {
				t.Error("rows were added in spite of the error")
			}
		})
	}
}
