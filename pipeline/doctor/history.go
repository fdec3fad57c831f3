package doctor

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"predict/data"
	"predict/data/examine"
	"predict/features"
)

// Cohort is who could be judged at a cutoff, scaled up where customers were
// sampled.
type Cohort struct {
	Cutoff   string `json:"cutoff"`
	Eligible int64  `json:"eligible"`
	Churned  int64  `json:"churned"`
}

// Outlook is what the history of the transactions has room for.
type Outlook struct {
	First string `json:"first"`
	Last  string `json:"last"`
	Days  int    `json:"days"`
	// Cohorts are the past cutoffs that a run would choose, the newest for the
	// test.
	Cohorts []Cohort `json:"cohorts,omitempty"`
	// Sampled says that the cohorts are estimates from a sample of customers.
	Sampled bool `json:"sampled,omitempty"`
	// Proposal is nil where nothing can be proposed, for which Why says why.
	Proposal *Proposal `json:"proposal,omitempty"`
	Why      string    `json:"why,omitempty"`
}

// span is from when to when transactions are known, in microseconds.
func (c *checker) span(t *examine.Table) (first, end int64) {
	times := mainTimes(t)
	return times.First, (times.Last/features.Day + 1) * features.Day
}

// history judges whether the transactions suffice.
func (c *checker) history() {
	t := c.transactions()
	if t == nil || !believable(t) {
		return
	}
	first, end := c.span(t)
	if c.in.AsOf != "" {
		asOf, err := features.ParseCutoff(c.in.AsOf)
		if err != nil || asOf <= first || asOf > end {
			c.add(Finding{
				Kind: "as_of_outside", Severity: Error, Table: t.Name,
				Seen: fmt.Sprintf("as_of is %s; the transactions go from %s to %s", c.in.AsOf, date(int32(first/features.Day)), date(int32(end/features.Day)-1)),
				Then: "the run stops after loading", Do: "give a date within them", Config: []string{"as_of: latest"},
			})
			return
		}
		end = asOf
	}
	proposal, err := Propose(purchases(t, end), c.limits())
	plan, planErr := features.AutoCutoffs(first, end, c.in.Features)
	if planErr != nil {
		c.short(t, first, end, planErr, proposal, err)
	} else {
		c.cohorts(t, plan, end)
	}
	if err == nil && planErr == nil {
		c.compare(proposal)
	}
}

func (c *checker) limits() Limits {
	return Limits{GapDays: c.in.Features.Churn.GapDays, MinHistoryDays: c.in.Features.Cutoffs.MinHistoryDays}
}

// purchases are the purchase days of the customers whose rhythm is known.
func purchases(t *examine.Table, end int64) Purchases {
	p := Purchases{First: t.Days[0].Day, Last: int32(end/features.Day) - 1}
	for _, who := range t.Customers.List {
		if n, _ := slices.BinarySearch(who.Days, p.Last+1); who.Rhythm && n > 0 {
			p.Days = append(p.Days, who.Days[:n])
		}
	}
	return p
}

// short tells that the data are too short for the cutoffs.
func (c *checker) short(t *examine.Table, first, end int64, err error, proposal Proposal, none error) {
	f := Finding{
		Kind: "history_short", Severity: Error, Table: t.Name, Count: (end - first) / features.Day,
		Then: "the run stops after loading", Do: "deliver older exports, too, or shorten the horizon",
	}
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	var seen []string
	for _, one := range list {
		text := one.Error()
		var fault *features.CutoffError
		if errors.As(one, &fault) {
			if text = fault.Reason; fault.Cutoff != features.NoTime {
				text = "the cutoff " + date(int32(fault.Cutoff/features.Day)) + " " + fault.Reason
			}
		}
		seen = append(seen, text)
	}
	f.Seen = strings.Join(seen, "; ")
	if h := roundDown(int((end-first)/features.Day-int64(c.in.Features.Cutoffs.MinHistoryDays))/2 - c.in.Features.Churn.GapDays); h > 0 {
		if none == nil {
			h = min(h, proposal.HorizonDays)
		}
		f.Config = []string{fmt.Sprintf("churn.horizon_days: %d", h)}
	}
	c.add(f)
}

