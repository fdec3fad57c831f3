package metrics

// newReport lays out the point values: point[0] is the model, the rest the
// rules of the given names.
func newReport(n int, point []outcome, names []string) *Report {
	model := &point[0]
	rate := model.total.churned / model.total.all
	r := &Report{
		N:         n,
		ChurnRate: rate,
		Model:     scores(model),
		Rules:     make(map[string]RuleReport, len(names)),
	}
	for i, name := range names {
		rule := rankScores(&point[i+1])
		r.Rules[name] = RuleReport{RankScores: rule, Gain: difference(rankScores(model), rule)}
	}
	for _, b := range model.bins {
		if b.all > 0 {
			r.Reliability = append(r.Reliability, Bin{Weight: b.all, Predicted: b.prob / b.all, Observed: b.churned / b.all})
		}
	}
	for d := 1; d <= Deciles; d++ {
		share := model.gain(d) - model.gain(d-1)
		r.Gains = append(r.Gains, Decile{
			Decile: d, Rate: share * Deciles * rate, Lift: share * Deciles,
			Gain: model.gain(d), CumulativeLift: model.gain(d) * Deciles / float64(d),
		})
	}
	return r
}

// scores are all metrics of an outcome of probabilities.
func scores(o *outcome) Scores {
	return Scores{
		AUC: o.auc, AveragePrecision: o.averagePrecision,
		LogLoss: o.logLoss, Brier: o.brier, ECE: o.ece,
		LiftTopDecile: o.liftTop(), LiftCap: min(Deciles, 1/(o.total.churned/o.total.all)),
	}
}

func rankScores(o *outcome) RankScores {
	return RankScores{AUC: o.auc, AveragePrecision: o.averagePrecision, LiftTopDecile: o.liftTop()}
}

func difference(a, b RankScores) RankScores {
	return RankScores{
		AUC:              a.AUC - b.AUC,
		AveragePrecision: a.AveragePrecision - b.AveragePrecision,
		LiftTopDecile:    a.LiftTopDecile - b.LiftTopDecile,
	}
}

// addIntervals fills in the intervals from replicates[r][k], k as in newReport.
func (r *Report) addIntervals(replicates [][]outcome, names []string, level float64) {
	of := func(value func(row []outcome) float64) Interval {
		values := make([]float64, len(replicates))
		for i, row := range replicates {
			values[i] = value(row)
		}
		return interval(values, level)
	}
	r.Intervals = scoreIntervals(replicates, level, func(row []outcome) Differences { return plain(&row[0]) })
	for i, name := range names {
		rule := r.Rules[name]
		rule.Intervals = rankIntervals(of, func(row []outcome) RankScores { return rankScores(&row[i+1]) })
		rule.GainIntervals = rankIntervals(of, func(row []outcome) RankScores {
			return difference(rankScores(&row[0]), rankScores(&row[i+1]))
		})
		r.Rules[name] = rule
	}
	for d := range r.Gains {
		gain := of(func(row []outcome) float64 { return row[0].gain(d + 1) })
		lift := of(func(row []outcome) float64 { return (row[0].gain(d+1) - row[0].gain(d)) * Deciles })
		scale := Deciles / float64(d+1)
		r.Gains[d].Interval, r.Gains[d].LiftInterval = &gain, &lift
		r.Gains[d].CumulativeLiftInterval = &Interval{Low: gain.Low * scale, High: gain.High * scale}
	}
	r.addReliabilityIntervals(replicates, level)
}

// addReliabilityIntervals leaves out replicates too small to fill a bin.
func (r *Report) addReliabilityIntervals(replicates [][]outcome, level float64) {
	for b := range r.Reliability {
		var rates []float64
		for _, row := range replicates {
			if bins := row[0].bins; b < len(bins) && bins[b].all > 0 {
				rates = append(rates, bins[b].churned/bins[b].all)
			}
		}
		if len(rates) > 0 {
			rate := interval(rates, level)
			r.Reliability[b].Interval = &rate
		}
	}
}

func rankIntervals(of func(func([]outcome) float64) Interval, scores func([]outcome) RankScores) *RankIntervals {
	return &RankIntervals{
		AUC:              of(func(row []outcome) float64 { return scores(row).AUC }),
		AveragePrecision: of(func(row []outcome) float64 { return scores(row).AveragePrecision }),
		LiftTopDecile:    of(func(row []outcome) float64 { return scores(row).LiftTopDecile }),
	}
}
