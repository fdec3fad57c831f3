package signals

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	godiff "github.com/google/go-cmp/cmp"

	"predict/features"
)

const (
	worldStart = int64(17_167) * features.Day // 2017-01-01
	worldDays  = 1_100
	worldEnd   = worldStart + worldDays*features.Day
)

// event is something that happens to a made-up customer; what the numbers mean
// depends on the table.
type event struct {
	table       int
	at, settled int64
	code, more  int32
	amount      int64
}

// Tables of events.
const (
	lines = iota
	invoices
	contacts
	changes
	offers
	scores
	wallets
	numTables
)

// randomEvent draws an event that begins in from..to. It lies on a grid of hours, so
// that many share an instant or lie on the edge of a window.
func randomEvent(r *rand.Rand, from, to int64) event {
	const hour = features.Day / 24
	e := event{table: r.IntN(wallets), at: from + r.Int64N((to-from)/hour)*hour, settled: features.NoTime}
	switch r.IntN(3) {
	case 0:
		e.table = lines
	case 1:
		e.table = contacts
	}
	if r.IntN(2) == 0 {
		e.at = from + r.Int64N((to-from)/features.Day)*features.Day
	}
	if r.IntN(3) > 0 {
		e.settled = e.at + r.Int64N(60*24)*hour
	}
	e.code, e.more, e.amount = r.Int32N(5), r.Int32N(11), r.Int64N(1e6)-1e5
	return e
}

// randomLife draws the events of one customer before an instant.
func randomLife(r *rand.Rand, to int64) []event {
	var life []event
	for range 20 + r.IntN(60) {
		life = append(life, randomEvent(r, worldStart, to))
	}
	if r.IntN(2) == 0 { // a customer whose wallet is known for all months
		for at := worldStart; at < to; at += 28 * features.Day {
			life = append(life, event{table: wallets, at: at, code: -1, amount: r.Int64N(1e6) + 1})
		}
	}
	return life
}

// batchOf makes the events of customers into columns.
func batchOf(lives ...[]event) *features.Batch {
	b := &features.Batch{}
	ends := func() {
		for _, t := range []struct {
			start *[]int32
			n     int
		}{
			{&b.Transactions.Start, len(b.Transactions.Time)},
			{&b.Invoices.Start, len(b.Invoices.Due)},
			{&b.Contacts.Start, len(b.Contacts.Time)},
			{&b.Changes.Start, len(b.Changes.Time)},
			{&b.Offers.Start, len(b.Offers.Time)},
			{&b.Satisfaction.Start, len(b.Satisfaction.Time)},
			{&b.Wallet.Start, len(b.Wallet.Month)},
		} {
			*t.start = append(*t.start, int32(t.n))
		}
	}
	ends()
	for i, life := range lives {
		b.IDs, b.Keys = append(b.IDs, string(rune('a'+i%26))), append(b.Keys, uint64(i))
		life = slices.Clone(life)
		slices.SortStableFunc(life, func(x, y event) int { return cmp.Compare(x.order(), y.order()) })
		for _, e := range life {
			put(b, e)
		}
		ends()
	}
	return b
}

// order is the time by which the rows of the table are ordered: an invoice is due up
// to 10 days after it was sent.
func (e event) order() int64 {
	if e.table == invoices {
		return e.at + int64(e.more)*features.Day
	}
	return e.at
}

func put(b *features.Batch, e event) {
	switch e.table {
	case lines:
		t := &b.Transactions
		t.Time, t.Amount, t.Category = append(t.Time, e.at), append(t.Amount, e.amount), append(t.Category, e.code-1)
	case invoices:
		t := &b.Invoices
		t.Issued, t.Due, t.Paid = append(t.Issued, e.at), append(t.Due, e.order()), append(t.Paid, e.settled)
		t.Amount = append(t.Amount, e.amount)
	case contacts:
		t := &b.Contacts
		t.Time, t.Kind, t.Resolved = append(t.Time, e.at), append(t.Kind, e.code), append(t.Resolved, e.settled)
		t.Satisfaction = append(t.Satisfaction, float64(e.more))
	case changes:
		b.Changes.Time, b.Changes.Kind = append(b.Changes.Time, e.at), append(b.Changes.Kind, e.code)
	case offers:
		t := &b.Offers
		t.Time, t.Responded, t.Control = append(t.Time, e.at), append(t.Responded, e.settled), append(t.Control, e.more/9)
	case scores:
		t := &b.Satisfaction
		t.Time, t.Score, t.Scale = append(t.Time, e.at), append(t.Score, float64(e.more)), append(t.Scale, e.code-1)
	default:
		t := &b.Wallet
		t.Month, t.Category, t.Total = append(t.Month, e.at), append(t.Category, e.code), append(t.Total, e.amount)
	}
}

