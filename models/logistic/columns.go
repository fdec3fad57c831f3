package logistic

import "math"

// column is a standardised column of the model: a hinge of one feature, or its
// indicator of being missing.
type column struct {
	feature  int
	knot     int // index of the hinge's knot; missing for the indicator
	mean, sd float64
}

// missing stands for a missing value where a knot is named by its index.
const missing = -1

// varies is the smallest standard deviation, relative to the range, of a column
// that is kept.
const varies = 1e-9

// columns lists the columns that vary, feature by feature.
func (d *design) columns() []column {
	var out []column
	for j := range d.p {
		moment := d.moment[j*slots : (j+1)*slots]
		knots := d.scales[j].Knots
		for k := 0; k+1 < len(knots); k++ {
			mean, sd := hingeMoments(knots, k, moment, d.total)
			if sd > varies*(knots[len(knots)-1]-knots[0]) {
				out = append(out, column{feature: j, knot: k, mean: mean, sd: sd})
			}
		}
		share := moment[missingSlot].count / d.total
		if share > 0 && share < 1 && d.isPresent(j) {
			out = append(out, column{feature: j, knot: missing, mean: share, sd: math.Sqrt(float64(share * (1 - share)))})
		}
	}
	return out
}

// isPresent says whether any row has a value of feature j.
func (d *design) isPresent(j int) bool {
	for _, m := range d.moment[j*slots : j*slots+missingSlot] {
		if m.count > 0 {
			return true
		}
	}
	return false
}

// hingeMoments gives the mean of max(0, v-knots[k]) over the rows with a value,
// and its standard deviation over all rows, those without counting as the mean.
func hingeMoments(knots []float64, k int, moment []slotMoments, total float64) (mean, sd float64) {
	var present, sum float64
	for s := 0; s+1 < len(knots); s++ {
		present += moment[s].count
		if s >= k {
			sum += float64((knots[s]-knots[k])*moment[s].count) + float64((knots[s+1]-knots[s])*moment[s].first)
		}
	}
	if present == 0 {
		return 0, 0
	}
	mean = sum / present
	var squares float64
	for s := 0; s+1 < len(knots); s++ {
		start, rise := -mean, 0.0
		if s >= k {
			start, rise = knots[s]-knots[k]-mean, knots[s+1]-knots[s]
		}
		m := moment[s]
		squares += float64(start*start*m.count) + float64(2*start*rise*m.first) + float64(rise*rise*m.second)
	}
	return mean, math.Sqrt(max(squares, 0) / total)
}

// height is the column's standardised value at knot k of its feature, or, for
// k = missing, at a missing value.
func (c *column) height(knots []float64, k int) float64 {
	if c.knot == missing {
		if k == missing {
			return (1 - c.mean) / c.sd
		}
		return -c.mean / c.sd
	}
	if k == missing {
		return 0
	}
	return (math.Max(0, knots[k]-knots[c.knot]) - c.mean) / c.sd
}
