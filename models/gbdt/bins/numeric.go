package bins

import "math"

// zeroBand is the magnitude up to which a value counts as zero: the float32
// nearest to 1e-35, as in LightGBM.
const zeroBand = 1.0000000180025095e-35

// seen is a distinct value with the number of sampled rows that hold it and
// their weight.
type seen struct {
	value  float64
	rows   int
	weight float64
}

// newNumeric makes the mapper of a numeric feature from its distinct sampled
// values in rising order.
func newNumeric(values []seen, maxBin, minRows int) *Mapper {
	m := &Mapper{Low: math.NaN(), High: math.NaN()}
	if len(values) > 0 {
		m.Low, m.High = values[0].value, values[len(values)-1].value
		m.Upper = bounds(values, maxBin, minRows)
	}
	m.lookup = newLookup(m.Upper)
	return m
}

// bounds shares out maxBin bins: zero has one, negative and positive values the
// others in proportion.
func bounds(values []seen, maxBin, minRows int) []float64 {
	below, upTo := 0, 0
	for below < len(values) && values[below].value < -zeroBand {
		below++
	}
	for upTo = below; upTo < len(values) && values[upTo].value <= zeroBand; upTo++ {
	}
	negative, zero, positive := values[:below], values[below:upTo], values[upTo:]
	var upper []float64
	if len(negative) > 0 {
		left := maxBin - 1
		if len(positive) > 0 {
			share := weight(negative) / (weight(negative) + weight(positive))
			left = max(1, int(share*float64(maxBin-1)))
		}
		upper = greedy(negative, left, minRows)
		upper[len(upper)-1] = -zeroBand
	}
	if len(zero) == 0 && len(upper) > 0 {
		upper = upper[:len(upper)-1] // the last negative bin reaches up to zero
	}
	if len(positive) == 0 {
		return append(upper, math.Inf(1))
	}
	right := maxBin - 1 - len(upper)
	if len(negative)+len(zero) > 0 {
		if right < 1 {
			return append(upper, math.Inf(1))
		}
		upper = append(upper, zeroBand)
	}
	return append(upper, greedy(positive, max(right, 1), minRows)...)
}

func weight(values []seen) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v.weight
	}
	return sum
}

// greedy divides values among up to maxBin bins of about the same weight. A value
// as heavy as a bin has one alone. The last bound is +Inf.
func greedy(values []seen, maxBin, minRows int) []float64 {
	if len(values) <= maxBin {
		return single(values, minRows)
	}
	rows := 0
	for _, v := range values {
		rows += v.rows
	}
	maxBin = max(1, min(maxBin, rows/minRows))
	rest, restBins := weight(values), maxBin
	mean := rest / float64(restBins)
	heavy := make([]bool, len(values))
	for i, v := range values {
		if v.weight >= mean {
			heavy[i] = true
			rest -= v.weight
			restBins--
		}
	}
	mean = rest / float64(max(restBins, 1))
	var upper []float64
	current := 0.0
	for i, v := range values[:len(values)-1] {
		if len(upper) == maxBin-1 {
			break
		}
		if !heavy[i] {
			rest -= v.weight
		}
		current += v.weight
		if heavy[i] || current >= mean || heavy[i+1] && current >= mean/2 {
			upper = append(upper, between(v.value, values[i+1].value))
			current = 0
			if !heavy[i] {
				restBins--
				mean = rest / float64(max(restBins, 1))
			}
		}
	}
	return append(upper, math.Inf(1))
}

// single gives each value a bin, but joins those of fewer than minRows rows to
// the next.
func single(values []seen, minRows int) []float64 {
	var upper []float64
	rows := 0
	for i, v := range values[:len(values)-1] {
		rows += v.rows
		if rows >= minRows {
			upper = append(upper, between(v.value, values[i+1].value))
			rows = 0
		}
	}
	return append(upper, math.Inf(1))
}

// between is the bound between two values: the number after their middle.
func between(a, b float64) float64 { return math.Nextafter((a+b)/2, math.Inf(1)) }
