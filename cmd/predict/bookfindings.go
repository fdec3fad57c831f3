package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"predict/pipeline"
	"predict/pipeline/causes"
	"predict/pipeline/kpi"
	"predict/pipeline/signals"
)

// showCauses prints where churn comes from.
func (a *app) showCauses(_ *pipeline.State, b *pipeline.Book, top int) error {
	if a.json {
		return a.printJSON(b.Causes)
	}
	c := b.Causes
	if c.Cutoff != "" {
		fmt.Fprintf(a.out, "At %s, %s customers; %s of them left (%s).\n\n", c.Cutoff, count(c.Customers), count(c.Churned), ofAll(c.Churned, c.Customers))
	}
	a.printSureCauses(c, top)
	if len(c.Spikes) > 0 {
		fmt.Fprintln(a.out, "\nUnusually many complaints:")
		for _, s := range c.Spikes[:min(top, len(c.Spikes))] {
			fmt.Fprintf(a.out, "  %s\n", s.Text)
		}
	}
	if len(c.Reasons) > 0 {
		fmt.Fprintln(a.out, "\nReasons that those who left gave:")
		for _, r := range c.Reasons[:min(top, len(c.Reasons))] {
			fmt.Fprintf(a.out, "  %s: %s, %s (%s to %s)\n", groupName(r.Reason), customersText(r.Customers),
				inUnit(r.Share, kpi.ShareUnit), inUnit(r.Low, kpi.ShareUnit), inUnit(r.High, kpi.ShareUnit))
		}
	}
	a.printDrivers(c)
	for _, m := range c.Missing {
		fmt.Fprintf(a.out, "\nMissing: %s %s\n", m.Text, m.Remedy)
	}
	return nil
}

// printSureCauses prints the groups that leave more often than the rest, beyond
// chance, but for those that another one explains.
func (a *app) printSureCauses(c *causes.Result, top int) {
	t := newTable(a.out, "group", "customers", "left", "rest", "times the rest", "could be kept", "money a year")
	alignRight(t, 7)
	told, same := 0, 0
	for _, one := range c.Causes {
		switch {
		case !one.Sure:
			continue
		case one.Note != "":
			same++
			continue
		}
		if told++; told > top {
			continue
		}
		t.AppendRow(table.Row{
			causeName(one), count(one.Customers), inUnit(one.Rate, kpi.ShareUnit), inUnit(one.RestRate, kpi.ShareUnit),
			liftText(one.Lift, one.Low, one.High), inUnit(one.Prize, kpi.CountUnit), inUnit(one.PrizeMoney, kpi.CountUnit),
		})
	}
	if told+same == 0 {
		fmt.Fprintf(a.out, "Of %d groups and pairs of groups, none leaves more often than the rest beyond chance.\n", c.Tested+c.TestedPairs)
		return
	}
	if told > 0 {
		t.Render()
	}
	if told > top {
		fmt.Fprintf(a.out, "and %d more; --top shows them\n", told-top)
	}
	if same > 0 {
		fmt.Fprintf(a.out, "%d more groups leave more often because they overlap with others, or hold nearly all customers; --json shows them\n", same)
	}
}

// causeName names the group of a cause, or the two of a pair.
func causeName(c causes.Cause) string {
	var parts []string
	for i, d := range c.Dimensions {
		if d == causes.ComplaintReason && c.Groups[i] == causes.AnyReason {
			parts = append(parts, "any complaint")
			continue
		}
		parts = append(parts, strings.ReplaceAll(d, "_", " ")+" "+groupName(c.Groups[i]))
	}
	return strings.Join(parts, " × ")
}

// liftText writes a ratio with its interval.
func liftText(v, low, high *float64) string {
	switch {
	case v == nil:
		return "-"
	case low == nil || high == nil:
		return fmt.Sprintf("%.2f", *v)
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", *v, *low, *high)
}

// printDrivers prints which family of features drives the risk of each segment
// most often.
func (a *app) printDrivers(c *causes.Result) {
	if len(c.Drivers) == 0 {
		return
	}
	var segments []string
	drivers := map[string][]string{}
	for _, d := range c.Drivers {
		if drivers[d.Segment] == nil {
			segments = append(segments, d.Segment)
		}
		drivers[d.Segment] = append(drivers[d.Segment], strings.ReplaceAll(d.Family, "_", " ")+" "+inUnit(d.Share, kpi.ShareUnit)+" (of all "+inUnit(d.All, kpi.ShareUnit)+")")
	}
	fmt.Fprintln(a.out, "\nWhat drives the risk of customers at risk, by segment:")
	for _, name := range segments {
		of := drivers[name]
		title := groupName(name)
		if name == "" && len(segments) == 1 { // no customer has a segment
			title = segmentTitle(name)
		}
		fmt.Fprintf(a.out, "  %s: %s\n", title, strings.Join(of[:min(3, len(of))], ", "))
	}
}

// count writes a number of customers.
func count(n int64) string { return inUnit(float64(n), kpi.CountUnit) }

// customersText writes a number of customers with its noun.
func customersText(n int64) string {
	if n == 1 {
		return "1 customer"
	}
	return count(n) + " customers"
}

// ofAll writes k of n as a share.
func ofAll(k, n int64) string {
	if n == 0 {
		return "-"
	}
	return inUnit(float64(k)/float64(n), kpi.ShareUnit)
}

// showSignals prints what warning signals are worth.
func (a *app) showSignals(_ *pipeline.State, b *pipeline.Book) error {
	if a.json {
		return a.printJSON(b.Signals)
	}
	r := b.Signals
	if r.Cutoff != "" {
		fmt.Fprintf(a.out, "At %s, %s customers; %s of them left within %d days (%s).\n\n", r.Cutoff, count(r.Customers), count(r.Churned), r.Horizon, ofAll(r.Churned, r.Customers))
	}
	t := newTable(a.out, "signal", "showed it", "left with", "without", "times as often", "warned days before", "warned in time", "missed", "false alarms", "odds, others given")
	alignRight(t, 10)
	for _, s := range r.Signals {
		t.AppendRow(table.Row{
			signalTitle(s), fmt.Sprintf("%s (%s)", count(s.Customers), inUnit(s.Coverage, kpi.ShareUnit)),
			shareText(s.With), shareText(s.Without), liftText(s.Lift, s.Low, s.High), leadText(s.LeadDays),
			fmt.Sprintf("%s of %s", count(s.InTime), count(s.Churned)), count(s.Missed), count(s.FalseAlarms), liftText(s.Odds, s.OddsLow, s.OddsHigh),
		})
	}
	if len(r.Signals) > 0 {
		t.Render()
		fmt.Fprintf(a.out, "Of those who left, %s had shown any of these signs, %s before their last purchase.\n", count(r.Warned), count(r.InTime))
	}
	for _, m := range r.Missing {
		fmt.Fprintf(a.out, "\nMissing: %s %s\n", m.Text, m.Remedy)
	}
	return nil
}

// signalTitle names a signal, in brackets with what limits what is told of it.
func signalTitle(s signals.Signal) string {
	name := strings.ReplaceAll(s.Name, "_", " ")
	if s.Note != "" {
		name += " (" + strings.ReplaceAll(s.Note, "_", " ") + ")"
	}
	return name
}

func shareText(v *float64) string {
	if v == nil {
		return "-"
	}
	return inUnit(*v, kpi.ShareUnit)
}

func leadText(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f", *v)
}
