package whatif

import (
	"errors"
	"fmt"
	"slices"
)

// AsNow names the change that changes nothing: what others are held against.
const AsNow = "as now"

// mostMonths is how far a projection may look.
const mostMonths = 600

// Judge projects every start over so many months, 1 to 600: going on as now, and
// under every change. The result names the change AsNow before the others. Outcomes
// come by start, then by change. What the caller knows to be missing is kept, and
// what the starts lack is added. It is an error where a start or a change is no
// number or out of its range, where two have one name, or where a sum is too large to
// be a number.
func Judge(starts []Start, changes []Change, months int, missing ...Missing) (*Result, error) {
	if err := check(starts, changes, months); err != nil {
		return nil, err
	}
	r := &Result{
		Months: months, Starts: append([]Start{}, starts...), Changes: append([]Change{{Name: AsNow}}, changes...),
		Outcomes: []Outcome{}, Missing: slices.Clone(missing),
	}
	slices.SortStableFunc(r.Starts, func(a, b Start) int { return isAll(b) - isAll(a) })
	without := []string{}
	for _, s := range r.Starts {
		if s.Profit == nil {
			without = append(without, s.Segment)
		}
		var now Outcome
		for k, c := range r.Changes {
			o := outcome(s, c, months)
			if k == 0 {
				now = o
			}
			o.Gain = o.Revenue - now.Revenue
			if o.Profit != nil {
				gain := *o.Profit - *now.Profit
				o.ProfitGain = &gain
			}
			if !isNumber(o.Gain) || !isNumber(o.Cost) || o.Profit != nil && !isNumber(*o.ProfitGain) {
				return nil, fmt.Errorf("projecting %s over %d months: the sum is too large to be a number; give smaller amounts", named([]string{s.Segment}), months)
			}
			r.Outcomes = append(r.Outcomes, o)
		}
	}
	r.Missing = append(r.Missing, missingResult(r.Starts, without)...)
	return r, nil
}

// isAll is 1 for all customers, else 0.
func isAll(s Start) int {
	if s.Segment == "" {
		return 1
	}
	return 0
}

// outcome is what a change makes of a start; without what it gains.
func outcome(s Start, c Change, months int) Outcome {
	o := Outcome{Segment: s.Segment, Change: c.Name, Months: months, Churn: c.Churn(s.Churn)}
	o.Revenue, o.Profit, o.Cost = s.project(o.Churn, c.CostPerMonth, months)
	return o
}

// missingResult says what the starts lack.
func missingResult(starts []Start, withoutProfit []string) []Missing {
	switch {
	case len(starts) == 0:
		return []Missing{{
			Text:   "There is nobody to project: no customers of known churn.",
			Remedy: "Export transactions of at least two complete periods.",
		}}
	case len(withoutProfit) > 0:
		return []Missing{{
			Text:   "The profit of " + named(withoutProfit) + " is not known.",
			Remedy: "Export the margin of every transaction line.",
		}}
	}
	return nil
}

// check reports everything that is wrong with what is to be projected.
func check(starts []Start, changes []Change, months int) error {
	var problems []error
	add := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if months < 1 || months > mostMonths {
		add("projecting over %d months: give 1 to %d", months, mostMonths)
	}
	within := func(of, what string, v, low, high float64) {
		if !isNumber(v) || v < low || v > high {
			add("projecting %s: %s is %v, it must be from %v to %v", of, what, v, low, high)
		}
	}
	segments, names := map[string]bool{}, map[string]bool{AsNow: true}
	for _, s := range starts {
		of := named([]string{s.Segment})
		if segments[s.Segment] {
			add("projecting %s: it is given twice", of)
		}
		segments[s.Segment] = true
		within(of, "the number of customers", float64(s.Customers), 0, 1e15)
		within(of, "the monthly revenue", s.Revenue, 0, mostMoney)
		within(of, "the monthly growth", s.Growth, 0, mostMoney)
		within(of, "the monthly churn", s.Churn, 0, 1)
		if s.Profit != nil {
			within(of, "the monthly profit", *s.Profit, -mostMoney, mostMoney)
		}
	}
	for _, c := range changes {
		of := fmt.Sprintf("the change %q", c.Name)
		if c.Name == "" || names[c.Name] {
			add("projecting %s: its name is empty, or taken", of)
		}
		names[c.Name] = true
		within(of, "the factor of churn", c.ChurnFactor, 0, 1e6)
		within(of, "the points of retention", c.RetentionPoints, -1, 1)
		within(of, "the cost for each customer and month", c.CostPerMonth, 0, mostMoney)
	}
	return errors.Join(problems...)
}

// mostMoney bounds amounts: no sum of them is beyond a number.
const mostMoney = 1e15
