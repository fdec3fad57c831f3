package features

import "math"

// Columns of the satisfaction family.
const (
	satCount = iota
	satLast
	satLastCSAT
	satLastNPS
	satLastHandling
	satMean
	satChange
	satSlope
	satSince
)

const (
	// satRecent and satHistory, days: surveys are rare, so half a year is
	// recent, and two years are read for change and slope.
	satRecent  = 180
	satHistory = 730
	// satSlopeSpan is the least span in days over which a slope means anything.
	satSlopeSpan = 30
)

// satisfaction tells how content a customer says to be, and where that goes.
//
// Scores of every scale are brought to 0 (worst) to 1 (best). The range of a
// scale is judged by its highest score: NPS runs 0 to 10; the others 1 to 5
// where no score is above 5, else 0 to 10 where none is above 10, else 0 to
// 100. The highest score is that of all customers before the cutoff where peers
// were counted, else the customer's own. Changes and slopes compare scores only
// with those of the same scale.
func satisfaction() Family {
	const none = "no score yet"
	last := func(name, scale string) Spec {
		return Spec{Name: name, Unit: "share", Missing: "no score on this scale yet", Signal: SignalContent, Risk: -1, Doc: "Newest " + scale + " score, 0 to 1."}
	}
	return Family{Name: "satisfaction", Tables: []string{"satisfaction"}, Fill: fillSatisfaction, Specs: []Spec{
		satCount:        {Name: "scores_365d", Unit: "scores", Window: 365, Missing: "never", Signal: SignalContent, Doc: "Survey scores given in the window."},
		satLast:         {Name: "last_score", Unit: "share", Missing: none, Signal: SignalContent, Risk: -1, Doc: "Newest score of any scale, 0 to 1; the lowest of those of one instant."},
		satLastCSAT:     last("last_csat", "customer satisfaction"),
		satLastNPS:      last("last_nps", "recommendation (NPS)"),
		satLastHandling: last("last_complaint_handling_score", "complaint handling"),
		satMean:         {Name: "mean_score_365d", Unit: "share", Window: 365, Missing: "no score in the window", Signal: SignalContent, Risk: -1, Doc: "Mean score of the window, 0 to 1."},
		satChange:       {Name: "score_change", Unit: "share", Window: satHistory, Missing: "no scale has a score in the last 180 days and one in the 550 before", Signal: SignalContent, Risk: -1, Doc: "Mean score of the last 180 days less that of the 550 days before, scale by scale, weighted by recent scores."},
		satSlope:        {Name: "score_slope_730d", Unit: "share a year", Window: satHistory, Missing: "fewer than three scores, or none 30 days apart, on any one scale", Signal: SignalContent, Risk: -1, Doc: "Least-squares slope of the scores of two years, each scale about its own mean."},
		satSince:        {Name: "days_since_last_score", Unit: "days", Missing: none, Signal: SignalContent, Doc: "Days since the newest score."},
	}}
}

func fillSatisfaction(dst []float64, v *View) {
	c, r := &v.Satisfaction, &v.SatisfactionRange
	full := scoreRanges(v)
	var year runningMean
	last := [numScales]int{satLastCSAT, satLastNPS, satLastHandling}
	latest := [numScales]int64{NoTime, NoTime, NoTime}
	for i := 0; i < r.End; i++ {
		s, at := scaleOf(c, i), c.Time[i]
		x := full[s].of(c.Score[i])
		if math.IsNaN(x) {
			continue
		}
		// Of scores given at the same instant, the lowest is the newest.
		if at > max(latest[0], latest[1], latest[2]) || x < dst[satLast] {
			dst[satLast] = x
		}
		if at > latest[s] || x < dst[last[s]] {
			dst[last[s]] = x
		}
		latest[s] = at
		dst[satSince] = v.DaysBefore(at)
		if i >= r.From[W365] {
			year.add(x)
		}
	}
	dst[satCount] = float64(year.n)
	dst[satMean] = year.value()
	dst[satChange] = scoreChange(v, &full)
	dst[satSlope] = scoreSlope(v, &full)
}

// scoreChange compares recent scores with earlier ones of the same scale.
func scoreChange(v *View, full *[numScales]scoreRange) float64 {
	c := &v.Satisfaction
	var recent, earlier [numScales]runningMean
	for i := v.SatisfactionRange.End - 1; i >= 0 && c.Time[i] >= v.Cutoff-satHistory*Day; i-- {
		s := scaleOf(c, i)
		x := full[s].of(c.Score[i])
		switch {
		case math.IsNaN(x):
		case c.Time[i] >= v.Cutoff-satRecent*Day:
			recent[s].add(x)
		default:
			earlier[s].add(x)
		}
	}
	var sum float64
	var n int
	for s := range recent {
		if recent[s].n > 0 && earlier[s].n > 0 {
			sum += float64(recent[s].n) * (recent[s].value() - earlier[s].value())
			n += recent[s].n
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// scoreSlope is the within-scale least-squares slope in units of the full range
// a year: sum over scales of (t-mean t)(x-mean x), over that of (t-mean t)^2.
func scoreSlope(v *View, full *[numScales]scoreRange) float64 {
	c := &v.Satisfaction
	from := v.SatisfactionRange.End
	for from > 0 && c.Time[from-1] >= v.Cutoff-satHistory*Day {
		from--
	}
	var xy, xx float64
	for s := range int32(numScales) {
		var t, x runningMean
		first, last := math.Inf(-1), math.Inf(1) // days before the cutoff
		for i := from; i < v.SatisfactionRange.End; i++ {
			if y := full[s].of(c.Score[i]); scaleOf(c, i) == s && !math.IsNaN(y) {
				days := v.DaysBefore(c.Time[i])
				first, last = max(first, days), min(last, days)
				t.add(-days)
				x.add(y)
			}
		}
		if t.n < 3 || first-last < satSlopeSpan {
			continue
		}
		for i := from; i < v.SatisfactionRange.End; i++ {
			if y := full[s].of(c.Score[i]); scaleOf(c, i) == s && !math.IsNaN(y) {
				d := -v.DaysBefore(c.Time[i]) - t.value()
				xy += float64(d * (y - x.value()))
				xx += float64(d * d)
			}
		}
	}
	if xx == 0 {
		return math.NaN()
	}
	return xy / xx * 365
}