// cohorts judges how many customers there are at the test cutoff, and how many
// of them churn.
func (c *checker) cohorts(t *examine.Table, plan features.Plan, end int64) {
	test := c.cohort(t, plan.Test, end)
	o := c.in.Features.Churn
	seen := fmt.Sprintf("at the test cutoff %s %s customers are eligible (a purchase in the %d days before), of whom %s churn by %s in %d days",
		test.Cutoff, number(test.Eligible), o.LookbackDays, number(test.Churned), o.Definition, o.HorizonDays)
	c.judge(t.Name, test.Eligible, test.Churned, seen)
}

// judge holds the number of customers and of those who churn to the gate.
func (c *checker) judge(table string, eligible, churned int64, seen string) {
	const refused = "the gate refuses every model, and no list is published"
	if eligible < int64(c.in.MinCustomers) {
		c.add(Finding{
			Kind: "customers_few", Severity: Error, Table: table, Count: eligible,
			Seen: seen + fmt.Sprintf("; the gate asks for %d", c.in.MinCustomers), Then: refused,
			Do:     "deliver more customers or a longer history, lengthen the look-back, or let the gate accept fewer, knowing that every figure is then rough",
			Config: []string{fmt.Sprintf("model.gate.min_customers: %d", eligible)},
		})
	}
	least := min(churned, eligible-churned)
	switch {
	case least == 0:
		c.add(Finding{
			Kind: "one_class", Severity: Error, Table: table, Count: churned, Seen: seen, Then: "nothing can be learned, and no list is published",
			Do: "choose a horizon in which some leave and some stay", Config: []string{"churn.horizon_days: ..."},
		})
	case least < int64(c.in.MinChurned):
		c.add(Finding{
			Kind: "churned_few", Severity: Error, Table: table, Count: least,
			Seen: seen + fmt.Sprintf("; the gate asks for %d who churn and %d who stay", c.in.MinChurned, c.in.MinChurned), Then: refused,
			Do:     "choose a shorter horizon where few leave and a longer one where few stay, or let the gate accept fewer, knowing that every figure is then rough",
			Config: []string{fmt.Sprintf("model.gate.min_churned: %d", least)},
		})
	}
}

// cohort counts who is eligible at a cutoff, and who of them churns. Purchases
// are counted by days.
func (c *checker) cohort(t *examine.Table, cutoff, end int64) Cohort {
	at := int32(cutoff / features.Day)
	o := c.in.Features.Churn
	left := map[string][]int32{}
	if gone := c.in.Facts.Table(data.Cancellations); gone != nil {
		for _, who := range gone.Customers.List {
			left[who.ID] = who.Days
		}
	}
	out := Cohort{Cutoff: date(at)}
	for _, who := range t.Customers.List {
		if !who.Rhythm {
			continue
		}
		n, _ := slices.BinarySearch(who.Days, at)
		if n == 0 || n < o.MinPurchases || o.LookbackDays > 0 && who.Days[n-1] < at-int32(o.LookbackDays) {
			continue
		}
		if gone := left[who.ID]; len(gone) > 0 && gone[0] < at && (o.Definition == features.Cancellation || gone[0] >= who.Days[n-1]) {
			continue
		}
		out.Eligible++
		if churns(who, left[who.ID], at, o) {
			out.Churned++
		}
	}
	scale := 1 / t.Customers.RhythmShare
	out.Eligible = int64(math.Round(float64(out.Eligible) * scale))
	out.Churned = int64(math.Round(float64(out.Churned) * scale))
	return out
}

