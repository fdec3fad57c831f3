package features

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func eventFamilies() []Family {
	return []Family{
		payment(), billingContact(), serviceContact(), complaint(), satisfaction(),
		offers(), changes(), tenure(), shareOfWallet(),
	}
}

var eventCutoff = time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// randomTimes returns n sorted times from three years before the cutoff to one
// year after, some of them at the cutoff itself.
func randomTimes(r *rand.Rand, n int) []int64 {
	times := make([]int64, n)
	for i := range times {
		times[i] = eventCutoff - 1095*Day + r.Int64N(1460)*Day
		if r.IntN(20) == 0 {
			times[i] = eventCutoff
		}
	}
	slices.Sort(times)
	return times
}

// settles returns a time up to 100 days after each, or NoTime.
func settles(r *rand.Rand, times []int64) []int64 {
	out := make([]int64, len(times))
	for i, t := range times {
		out[i] = NoTime
		if r.IntN(4) > 0 {
			out[i] = t + r.Int64N(100)*Day
		}
	}
	return out
}

func codes(r *rand.Rand, n int, below int32) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = r.Int32N(below+1) - 1
	}
	return out
}

func floats(r *rand.Rand, n int, below float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Floor(r.Float64() * below)
	}
	return out
}

func amounts(r *rand.Rand, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = r.Int64N(1_000_000) - 100_000
	}
	return out
}

// randomCase returns a customer with events in every table before and after the
// cutoff.
func randomCase(r *rand.Rand, n, categories int) *eventCase {
	c := &eventCase{cutoff: eventCutoff}
	tl := &c.tl
	tl.Lines.Time, tl.Lines.Amount = randomTimes(r, n), amounts(r, n)
	for _, a := range tl.Lines.Amount {
		tl.Lines.IsReturn = append(tl.Lines.IsReturn, a < 0)
	}
	tl.Lines.Category, tl.Lines.Channel = codes(r, n, int32(categories)), codes(r, n, 4)
	due := randomTimes(r, n)
	issued := make([]int64, n)
	for i := range issued {
		issued[i] = due[i] - r.Int64N(60)*Day + 10*Day
	}
	tl.Invoices = InvoiceColumns{Issued: issued, Due: due, Paid: settles(r, due), Amount: amounts(r, n), Disputed: codes(r, n, 2)}
	at := randomTimes(r, n)
	tl.Contacts = ContactColumns{Time: at, Resolved: settles(r, at), Kind: codes(r, n, 5), Satisfaction: floats(r, n, 6)}
	tl.Changes = ChangeColumns{Time: randomTimes(r, n), Kind: codes(r, n, 5)}
	at = randomTimes(r, n)
	tl.Offers = OfferColumns{Time: at, Responded: settles(r, at), Control: codes(r, n, 2)}
	tl.Satisfaction = SatisfactionColumns{Time: randomTimes(r, n), Score: floats(r, n, 11), Scale: codes(r, n, 3)}
	tl.Wallet = WalletColumns{Month: randomTimes(r, n), Category: codes(r, n, 3), Total: amounts(r, n)}
	tl.Signup, tl.BirthDate, tl.ContractEnd = eventCutoff-r.Int64N(2000)*Day, NoTime, eventCutoff+r.Int64N(100)*Day
	c.peers = PeerSpend{Recent: []int64{5, 7}, Earlier: []int64{9, 11, 2}, RecentTotal: 40, EarlierTotal: 90}
	return c
}

// rewriteFuture changes everything that happens or settles at or after the
// cutoff, in place.
func rewriteFuture(c *eventCase, r *rand.Rand) {
	tl := &c.tl
	later := func(times []int64) {
		for i, t := range times {
			if t >= c.cutoff {
				times[i] = c.cutoff + r.Int64N(500)*Day
			}
		}
		slices.Sort(times)
	}
	settleLater := func(times []int64, also func(i int)) {
		for i, t := range times {
			if t >= c.cutoff || t == NoTime {
				times[i] = []int64{NoTime, c.cutoff, c.cutoff + 77*Day}[r.IntN(3)]
				also(i)
			}
		}
	}
	nothing := func(int) {}
	settleLater(tl.Invoices.Paid, func(i int) { tl.Invoices.Disputed[i] = r.Int32N(2) })
	settleLater(tl.Contacts.Resolved, func(i int) { tl.Contacts.Satisfaction[i] = float64(r.IntN(5)) })
	settleLater(tl.Offers.Responded, nothing)
	for i, t := range tl.Lines.Time {
		if t >= c.cutoff {
			tl.Lines.Amount[i], tl.Lines.Category[i], tl.Lines.Channel[i] = 123, 1, 1
		}
	}
	for i := range tl.Invoices.Due {
		if tl.Invoices.Due[i] >= c.cutoff || tl.Invoices.Issued[i] >= c.cutoff {
			tl.Invoices.Amount[i], tl.Invoices.Disputed[i] = 55, 1
		}
	}
	for i, t := range tl.Satisfaction.Time {
		if t >= c.cutoff {
			tl.Satisfaction.Score[i], tl.Satisfaction.Scale[i] = 100, CSAT
		}
	}
	for i, t := range tl.Contacts.Time {
		if t >= c.cutoff {
			tl.Contacts.Kind[i], tl.Contacts.Satisfaction[i] = Complaint, 0
		}
	}
	month := monthsBefore(c.cutoff, 0)
	for i, t := range tl.Wallet.Month {
		if t >= month { // a month that is not over at the cutoff
			tl.Wallet.Total[i] = 1
		}
	}
	for _, times := range [][]int64{
		tl.Lines.Time, tl.Invoices.Due, tl.Contacts.Time, tl.Changes.Time, tl.Offers.Time,
		tl.Satisfaction.Time, tl.Wallet.Month,
	} {
		later(times)
	}
}

