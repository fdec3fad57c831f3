package main

import (
	"fmt"
	"math"
	"strings"

	"predict/pipeline"
)

const (
	// mostEvents is the number of events that are shown without --all.
	mostEvents = 25
	// leastStep is the size in log odds below which families are put together.
	leastStep = 0.05
)

// printExplanation prints one customer for a person.
func (a *app) printExplanation(e *pipeline.Explanation, all bool) {
	a.printPerson(e)
	if e.Excluded != "" {
		fmt.Fprintf(a.out, "\nNo probability: %s.\n", e.ExcludedText)
	} else {
		a.printProbability(e)
		a.printWaterfall(e, all)
	}
	a.printEvents(e, all)
	a.printWhatIf(e)
}

// printPerson prints who the customer is.
func (a *app) printPerson(e *pipeline.Explanation) {
	p := &e.Customer
	fmt.Fprintf(a.out, "Customer %s as of %s\n\n", p.ID, e.AsOf)
	line := func(name string, parts ...string) {
		var told []string
		for _, part := range parts {
			if part != "" {
				told = append(told, part)
			}
		}
		if len(told) > 0 {
			fmt.Fprintf(a.out, "  %-16s  %s\n", name, strings.Join(told, ", "))
		}
	}
	region := p.Region
	if region != "" {
		region = "region " + region
	}
	line("segment", p.Segment, region)
	line("customer since", p.Since)
	if p.LastPurchase != "" {
		line("last purchase", p.LastPurchase, daysAgo(p.DaysSince))
	}
	if p.UsualGapDays != nil {
		line("usual gap", days(int(math.Round(*p.UsualGapDays))))
	}
	if p.Purchases > 0 {
		spend := ""
		if p.Spend365 != "" {
			spend = p.Spend365 + " " + e.Currency
		}
		line("last 365 days", counted(p.Purchases365, "purchase"), spend, fmt.Sprintf("%s in all history", number(int64(p.Purchases))))
	}
	line("reached by", p.PreferredChannel)
}

// counted writes a number of things.
func counted(n int, what string) string {
	if n == 0 {
		return "no " + what
	}
	return number(int64(n)) + " " + plural(n, what)
}

func days(n int) string {
	if n == 0 {
		return "less than a day"
	}
	return number(int64(n)) + " " + plural(n, "day")
}

func daysAgo(n int) string {
	if n == 0 {
		return "within the last day"
	}
	return days(n) + " ago"
}

// printProbability prints how likely the customer is to leave, and by whom that
// is said.
func (a *app) printProbability(e *pipeline.Explanation) {
	after := ""
	if e.GapDays > 0 {
		after = fmt.Sprintf(", after a gap of %d", e.GapDays)
	}
	fmt.Fprintf(a.out, "\nProbability of leaving within %d days%s: %.2f, tier %s\n", e.HorizonDays, after, *e.Probability, e.Tier)
	switch p := e.Place; {
	case p == nil:
		fmt.Fprintln(a.out, "There is no published list of this date with the customer on it.")
	case p.Model == e.Model.ID && math.Abs(p.Probability-*e.Probability) >= 0.005:
		fmt.Fprintf(a.out, "Rank %s of %s in the published list, made when less was known: it gave %.2f\n", number(int64(p.Rank)), number(int64(p.Of)), p.Probability)
	case p.Model == e.Model.ID:
		fmt.Fprintf(a.out, "Rank %s of %s in the published list\n", number(int64(p.Rank)), number(int64(p.Of)))
	default:
		fmt.Fprintf(a.out, "Rank %s of %s in the published list, which model %s made (it gave %.2f)\n", number(int64(p.Rank)), number(int64(p.Of)), p.Model, p.Probability)
	}
	if e.Action != "" {
		fmt.Fprintf(a.out, "Suggested: %s\n", e.Action)
	}
	if e.Holdout {
		fmt.Fprintln(a.out, "Held out: leave this customer alone, so that the effect of acting can be measured.")
	}
	note := ""
	if e.Model.SeesFuture {
		note = "; it has learned from what happened later: do not judge it by this"
	}
	fmt.Fprintf(a.out, "Model %s (%s)%s\n", e.Model.ID, e.Model.Algorithm, note)
}

// printEvents prints what happened, the newest last.
func (a *app) printEvents(e *pipeline.Explanation, all bool) {
	events := e.Events
	if !all {
		events = e.Digest()
	}
	fmt.Fprintf(a.out, "\nWhat happened before %s\n", e.AsOf)
	if len(events) == 0 {
		fmt.Fprintln(a.out, "  nothing that is told here")
		return
	}
	if left := len(events) - mostEvents; left > 0 && !all {
		fmt.Fprintf(a.out, "  (%s earlier lines; --all shows every event)\n", number(int64(left)))
		events = events[left:]
	}
	for _, event := range events {
		fmt.Fprintf(a.out, "  %s  %-12s  %s\n", event.Date, event.Kind, event.Text)
	}
}

// printWhatIf prints what the model expects of changes.
func (a *app) printWhatIf(e *pipeline.Explanation) {
	if len(e.WhatIf) == 0 || e.Probability == nil {
		return
	}
	fmt.Fprintln(a.out, "\nWhat the model expects if one thing were otherwise (its expectation, no proven effect)")
	width := 0
	for _, s := range e.WhatIf {
		width = max(width, len([]rune(s.Text)))
	}
	for _, s := range e.WhatIf {
		verdict := ""
		switch {
		case math.Abs(s.Change) < 0.005:
			verdict = "  no change"
		case s.Change > 0:
			verdict = "  higher"
		}
		fmt.Fprintf(a.out, "  %-*s  %.2f → %.2f%s\n", width, s.Text, *e.Probability, s.Probability, verdict)
	}
}