// churns tells what becomes of an eligible customer, by the definitions of
// package features in whole days.
func churns(who examine.Customer, gone []int32, at int32, o features.ChurnOptions) bool {
	start := at + int32(o.GapDays)
	end := start + int32(o.HorizonDays)
	n, _ := slices.BinarySearch(who.Days, at)
	i, _ := slices.BinarySearch(who.Days, start)
	j, _ := slices.BinarySearch(who.Days, end)
	switch {
	case o.Definition == features.Cancellation:
		return slices.ContainsFunc(gone, func(d int32) bool { return d >= start && d < end })
	case o.Definition == features.Decline:
		before, _ := slices.BinarySearch(who.Days, at-int32(o.LookbackDays))
		usual := float64(total(who.Spend[before:n])) * float64(o.HorizonDays) / float64(o.LookbackDays)
		return float64(total(who.Spend[i:j])) < (1-o.DeclineShare)*usual
	case o.Definition == features.Adaptive && n >= 3:
		gaps := make([]float64, 0, n)
		for k := 1; k < n; k++ {
			gaps = append(gaps, float64(who.Days[k]-who.Days[k-1]))
		}
		usual, _ := median(gaps)
		last := who.Days[n-1]
		if j > i {
			last = who.Days[j-1]
		}
		return float64(end-last) > o.AdaptiveFactor*math.Max(usual, 1)
	}
	return i == j
}

func total(list []int64) int64 {
	var sum int64
	for _, n := range list {
		sum += n
	}
	return sum
}

// compare tells where the customers' gaps ask for other lengths than the config
// has. A horizon of other definitions than inactivity follows other rules.
func (c *checker) compare(p Proposal) {
	const far = 2
	o := c.in.Features.Churn
	h := Finding{
		Kind: "horizon", Table: data.Transactions, Count: int64(p.HorizonDays), Severity: Note,
		Seen: fmt.Sprintf("churn.horizon_days is %d; %s", o.HorizonDays, p.Reason), Config: []string{fmt.Sprintf("churn.horizon_days: %d", p.HorizonDays)},
	}
	switch {
	case o.Definition != features.Inactivity && o.Definition != features.Adaptive:
	case far*o.HorizonDays <= p.Wished:
		h.Severity = Warning
		h.Then, h.Do = "customers who buy rarely count as lost while they are not", "take a longer horizon"
		c.add(h)
	case o.HorizonDays >= far*p.Wished:
		h.Then, h.Do = "churn shows later than it could, and fewer past cutoffs fit into the data", "take a shorter horizon, if the list should warn earlier"
		c.add(h)
	}
	if o.LookbackDays > 0 && (far*o.LookbackDays <= p.LookbackDays || o.LookbackDays >= far*p.LookbackDays) {
		c.add(Finding{
			Kind: "lookback", Severity: Note, Table: data.Transactions, Count: int64(p.LookbackDays),
			Seen: fmt.Sprintf("churn.lookback_days is %d; 95 %% of the gaps are %d days or less", o.LookbackDays, p.Q95),
			Then: "a short look-back leaves out customers who still come; a long one scores customers who are long gone", Do: "take the proposed one, or keep yours if you know why",
			Config: []string{fmt.Sprintf("churn.lookback_days: %d", p.LookbackDays)},
		})
	}
}

// Look tells what the history of the transactions has room for; nil where there
// are none that can be read.
func Look(in Input) *Outlook {
	c := &checker{in: in}
	t := c.transactions()
	if t == nil || !believable(t) {
		return nil
	}
	first, end := c.span(t)
	if asOf, err := features.ParseCutoff(in.AsOf); in.AsOf != "" && err == nil && asOf > first && asOf <= end {
		end = asOf
	}
	out := &Outlook{
		First: date(int32(first / features.Day)), Last: date(int32(end/features.Day) - 1), Days: int((end-1)/features.Day - first/features.Day + 1),
		Sampled: t.Customers.RhythmShare < 1,
	}
	if plan, err := features.AutoCutoffs(first, end, in.Features); err == nil {
		for _, at := range append(slices.Clone(plan.Train), plan.Test) {
			out.Cohorts = append(out.Cohorts, c.cohort(t, at, end))
		}
	}
	p, err := Propose(purchases(t, end), c.limits())
	if err != nil {
		out.Why = err.Error()
		return out
	}
	out.Proposal = &p
	return out
}
