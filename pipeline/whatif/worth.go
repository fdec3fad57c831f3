package whatif

import (
	"cmp"
	"slices"
)

// Valued is a customer of the list.
type Valued struct {
	Segment string
	Tier    string  // high, medium or low
	Risk    float64 // probability of leaving, 0 to 1
	// Yearly is the spend of the last 365 days, or the margin of it less the cost to
	// serve where margins are known: the same for all customers. What is no number
	// counts as 0.
	Yearly float64
}

// Tiers of a Worth.
const (
	High   = "high"
	Medium = "medium"
	Low    = "low"
)

// Values of a Worth: a fifth, the next two and the last two fifths of all customers.
const (
	TopValue    = "top"
	MiddleValue = "middle"
	LowValue    = "low"
)

// Verdicts of a Worth.
const (
	KeepFirst = "keep_first"
	Keep      = "keep"
	Watch     = "watch"
	LetGo     = "let_go"
)

// topShare and aboveShare are fifths of the customers, from the top: those of top
// value, and those of top and middle value.
const topShare, aboveShare = 1, 3

// Worths groups n customers by segment, tier and value, and says whom it pays to
// keep. Equal customers have one value: that in which the middle of them lies. Who
// brings nothing is of low value. What a customer costs beyond what he or she brings
// is not at risk. Segments come in alphabetical order, tiers and values from high to
// low; fields without customers are left out.
func Worths(n int, customer func(i int) Valued) []Worth {
	yearly := make([]float64, n)
	for i := range yearly {
		yearly[i] = known(customer(i).Yearly)
	}
	top, middle := bands(yearly)
	type field struct{ segment, tier, value string }
	at := map[field]int{}
	var out []Worth
	for i, worth := range yearly {
		c := customer(i)
		value := LowValue
		switch {
		case worth <= 0:
		case worth >= top:
			value = TopValue
		case worth >= middle:
			value = MiddleValue
		}
		f := field{c.Segment, c.Tier, value}
		k, ok := at[f]
		if !ok {
			k = len(out)
			at[f] = k
			out = append(out, Worth{Segment: c.Segment, Tier: c.Tier, Value: value})
		}
		out[k].Customers++
		out[k].Yearly += worth
		out[k].AtRisk += float64(known(c.Risk) * max(0, worth))
	}
	for k := range out {
		out[k].Verdict = verdict(out[k])
	}
	slices.SortFunc(out, func(a, b Worth) int {
		return cmp.Or(
			cmp.Compare(a.Segment, b.Segment),
			cmp.Compare(place(a.Tier, High, Medium, Low), place(b.Tier, High, Medium, Low)),
			cmp.Compare(a.Tier, b.Tier),
			cmp.Compare(place(a.Value, TopValue, MiddleValue, LowValue), place(b.Value, TopValue, MiddleValue, LowValue)),
		)
	})
	return out
}

// place is the place of a word among words in order; behind all where it is none.
func place(word string, order ...string) int {
	if k := slices.Index(order, word); k >= 0 {
		return k
	}
	return len(order)
}

// bands gives from what a customer is of top and of middle value, so that a fifth,
// and three fifths, of the customers are worth that or more; equal ones belong where
// the middle of them lies. Where no customer is, a band begins beyond all.
func bands(yearly []float64) (top, middle float64) {
	sorted := slices.Clone(yearly)
	slices.SortFunc(sorted, func(a, b float64) int { return cmp.Compare(b, a) })
	n := len(sorted)
	top, middle = beyond, beyond
	for from := 0; from < n; {
		to := from
		for to < n && sorted[to] == sorted[from] {
			to++
		}
		switch between := 5 * (from + to); { // the middle, in tenths of a customer
		case between < 2*topShare*n:
			top = sorted[from]
		case between >= 2*aboveShare*n:
			return top, min(middle, top)
		default:
			middle = sorted[from]
		}
		from = to
	}
	return top, min(middle, top)
}

// beyond is more than any customer is worth.
const beyond = 1e300

// verdict says what to do about the customers of a field; docs/whatif.md has the
// table.
func verdict(w Worth) string {
	risky := w.Tier == High || w.Tier == Medium
	switch {
	case w.Yearly <= 0, risky && w.Value == LowValue:
		return LetGo
	case risky && w.Value == TopValue:
		return KeepFirst
	case risky:
		return Keep
	}
	return Watch
}
