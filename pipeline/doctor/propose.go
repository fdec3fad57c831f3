package doctor

import (
	"cmp"
	"fmt"
	"slices"
)

// Purchases are the days on which customers bought, to propose from.
type Purchases struct {
	// Days holds a slice for each customer: the different days with a purchase, in
	// days since 1970-01-01, rising.
	Days [][]int32
	// First and Last are the first and the last day of the data.
	First, Last int32
}

// Limits are what a proposal has to fit into.
type Limits struct {
	// GapDays is the time between cutoff and horizon, as in the config.
	GapDays int
	// MinHistoryDays is the history before the first cutoff, as in the config.
	MinHistoryDays int
}

// Proposal is a horizon and a look-back, with what speaks for them.
type Proposal struct {
	// HorizonDays and LookbackDays are what to write into the config.
	HorizonDays  int `json:"horizon_days"`
	LookbackDays int `json:"lookback_days"`
	// Customers is the number of customers with a rhythm: purchases on at least
	// three days. Gaps is the number of gaps between their purchase days.
	Customers int `json:"customers"`
	Gaps      int `json:"gaps"`
	// Median, Q75, Q90 and Q95 are quantiles of the gaps in days, each customer
	// with a rhythm counting the same.
	Median int `json:"gap_median"`
	Q75    int `json:"gap_q75"`
	Q90    int `json:"gap_q90"`
	Q95    int `json:"gap_q95"`
	// Wished is the horizon that the gaps ask for, where the history is too short
	// for it; else equal to HorizonDays.
	Wished int `json:"wished_horizon_days"`
	// Rates are the churn rates of the horizons that fit into the data.
	Rates []Rate `json:"rates"`
	// Reason says in a sentence why.
	Reason string `json:"reason"`
}

// Rate is what a horizon would have given at the last cutoff that can be judged.
type Rate struct {
	HorizonDays  int     `json:"horizon_days"`
	LookbackDays int     `json:"lookback_days"`
	Eligible     int     `json:"eligible"`
	Churned      int     `json:"churned"`
	Share        float64 `json:"share"` // Churned / Eligible; 0 where nobody is eligible
}

// fewest are the customers with a rhythm below which nothing is proposed: their
// quantiles would be chance.
const fewest = 20

// steps are the lengths that are proposed, in days: people plan in weeks,
// months, quarters and years.
func steps() []int { return []int{7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365} }

// Propose finds a horizon and a look-back from the gaps between the purchase
// days of customers. The horizon is the shortest of a list of round lengths by
// which three quarters of the gaps are over, so that a silence of this length
// is unusual; the look-back is the shortest by which 95 % are, and two horizons
// at least, so that a customer who has skipped a time is still scored. Both are
// shortened to what the history has room for. The error says what is lacking.
func Propose(p Purchases, l Limits) (Proposal, error) {
	gaps := collect(p.Days)
	if gaps.customers < fewest {
		return Proposal{}, fmt.Errorf("proposing horizon and look-back: %d customers bought on three days or more; %d are needed to know how long usual gaps are", gaps.customers, fewest)
	}
	out := Proposal{
		Customers: gaps.customers, Gaps: len(gaps.list),
		Median: gaps.quantile(0.5), Q75: gaps.quantile(0.75), Q90: gaps.quantile(0.9), Q95: gaps.quantile(0.95),
	}
	span := int(p.Last-p.First) + 1
	out.Wished = roundUp(out.Q75)
	room := (span - l.MinHistoryDays - 2*l.GapDays) / 2
	out.HorizonDays = min(out.Wished, roundDown(room))
	if out.HorizonDays == 0 {
		return out, fmt.Errorf("proposing horizon and look-back: the data span %d days; two horizons of %d days and %d days of history before them (cutoffs.min_history_days) do not fit", span, steps()[0], l.MinHistoryDays)
	}
	room = max(span-2*(out.HorizonDays+l.GapDays), out.HorizonDays)
	out.LookbackDays = max(min(max(roundUp(out.Q95), roundUp(2*out.HorizonDays)), roundDown(room)), out.HorizonDays)
	for _, h := range steps() {
		if 2*(h+l.GapDays) < span {
			out.Rates = append(out.Rates, p.rate(h, max(out.LookbackDays, h), l.GapDays))
		}
	}
	out.Reason = out.reason()
	return out, nil
}

// reason says why, in a sentence.
func (p Proposal) reason() string {
	text := fmt.Sprintf("half of the gaps between purchases are %d days or less, three quarters %d, 95 %% %d", p.Median, p.Q75, p.Q95)
	if p.HorizonDays < p.Wished {
		return text + fmt.Sprintf("; that asks for a horizon of %d days, for which the data are too short", p.Wished)
	}
	return text + ": longer silence is unusual"
}

// rate counts who would have churned at the last cutoff that can be judged.
func (p Purchases) rate(horizon, lookback, gap int) Rate {
	r := Rate{HorizonDays: horizon, LookbackDays: lookback}
	end := p.Last + 1
	start := end - int32(horizon)
	cutoff := start - int32(gap)
	for _, days := range p.Days {
		before, _ := slices.BinarySearch(days, cutoff)
		if before == 0 || days[before-1] < cutoff-int32(lookback) {
			continue
		}
		r.Eligible++
		if i, _ := slices.BinarySearch(days, start); i == len(days) {
			r.Churned++
		}
	}
	if r.Eligible > 0 {
		r.Share = float64(r.Churned) / float64(r.Eligible)
	}
	return r
}

// gapList holds gaps with the weight of each.
type gapList struct {
	list      []weighted
	customers int
}

type weighted struct {
	days   int32
	weight float64
}

// collect gathers the gaps of customers with at least three purchase days. The
// gaps of a customer weigh one together: else the few who buy all the time
// would speak for all.
func collect(customers [][]int32) gapList {
	var g gapList
	for _, days := range customers {
		if len(days) < 3 {
			continue
		}
		g.customers++
		w := 1 / float64(len(days)-1)
		for i := 1; i < len(days); i++ {
			g.list = append(g.list, weighted{days[i] - days[i-1], w})
		}
	}
	slices.SortFunc(g.list, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(a.days, b.days), cmp.Compare(a.weight, b.weight))
	})
	return g
}

// quantile is the gap that a share of the weight does not exceed.
func (g gapList) quantile(share float64) int {
	target, sum := float64(share*float64(g.customers)), 0.0
	for _, w := range g.list {
		if sum += w.weight; sum >= target-1e-9 {
			return int(w.days)
		}
	}
	return int(g.list[len(g.list)-1].days)
}

// roundUp is the shortest step that is at least days, the longest where none is.
func roundUp(days int) int {
	all := steps()
	i, _ := slices.BinarySearch(all, days)
	return all[min(i, len(all)-1)]
}

// roundDown is the longest step that is at most days, 0 where none is.
func roundDown(days int) int {
	all := steps()
	i, found := slices.BinarySearch(all, days)
	switch {
	case found:
		return days
	case i == 0:
		return 0
	}
	return all[i-1]
}