// TestEventFamiliesDoNotSeeTheFuture rewrites what happens or settles at or
// after the cutoff, and expects every feature as it was.
func TestEventFamiliesDoNotSeeTheFuture(t *testing.T) {
	for seed := range uint64(200) {
		c := randomCase(rand.New(rand.NewPCG(seed, 1)), 1+int(seed)%60, 8)
		c.finish()
		before := map[string][]float64{}
		for _, f := range eventFamilies() {
			before[f.Name] = c.fill(f)
		}
		rewriteFuture(c, rand.New(rand.NewPCG(seed, 2)))
		c.tl.Purchases, c.tl.PurchaseDays, c.tl.Lines.CumSpend, c.tl.Lines.Purchase = nil, nil, nil, nil
		c.finish()
		for _, f := range eventFamilies() {
			if diff := cmp.Diff(before[f.Name], c.fill(f), cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("seed %d: %s changed with the future (-before +after):\n%s", seed, f.Name, diff)
			}
		}
	}
}

// TestEventFamiliesIgnoreScratch leaves garbage in the shared memory and
// expects every feature as it was.
func TestEventFamiliesIgnoreScratch(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 3))
		c := randomCase(r, 80, 30)
		c.finish()
		for _, f := range eventFamilies() {
			want := c.fill(f)
			v := c.view()
			v.Scratch = &Scratch{Codes: codes(r, r.IntN(40), 30), Counts: codes(r, r.IntN(40), 30), Sums: amounts(r, r.IntN(40))}
			got := slices.Repeat([]float64{math.NaN()}, len(f.Specs))
			f.Fill(got, v)
			if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Fatalf("seed %d: %s depends on what was in the scratch (-want +got):\n%s", seed, f.Name, diff)
			}
		}
	}
}

// TestEventFamiliesAreFinite expects no infinite feature of any customer.
func TestEventFamiliesAreFinite(t *testing.T) {
	for seed := range uint64(200) {
		c := randomCase(rand.New(rand.NewPCG(seed, 4)), 1+int(seed)%60, 5)
		c.finish()
		for _, f := range eventFamilies() {
			for i, x := range c.fill(f) {
				if math.IsInf(x, 0) {
					t.Errorf("seed %d: %s is infinite", seed, f.Specs[i].Name)
				}
			}
		}
	}
}

func TestEventFamiliesDoNotAllocate(t *testing.T) {
	c := randomCase(rand.New(rand.NewPCG(5, 5)), 200, 40)
	c.finish()
	v := c.view()
	for _, f := range eventFamilies() {
		dst := make([]float64, len(f.Specs))
		if n := testing.AllocsPerRun(10, func() { f.Fill(dst, v) }); n != 0 {
			t.Errorf("%s allocates %v times a call", f.Name, n)
		}
	}
}

// TestStoppedCategory names the category that the sentence is about.
func TestStoppedCategory(t *testing.T) {
	day := func(before int64) int64 { return eventCutoff - before*Day }
	tests := []struct {
		name  string
		times []int64
		codes []int32
		code  int32
		share float64
	}{
		// Category 6 was in 2 of 3 purchases: absent from 3 by a chance of 1/27; 4 in
		// 1 of 3: 8/27.
		{"one clearly, one by accident", []int64{day(300), day(200), day(150), day(10), day(9), day(8)}, []int32{4, 6, 6, 1, 1, 1}, 6, 2.0 / 3},
		// Both were in 1 of 2: absent from 4 by a chance of 1/16.
		{"of equals the lower code", []int64{day(300), day(200), day(10), day(9), day(8), day(7)}, []int32{9, 6, 1, 1, 1, 1}, 6, 0.5},
		// In 1 of 2, absent from 3: 1/8.
		{"perhaps an accident", []int64{day(300), day(200), day(10), day(9), day(8)}, []int32{9, 6, 1, 1, 1}, NoCode, 0},
		{"in every purchase, absent from one", []int64{day(300), day(10)}, []int32{9, 1}, 9, 1},
		{"nothing goes on", []int64{day(300), day(200)}, []int32{9, 6}, NoCode, 0},
		{"nothing stopped", []int64{day(300), day(20)}, []int32{6, 6}, NoCode, 0},
		{"categories not exported", []int64{day(300), day(20)}, nil, NoCode, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := &eventCase{cutoff: eventCutoff}
			c.tl.Lines.Time, c.tl.Lines.Category = test.times, test.codes
			c.tl.Lines.Amount = slices.Repeat([]int64{100}, len(test.times))
			c.tl.Lines.IsReturn = make([]bool, len(test.times))
			c.finish()
			code, share := StoppedCategory(c.view())
			if code != test.code || math.Abs(share-test.share) > 1e-12 {
				t.Errorf("got category %d with share %v, want %d with %v", code, share, test.code, test.share)
			}
		})
	}
}

func BenchmarkEventFamilies(b *testing.B) {
	c := randomCase(rand.New(rand.NewPCG(6, 6)), 100, 2000)
	c.finish()
	v := c.view()
	for _, f := range eventFamilies() {
		b.Run(f.Name, func(b *testing.B) {
			dst := make([]float64, len(f.Specs))
			for b.Loop() {
				f.Fill(dst, v)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
