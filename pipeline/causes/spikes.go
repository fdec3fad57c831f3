package causes

import (
	"cmp"
	"math"
	"slices"
	"time"

	"predict/features"
	counted "predict/features/causes"
	"predict/models/inference"
)

// Limits of a spike.
const (
	spikeCustomers = 5   // fewer are no spike
	spikeTimes     = 2.0 // the usual
	leastHistory   = 3   // months before that are needed
	mostHistory    = 12  // months before that make the usual
)

// topic is a product and a reason, each of which may be all of them, with the
// customers who complained in each month.
type topic struct {
	product, reason int32
	customers       []int64
}

// level is a month of a topic against the months before.
type level struct {
	usual, p float64
	before   int  // months that made the usual
	tested   bool // there is enough history
	raised   bool // it is a spike as far as one test can tell
}

// story is a spike of some months in a row.
type story struct {
	Spike
	topic       *topic
	first, last int
	excess      float64 // customers beyond the usual in all its months
	told        bool
}

// spikes finds the months in which unusually many customers complained.
func (j *judge) spikes() {
	topics := j.topics()
	usable := j.usableMonths(topics)
	levels := make([][]level, len(topics))
	var p []float64
	for i := range topics {
		levels[i] = topics[i].levels(usable, j.o.SpikeLimit)
		for _, l := range levels[i] {
			if l.tested {
				p = append(p, l.p)
			}
		}
	}
	q := inference.Discoveries(p)
	var all []story
	for i := range topics {
		var mine []float64
		for _, l := range levels[i] {
			one := 1.0
			if l.tested {
				one, q = q[0], q[1:]
			}
			mine = append(mine, one)
		}
		all = append(all, j.stories(&topics[i], levels[i], mine)...)
	}
	keepBest(all)
	j.tell(all)
}

// topics returns what was complained of, by product and reason. Complaints that
// name no product or no reason are part of those of all, and no topic themselves.
func (j *judge) topics() []topic {
	var all []topic
	months := int(j.n.LastMonth-j.n.FirstMonth) + 1
	for _, c := range j.n.Complaints {
		if c.Product == features.NoCode || c.Reason == features.NoCode || c.Month < j.n.FirstMonth || c.Month > j.n.LastMonth {
			continue
		}
		if k := len(all); k == 0 || all[k-1].product != c.Product || all[k-1].reason != c.Reason {
			all = append(all, topic{c.Product, c.Reason, make([]int64, months)})
		}
		all[len(all)-1].customers[c.Month-j.n.FirstMonth] = c.Customers
	}
	return all
}

// usableMonths says which months can be compared with: those after the month of
// the first contact, which may have begun with it, in which anybody complained at
// all. A month without a complaint is one without an export.
func (j *judge) usableMonths(topics []topic) []bool {
	if len(topics) == 0 {
		return nil
	}
	usable := make([]bool, len(topics[0].customers))
	first := monthOf(j.n.FirstContact)
	for i := range topics {
		if topics[i].product != counted.AnyCode || topics[i].reason != counted.AnyCode {
			continue
		}
		for m, n := range topics[i].customers {
			usable[m] = n > 0 && j.n.FirstMonth+int32(m) > first
		}
	}
	return usable
}

// levels compares each month with the usable ones before. A month that was raised
// is not part of what is usual after it, so that a spike does not hide its own
// second month.
func (t *topic) levels(usable []bool, limit float64) []level {
	all := make([]level, len(t.customers))
	for m, k := range t.customers {
		l := &all[m]
		if !usable[m] {
			continue
		}
		var sum int64
		for i := m - 1; i >= 0 && l.before < mostHistory; i-- {
			if usable[i] && !all[i].raised {
				sum += t.customers[i]
				l.before++
			}
		}
		if l.before < leastHistory {
			continue
		}
		l.tested, l.p, l.usual = true, 1, float64(sum)/float64(l.before)
		if k >= spikeCustomers && float64(k) >= spikeTimes*l.usual {
			l.p = raised(k, sum, l.before)
			l.raised = l.p <= limit
		}
	}
	return all
}

