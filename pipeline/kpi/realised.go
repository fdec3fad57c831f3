package kpi

import (
	"cmp"
	"slices"
)

// realised adds what lists expected, and what became of them, in the periods in
// which the lists were made. Several lists of a period weigh by their customers.
func (j *judge) realised() {
	lists := slices.SortedFunc(slices.Values(j.o.Realised), func(a, b Realised) int {
		return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Customers, b.Customers), cmp.Compare(a.Expected, b.Expected))
	})
	for k := range j.periods {
		p := &j.periods[k]
		var customers, left int64
		var expected float64
		for _, l := range lists {
			if l.AsOf < p.From || l.AsOf >= p.To || l.Customers <= 0 {
				continue
			}
			customers += l.Customers
			expected += l.Expected
			left += l.Left
		}
		if customers == 0 {
			continue
		}
		mean := expected / float64(customers)
		r := p.row(ExpectedChurn, ShareUnit)
		r.Denominator = whole(customers)
		j.add(r, estimate{value: &mean}, []string{size(customers)})
		r = p.row(RealisedChurn, ShareUnit)
		r.Numerator, r.Denominator = whole(left), whole(customers)
		j.add(r, j.share(left, customers), []string{size(customers)})
	}
}
