package features

import "math"

// numScales is the number of scales of scores.
const numScales = 3

// scaleOf returns the scale of row i; csat where it is not known.
func scaleOf(c *SatisfactionColumns, i int) int32 {
	if c.Scale == nil || c.Scale[i] < 0 || c.Scale[i] >= numScales {
		return CSAT
	}
	return c.Scale[i]
}

// scoreRange maps the scores of a scale to 0..1.
type scoreRange struct{ low, high float64 }

func (s scoreRange) of(score float64) float64 {
	if math.IsNaN(score) || math.IsInf(score, 0) {
		return math.NaN()
	}
	return min(1, max(0, (score-s.low)/(s.high-s.low)))
}

// scoreRanges judges the range of each scale by the highest score before the
// cutoff, of all customers or, where that is not known, of this one.
func scoreRanges(v *View) (out [numScales]scoreRange) {
	c := &v.Satisfaction
	top := v.Peers.TopScores
	for i := 0; i < v.SatisfactionRange.End; i++ {
		if x := c.Score[i]; !math.IsInf(x, 0) && x > top[scaleOf(c, i)] {
			top[scaleOf(c, i)] = x
		}
	}
	for s := range out {
		switch {
		case int32(s) == NPS:
			out[s] = scoreRange{0, 10}
		case top[s] <= 5:
			out[s] = scoreRange{1, 5}
		case top[s] <= 10:
			out[s] = scoreRange{0, 10}
		default:
			out[s] = scoreRange{0, 100}
		}
	}
	return out
}

// topScores raises the highest scores by those that customer i gave before the
// cutoff. A maximum is the same whatever the order of customers.
func (p *PeerSpend) topScores(c *SatisfactionColumns, i int, cutoff int64) {
	from, to := bounds(c.Start, i)
	for row := from; row < to && c.Time[row] < cutoff; row++ {
		if s := scaleOf(c, row); c.Score[row] > p.TopScores[s] && !math.IsInf(c.Score[row], 0) {
			p.TopScores[s] = c.Score[row]
		}
	}
}