// rewritten changes everything that is known only at or after the cutoff: events are
// dropped and made up, and what settled later settles otherwise.
func rewritten(r *rand.Rand, life []event, cutoff int64) []event {
	var out []event
	for _, e := range life {
		if e.at >= cutoff {
			continue
		}
		if e.settled >= cutoff || e.settled == features.NoTime {
			e.settled = features.NoTime
			if r.IntN(2) == 0 {
				e.settled = cutoff + r.Int64N(100)*features.Day
			}
		}
		out = append(out, e)
	}
	for range r.IntN(40) {
		out = append(out, randomEvent(r, cutoff, worldEnd))
	}
	return out
}

// Nothing that is known only at or after the cutoff changes what is shown, or since
// when.
func TestNoLeakage(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	shown := [NumSignals]int{}
	c := NewCounter(Options{})
	for range 1_000 {
		life := randomLife(r, worldEnd)
		cutoff := worldStart + (500+r.Int64N(500))*features.Day
		scaling := r.IntN(numScalings)
		want, ok := signsOf(c, batchOf(life), 0, cutoff, scaling)
		if !ok {
			continue
		}
		for s, at := range want {
			if at != features.NoTime {
				shown[s]++
				if at > cutoff || at < cutoff-SinceDays*features.Day {
					t.Fatalf("%s is shown since %d, the cutoff is %d", Name(s), at, cutoff)
				}
			}
		}
		got, _ := signsOf(c, batchOf(rewritten(r, life, cutoff)), 0, cutoff, scaling)
		if diff := godiff.Diff(want, got); diff != "" {
			t.Fatalf("what came later changed the signs (-want +got):\n%s", diff)
		}
	}
	for s, n := range shown {
		if n < 20 {
			t.Errorf("%s was shown only %d times: the test tells little of it", Name(s), n)
		}
	}
}

// Since when a signal was shown is what the same rule says at earlier instants: it
// holds at all of them from then on, and not just before.
func TestSinceIsAsKnownThen(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	checked := [NumSignals]int{}
	c := NewCounter(Options{})
	for range 900 {
		life := randomLife(r, worldEnd)
		cutoff := worldStart + (700+r.Int64N(300))*features.Day
		b, scaling := batchOf(life), r.IntN(numScalings)
		since, ok := signsOf(c, b, 0, cutoff, scaling)
		if !ok {
			continue
		}
		for s, from := range since {
			if from == features.NoTime {
				continue
			}
			inside, outside := instants(r, s, from, cutoff)
			for _, at := range inside {
				if then, ok := signsOf(c, b, 0, at, scaling); ok && then[s] == features.NoTime {
					t.Fatalf("%s is shown since %d, but not at %d (cutoff %d)", Name(s), from, at, cutoff)
				}
			}
			if outside == features.NoTime {
				continue
			}
			checked[s]++
			if then, ok := signsOf(c, b, 0, outside, scaling); ok && then[s] != features.NoTime {
				t.Fatalf("%s is shown since %d, but was at %d already (cutoff %d)", Name(s), from, outside, cutoff)
			}
		}
	}
	for s, n := range checked {
		if n < 10 {
			t.Errorf("%s began only %d times: the test tells little of it", Name(s), n)
		}
	}
}

// instants returns some from the beginning of a signal to the cutoff, and the last one
// before, features.NoTime where the signal reaches back as far as is looked. The
// signals of a rhythm are followed by weeks, those of a wallet by months.
func instants(r *rand.Rand, signal int, from, cutoff int64) (inside []int64, outside int64) {
	if from == cutoff {
		return nil, features.NoTime
	}
	months := monthStarts(cutoff)
	if signal == RFMDecline || signal == FallingWalletShare {
		step := week
		if signal == FallingWalletShare && slices.Contains(months[:], from) {
			return []int64{from}, features.NoTime // the month before may be too old to be looked at
		}
		n := (cutoff - from) / step
		inside = []int64{from, cutoff - r.Int64N(n+1)*step}
		if n < weeks {
			return inside, from - step
		}
		return inside, features.NoTime
	}
	inside = []int64{from + 1, cutoff - r.Int64N(cutoff-from), cutoff - r.Int64N(cutoff-from)}
	if from == cutoff-SinceDays*features.Day {
		return inside, features.NoTime
	}
	return inside, from - 1
}
