package features

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// rewrite returns the person with another future: every event at or after the
// cutoff is dropped, and others are made up, in orders that were begun before
// too. What settles an earlier event after the cutoff (paid, resolved,
// responded) settles at another time after it, or never. An invoice is known
// from its issue on, and the wallet of a month from the month's end on.
func rewrite(r *rand.Rand, p *person, cutoff int64) *person {
	q := *p
	past := func(at int64) bool { return at < cutoff }
	future := func(at int64) int64 {
		if at != NoTime && at < cutoff {
			return at
		}
		return orNever(r, cutoff+r.Int64N(100*24)*Day/24)
	}
	q.signup = p.signup
	if p.signup >= cutoff {
		q.signup = future(NoTime)
	}
	q.lines = slices.DeleteFunc(slices.Clone(p.lines), func(x lineRow) bool { return !past(x.at) })
	q.invoices = slices.DeleteFunc(slices.Clone(p.invoices), func(x invoiceRow) bool { return !past(x.issued) })
	q.contacts = slices.DeleteFunc(slices.Clone(p.contacts), func(x contactRow) bool { return !past(x.at) })
	q.changes = slices.DeleteFunc(slices.Clone(p.changes), func(x changeRow) bool { return !past(x.at) })
	q.offers = slices.DeleteFunc(slices.Clone(p.offers), func(x offerRow) bool { return !past(x.at) })
	q.scores = slices.DeleteFunc(slices.Clone(p.scores), func(x scoreRow) bool { return !past(x.at) })
	q.wallet = slices.DeleteFunc(slices.Clone(p.wallet), func(x walletRow) bool { return monthsBefore(x.month, -1) > cutoff })
	q.cancels = slices.DeleteFunc(slices.Clone(p.cancels), func(x int64) bool { return !past(x) })
	for i := range q.invoices {
		q.invoices[i].paid = future(q.invoices[i].paid)
	}
	for i := range q.contacts {
		if x := &q.contacts[i]; x.resolved >= cutoff {
			x.satisfaction = float64(r.IntN(5))
		}
		q.contacts[i].resolved = future(q.contacts[i].resolved)
	}
	for i := range q.offers {
		q.offers[i].responded = future(q.offers[i].responded)
	}
	if r.IntN(4) > 0 {
		for range r.IntN(40) {
			q.addLine(r, cutoff, cutoff+200*Day)
		}
		for range r.IntN(40) {
			q.addEvent(r, cutoff, cutoff+200*Day)
		}
	}
	return &q
}

// TestFutureChangesNothing rewrites every event at or after each cutoff, for
// all customers and so for their peers too, and wants the same rows, features
// and profiles bit for bit.
func TestFutureChangesNothing(t *testing.T) {
	for _, definition := range []string{Inactivity, Decline, Cancellation} {
		all := people(11, 300)
		o := DefaultOptions()
		o.Churn.Definition = definition
		e := newEngine(t, o)
		want := compute(t, e, toBatch(all))
		r := rand.New(rand.NewPCG(11, 11))
		for k, cutoff := range worldCutoffs() {
			changed := make([]*person, len(all))
			for i, p := range all {
				changed[i] = rewrite(r, p, cutoff)
			}
			got := compute(t, e, toBatch(changed))
			compareRows(t, e.Schema(), want[k], got[k], 0)
			if diff := cmp.Diff(want[k].Profiles, got[k].Profiles, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s: profiles at %s (-want +got):\n%s", definition, formatTime(cutoff), diff)
			}
			if diff := cmp.Diff(want[k].Excluded, got[k].Excluded); diff != "" {
				t.Errorf("%s: exclusions at %s (-want +got):\n%s", definition, formatTime(cutoff), diff)
			}
			if k == 2 && cmp.Equal(want[k].Labels, got[k].Labels) {
				t.Error("another future gave the same labels: the test rewrites nothing")
			}
		}
	}
}
