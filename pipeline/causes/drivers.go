package causes

import (
	"cmp"
	"slices"
)

// RankDrivers returns the share of each family among the customers of its segment:
// the segment with most customers first, and its families by share. Rows of the
// same segment and family are added; rows without customers are left out.
func RankDrivers(rows []DriverCount) []Driver {
	type key struct{ segment, family string }
	counts, segments, families := map[key]int64{}, map[string]int64{}, map[string]int64{}
	var sum int64
	for _, row := range rows {
		if row.Customers > 0 {
			segment, family := cleanName(row.Segment), cleanName(row.Family)
			counts[key{segment, family}] += row.Customers
			segments[segment] += row.Customers
			families[family] += row.Customers
			sum += row.Customers
		}
	}
	var all []Driver
	for k, n := range counts {
		all = append(all, Driver{
			Segment: k.segment, Family: k.family, Customers: n,
			Share: float64(n) / float64(segments[k.segment]), All: float64(families[k.family]) / float64(sum),
		})
	}
	slices.SortFunc(all, func(a, b Driver) int {
		return cmp.Or(
			cmp.Compare(segments[b.Segment], segments[a.Segment]), cmp.Compare(a.Segment, b.Segment),
			cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Family, b.Family),
		)
	})
	return all
}
