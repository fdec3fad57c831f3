package bins

import (
	"cmp"
	"math"
	"slices"
)

// newCategorical makes the mapper of a categorical feature from its distinct
// sampled values in rising order: the heaviest categories have bins, up to
// maxBin-1 of them and none of fewer than minRows rows.
func newCategorical(values []seen, maxBin, minRows int) *Mapper {
	m := &Mapper{Categorical: true, Low: math.NaN(), High: math.NaN()}
	var found []seen
	for _, v := range values {
		if !(v.value > -1 && v.value < CategoryLimit) {
			continue
		}
		v.value = math.Trunc(v.value)
		if v.value == 0 {
			v.value = 0 // not -0
		}
		if k := len(found); k > 0 && found[k-1].value == v.value {
			found[k-1].rows += v.rows
			found[k-1].weight += v.weight
		} else {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return m
	}
	m.Low, m.High = found[0].value, found[len(found)-1].value
	slices.SortStableFunc(found, func(a, b seen) int { return cmp.Compare(b.weight, a.weight) })
	largest := 0
	for k, v := range found {
		if k == maxBin-1 || k > 0 && v.rows < minRows {
			break
		}
		m.Categories = append(m.Categories, int(v.value))
		largest = max(largest, int(v.value))
	}
	m.bins = make([]uint8, largest+1)
	for k, c := range m.Categories {
		m.bins[c] = uint8(k + 1)
	}
	return m
}