// raised returns the probability that of k + sum events, each of which falls into
// any of n + 1 months alike, k or more fall into the last: the exact comparison of
// two counts of Poisson's distribution (Przyborowski and Wilenski 1940). Unlike
// the tail of one such distribution it knows that the usual is an estimate.
func raised(k, sum int64, n int) float64 {
	if k <= 0 {
		return 1
	}
	all := float64(k + sum)
	odds := 1 / float64(n) // of the last month against the others
	logAll, _ := math.Lgamma(all + 1)
	logK, _ := math.Lgamma(float64(k) + 1)
	logRest, _ := math.Lgamma(float64(sum) + 1)
	term := math.Exp(logAll - logK - logRest - float64(float64(k)*math.Log1p(float64(n))) - float64(float64(sum)*math.Log1p(odds)))
	p := term
	for i := k; i < k+sum && term > p*1e-17; i++ {
		term *= float64(k+sum-i) / float64(i+1) * odds
		p += term
	}
	return min(1, p)
}

// stories puts the raised months in a row into one story, which begins with the
// first that is sure.
func (j *judge) stories(t *topic, levels []level, q []float64) []story {
	var all []story
	for m := 0; m < len(levels); m++ {
		if !levels[m].raised || q[m] > j.o.SpikeLimit {
			continue
		}
		s := story{topic: t, first: m, told: true}
		for ; m < len(levels) && levels[m].raised; m++ {
			s.last = m
			s.Peak = max(s.Peak, t.customers[m])
			s.excess += float64(t.customers[m]) - levels[m].usual
		}
		l := levels[s.first]
		s.Customers, s.Usual, s.Q = t.customers[s.first], l.usual, q[s.first]
		s.Times = float64(s.Customers)
		if l.usual > 0 {
			s.Times /= l.usual
		}
		s.Month, s.Last = j.monthText(s.first), j.monthText(s.last)
		if t.product != counted.AnyCode {
			s.Product = nameOf(j.products, t.product)
		}
		if t.reason != counted.AnyCode {
			s.Reason = nameOf(j.reasons, t.reason)
		}
		s.Text = j.spikeText(&s, l.before)
		all = append(all, s)
	}
	return all
}

// keepBest keeps of stories that are parts of one another those that tell most. A
// story of all products or all reasons gives way to one of its parts that holds
// half of it; else those of its parts that began with it give way to it.
func keepBest(all []story) {
	var wide []int
	for i := range all {
		if all[i].topic.product == counted.AnyCode || all[i].topic.reason == counted.AnyCode {
			wide = append(wide, i)
		}
	}
	for _, i := range wide {
		whole := &all[i]
		var parts []int
		half := false
		for k := range all {
			if k != i && all[k].within(whole) {
				parts = append(parts, k)
				half = half || all[k].excess >= whole.excess/2
			}
		}
		if half {
			whole.told = false
			continue
		}
		for _, k := range parts {
			if all[k].first >= whole.first-1 && all[k].first <= whole.first+1 {
				all[k].told = false
			}
		}
	}
}

// within tells whether a story is a part of another one, in part of its months.
func (s *story) within(whole *story) bool {
	part := func(mine, other int32) bool { return other == counted.AnyCode || mine == other }
	return part(s.topic.product, whole.topic.product) && part(s.topic.reason, whole.topic.reason) &&
		s.first <= whole.last && whole.first <= s.last
}

// tell puts the stories in order: those that go on longest first, and then the
// larger ones.
func (j *judge) tell(all []story) {
	all = slices.DeleteFunc(all, func(s story) bool { return !s.told })
	slices.SortStableFunc(all, func(a, b story) int {
		return cmp.Or(cmp.Compare(b.last, a.last), cmp.Compare(b.excess, a.excess),
			cmp.Compare(a.Product, b.Product), cmp.Compare(a.Reason, b.Reason), cmp.Compare(b.first, a.first))
	})
	if len(all) > j.o.MaxSpikes {
		j.r.SpikesLeftOut = len(all) - j.o.MaxSpikes
		all = all[:j.o.MaxSpikes]
	}
	for i := range all {
		j.r.Spikes = append(j.r.Spikes, all[i].Spike)
	}
}

// monthOf returns the months from January 1970 to an instant.
func monthOf(t int64) int32 {
	at := time.UnixMicro(t).UTC()
	return int32(at.Year()-1970)*12 + int32(at.Month()) - 1
}
