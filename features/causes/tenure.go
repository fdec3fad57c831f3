package causes

import (
	"time"

	"predict/features"
)

// tenureMonths are the calendar months at which the bands of tenure end.
var tenureMonths = [...]int{3, 6, 12, 24, 60}

// TenureBands returns the names of the bands of tenure by code, the shortest
// first. A band holds its lower end.
func TenureBands() []string {
	return []string{"under 3 months", "3 to 6 months", "6 to 12 months", "1 to 2 years", "2 to 5 years", "5 years and more"}
}

// tenureEnds returns the instants of which a customer who began after the first
// is in the first band, and so on.
func tenureEnds(cutoff int64) (ends [len(tenureMonths)]int64) {
	at := time.UnixMicro(cutoff).UTC()
	for i, months := range tenureMonths {
		first := time.Date(at.Year(), at.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		days := first.AddDate(0, 1, -1).Day()
		day := first.AddDate(0, 0, min(at.Day(), days)-1) // 31 May is three months after 28 February
		ends[i] = day.UnixMicro() + (cutoff - time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).UnixMicro())
	}
	return ends
}

// band returns the band of tenure of the customer of a view, from the signup or
// else the first purchase; NoCode where there is neither.
func (c *Counter) band(v *features.View) int32 {
	start := v.Known(v.Signup)
	if start == features.NoTime {
		if v.PurchaseRange.End == 0 {
			return features.NoCode
		}
		start = v.Purchases[0]
	}
	band := int32(0)
	for band < int32(len(c.tenure)) && start <= c.tenure[band] {
		band++
	}
	return band
}
