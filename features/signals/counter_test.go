package signals

import (
	"math/rand/v2"
	"testing"

	godiff "github.com/google/go-cmp/cmp"

	"predict/features"
)

const worldCutoff = worldStart + 900*features.Day

func worldOptions() Options {
	return Options{Churn: features.DefaultOptions().Churn, Cutoff: worldCutoff, Until: worldEnd}
}

// countAll counts the customers of a batch in the order given.
func countAll(t testing.TB, o Options, b *features.Batch, order []int) *Counter {
	t.Helper()
	w := features.NewWalker(o.Churn, o.Until)
	if err := w.Check(b); err != nil {
		t.Fatal(err)
	}
	c := NewCounter(o)
	for _, i := range order {
		c.Add(b, i, w.Customer(b, i), w)
	}
	return c
}

func world(n int) *features.Batch {
	r := rand.New(rand.NewPCG(5, 6))
	var lives [][]event
	for range n {
		lives = append(lives, randomLife(r, worldEnd))
	}
	return batchOf(lives...)
}

// The counts are the same whatever the order of customers and however they are shared
// among counters.
func TestMergedCountsAreTheSame(t *testing.T) {
	b := world(400)
	r := rand.New(rand.NewPCG(7, 8))
	all := r.Perm(400)
	want := countAll(t, worldOptions(), b, all).Counts()
	if want.Churned[0] == sum(want.Churned[:]) || sum(want.Stayed[:]) == 0 {
		t.Fatalf("the world is too plain: %d churned, %d stayed", sum(want.Churned[:]), sum(want.Stayed[:]))
	}
	for range 5 {
		order := r.Perm(400)
		one, other := r.IntN(400), r.IntN(400)
		one, other = min(one, other), max(one, other)
		parts := []*Counter{
			countAll(t, worldOptions(), b, order[one:other]),
			countAll(t, worldOptions(), b, order[other:]),
			countAll(t, worldOptions(), b, order[:one]),
		}
		parts[1].Merge(parts[2])
		parts[0].Merge(parts[1])
		if diff := godiff.Diff(want, parts[0].Counts()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func sum(counts []int64) (n int64) {
	for _, k := range counts {
		n += k
	}
	return n
}

// weekly is a customer who buys weekly up to an instant, beside other events.
func weekly(last int64, more ...event) []event {
	life := more
	for at := last; at > worldStart+300*features.Day; at -= week {
		life = append(life, event{table: lines, at: at, settled: features.NoTime, code: 1, amount: 500_000})
	}
	return life
}

// Three customers left: one asked about a bill 20 days before the last purchase, one
// after it, one never. One asked and stayed, one just stayed.
func TestCounts(t *testing.T) {
	asked := func(at int64) event {
		return event{table: contacts, at: at, settled: at, code: features.BillingQuestion}
	}
	stays := worldCutoff + 5*features.Day
	b := batchOf(
		weekly(worldCutoff-5*features.Day, asked(worldCutoff-25*features.Day)),
		weekly(worldCutoff-5*features.Day, asked(worldCutoff-2*features.Day)),
		weekly(worldCutoff-5*features.Day),
		weekly(stays, asked(worldCutoff-25*features.Day)),
		weekly(stays),
		weekly(worldCutoff-300*features.Day), // no customer any more
	)
	c := countAll(t, worldOptions(), b, []int{0, 1, 2, 3, 4, 5}).Counts()
	want := &Counts{Cutoff: worldCutoff, Churn: worldOptions().Churn, WarnedInTime: 1}
	want.Churned[1<<BillingQuestion], want.Churned[0] = 2, 1
	want.Stayed[1<<BillingQuestion], want.Stayed[0] = 1, 1
	want.Leads[BillingQuestion][20] = 1
	want.Told = [NumSignals]bool{RFMDecline: true, FallingWalletShare: true, BillingQuestion: true}
	if diff := godiff.Diff(want, c); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The label window of the cutoff is not over: nobody is judged.
func TestUnknownFate(t *testing.T) {
	o := worldOptions()
	o.Until = o.Cutoff + features.Day
	c := countAll(t, o, batchOf(weekly(worldCutoff-features.Day), weekly(worldCutoff-features.Day)), []int{0, 1}).Counts()
	if c.Unknown != 2 || sum(c.Stayed[:])+sum(c.Churned[:]) != 0 {
		t.Errorf("unknown are %d, judged %d", c.Unknown, sum(c.Stayed[:])+sum(c.Churned[:]))
	}
}

// A complaint was scored with 4. Whether that is bad, another customer's highest score
// tells: it is on a scale to 10, not on one to 5.
func TestScaleOfScores(t *testing.T) {
	scored := func(score int32) []event {
		at := worldCutoff - 50*features.Day
		return weekly(worldCutoff-features.Day, event{table: contacts, at: at, settled: at, code: features.Complaint, more: score})
	}
	for _, c := range []struct {
		highest int32
		want    int64
	}{{5, 0}, {10, 1}} {
		b := batchOf(scored(4), scored(c.highest))
		got := countAll(t, worldOptions(), b, []int{0}) // two workers
		got.Merge(countAll(t, worldOptions(), b, []int{1}))
		if n := got.Counts().Churned[1<<LowSatisfaction]; n != c.want {
			t.Errorf("with a highest score of %d, %d customers are content too little, want %d", c.highest, n, c.want)
		}
	}
}

// Counting takes no memory for a customer.
func TestNoAllocationPerCustomer(t *testing.T) {
	b := world(100)
	o := worldOptions()
	w := features.NewWalker(o.Churn, o.Until)
	c := NewCounter(o)
	pass := func() {
		for i := range b.IDs {
			c.Add(b, i, w.Customer(b, i), w)
		}
	}
	pass()
	if n := testing.AllocsPerRun(5, pass); n > 0 {
		t.Errorf("%v allocations for 100 customers", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	batch := world(1_000)
	o := worldOptions()
	w := features.NewWalker(o.Churn, o.Until)
	c := NewCounter(o)
	for b.Loop() {
		for i := range batch.IDs {
			c.Add(batch, i, w.Customer(batch, i), w)
		}
	}
	b.ReportMetric(float64(len(batch.IDs)*b.N)/b.Elapsed().Seconds(), "customers/s")
}

// A signal is told where the export has what it takes: the table, its columns, and the
// kind of contact or change.
func TestTold(t *testing.T) {
	at := worldCutoff - 50*features.Day
	for _, c := range []struct {
		name  string
		event event
		strip func(*features.Batch)
		want  []int
	}{
		{"purchases", event{table: lines, at: at, amount: 1}, nil, []int{FallingWalletShare}},
		{"purchases without category", event{table: lines, at: at, amount: 1}, func(b *features.Batch) { b.Transactions.Category = nil }, nil},
		{"a technical call", event{table: contacts, at: at, code: features.Technical}, nil, []int{FallingWalletShare, ServiceCalls}},
		{"a complaint", event{table: contacts, at: at, code: features.Complaint}, nil, []int{LowSatisfaction, FallingWalletShare}},
		{"a complaint of which nothing is known", event{table: contacts, at: at, code: features.Complaint}, func(b *features.Batch) {
			b.Contacts.Resolved, b.Contacts.Satisfaction = nil, nil
		}, []int{FallingWalletShare}},
		{"a question, another kind of contact", event{table: contacts, at: at, code: features.OtherContact}, nil, []int{FallingWalletShare}},
		{"a contact of no known kind", event{table: contacts, at: at, code: features.NoCode}, nil, []int{FallingWalletShare}},
		{"a new phone", event{table: changes, at: at, code: features.PhoneChange}, nil, []int{FallingWalletShare, TouchpointChange}},
		{"a move", event{table: changes, at: at, code: features.AddressChange}, nil, []int{FallingWalletShare, AddressChange}},
		{"an offer", event{table: offers, at: at}, nil, []int{UnansweredOffer, FallingWalletShare}},
		{"an offer without responses", event{table: offers, at: at}, func(b *features.Batch) { b.Offers.Responded = nil }, []int{FallingWalletShare}},
		{"an invoice", event{table: invoices, at: at}, nil, []int{FallingWalletShare, LatePayment}},
		{"an invoice without payments", event{table: invoices, at: at}, func(b *features.Batch) { b.Invoices.Paid = nil }, []int{FallingWalletShare}},
		{"a score", event{table: scores, at: at}, nil, []int{LowSatisfaction, FallingWalletShare}},
		{"a wallet", event{table: wallets, at: at}, func(b *features.Batch) { b.Transactions.Category = nil }, []int{FallingWalletShare}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := batchOf(weekly(worldCutoff-features.Day, c.event))
			if c.strip != nil {
				c.strip(b)
			}
			want := [NumSignals]bool{RFMDecline: true}
			for _, s := range c.want {
				want[s] = true
			}
			if diff := godiff.Diff(want, countAll(t, worldOptions(), b, []int{0}).Counts().Told); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
