package reporttest

import (
	"slices"

	"predict/pipeline/causes"
	"predict/pipeline/kpi"
	"predict/pipeline/report"
	"predict/pipeline/signals"
	"predict/pipeline/whatif"
)

// missing says of a part that it needs an export.
func missing(remedy string, parts ...string) []report.Missing {
	var all []report.Missing
	for _, part := range parts {
		all = append(all, report.Missing{Part: part, Text: "The exports do not tell it.", Remedy: remedy})
	}
	return all
}

// empty is a list of nobody.
func (m *maker) empty() *report.Data {
	m.o.Customers = 0
	d := m.list()
	d.Tiers = nil
	d.Missing = missing("Export customers with a purchase in the last two years in transactions.",
		"customers", "changes", "rfm", "kpi", "causes", "signals", "whatif", "model")
	return d
}

// listOnly is the list and nothing else.
func (m *maker) listOnly() *report.Data {
	d := m.list()
	d.Missing = missing("Run predict report once the list is there.", "changes", "rfm", "kpi", "causes", "signals", "whatif", "model")
	return d
}

// bare is what purchases alone tell.
func (m *maker) bare() *report.Data {
	d := m.full()
	d.Guards = nil
	all, own := m.reasons()
	for i := range d.Customers {
		c := &d.Customers[i]
		k := i % own
		c.Reasons = []report.Reason{all[k].reason()}
		c.Action, c.Segment, c.Region, c.Channel, c.Hour = all[k].action, "", "", "", nil
		c.History = &report.History{Spend: c.History.Spend}
	}
	m.bareBook(d.KPI)
	d.Causes.Causes = slices.DeleteFunc(d.Causes.Causes, func(c causes.Cause) bool { return c.Dimensions[0] != causes.Tenure })
	d.Causes.Reasons, d.Causes.Spikes, d.Causes.Pareto, d.Causes.Drivers = nil, nil, nil, nil
	for _, dimension := range []string{causes.Segment, causes.Region, causes.Channel, causes.Category, causes.Product, causes.ComplaintReason, causes.CancellationReason} {
		d.Causes.Missing = append(d.Causes.Missing, causes.Missing{Dimension: dimension, Text: "No export holds it.", Remedy: "Export " + dimension + "."})
	}
	d.Signals.Signals = d.Signals.Signals[:1]
	d.Signals.Missing = []signals.Missing{
		{Name: "late_payment", Text: "There are no invoices.", Remedy: "Export invoices with due and paid."},
		{Name: "unanswered_offer", Text: "There are no offers.", Remedy: "Export offers with responded."},
	}
	m.bareMoney(d.WhatIf)
	return d
}

// bareBook leaves out what needs more than purchases.
func (m *maker) bareBook(b *kpi.Book) {
	b.Rows = slices.DeleteFunc(b.Rows, func(r kpi.Row) bool { return r.Dimension != kpi.All })
	for i := range b.Rows {
		r := &b.Rows[i]
		switch r.KPI {
		case kpi.ProfitRetention, kpi.ServiceCost:
			r.Note = "no_margins"
		case kpi.OffersCost, kpi.RetentionCost, kpi.CostPerRetained:
			r.Note = "no_offers"
		case kpi.WalletShare:
			r.Note = "no_wallet"
		}
		if r.Note != "" {
			r.Value, r.Low, r.High, r.Numerator, r.Denominator = nil, nil, nil, "", ""
		}
	}
	b.Missing = []kpi.Missing{
		{KPI: kpi.ProfitRetention, Note: "no_margins", Text: "No margin is known.", Remedy: "Map the column margin of transactions."},
		{KPI: kpi.RetentionCost, Note: "no_offers", Text: "No offer is known.", Remedy: "Export offers with their cost."},
		{KPI: kpi.WalletShare, Note: "no_wallet", Text: "What customers spend elsewhere is not known.", Remedy: "Export wallet, the estimated total spend of customers."},
		{KPI: kpi.RawRetention, Note: "no_segments", Text: "No segment is known.", Remedy: "Map the column segment of customers."},
	}
}

// bareMoney leaves out segments and profits.
func (m *maker) bareMoney(r *whatif.Result) {
	r.Starts = r.Starts[:1]
	r.Starts[0].Profit = nil
	r.Outcomes = slices.DeleteFunc(r.Outcomes, func(o whatif.Outcome) bool { return o.Segment != "" })
	for i := range r.Outcomes {
		r.Outcomes[i].Profit, r.Outcomes[i].ProfitGain = nil, nil
	}
	r.Worth = slices.DeleteFunc(r.Worth, func(w whatif.Worth) bool { return w.Segment != "consumer" })
	for i := range r.Worth {
		r.Worth[i].Segment = ""
	}
	r.Missing = []whatif.Missing{{Text: "No margin is known, so profit cannot be told.", Remedy: "Map the column margin of transactions."}}
}

// oneMonth is what exports of one month tell: nobody can have left yet.
func (m *maker) oneMonth() *report.Data {
	m.months = 1
	d := m.list()
	for i := range d.Customers {
		c := &d.Customers[i]
		c.History = m.history(1, c.Spend/12, 0)
		c.Change, c.Cause, c.Gap, c.Expected = nil, "", nil, ""
	}
	d.KPI = m.book()
	for i := range d.KPI.Rows {
		r := &d.KPI.Rows[i]
		if r.KPI != kpi.NewCustomers && r.KPI != kpi.AtEnd {
			r.Value, r.Low, r.High, r.Numerator, r.Denominator, r.Note = nil, nil, nil, "", "", "no_earlier_period"
		}
	}
	d.KPI.Missing = append(d.KPI.Missing, kpi.Missing{
		KPI: kpi.RawRetention, Note: "no_earlier_period", Text: "The exports go back one month, and retention compares two.",
		Remedy: "Export two years of transactions, or wait a month.",
	})
	d.RFM = m.rfm(d.Scored)
	d.WhatIf = &whatif.Result{Months: 12, Missing: []whatif.Missing{{
		Text: "One month does not tell how fast revenue is lost.", Remedy: "Export two years of transactions.",
	}}}
	d.Missing = missing("Export two years of transactions.", "changes", "causes", "signals", "model")
	return d
}

// flat is the list of a flat table.
func (m *maker) flat() *report.Data {
	d := m.listOnly()
	d.AsOf, d.Horizon = "", 0
	for i := range d.Customers {
		c := &d.Customers[i]
		c.Last, c.Gap, c.Expected, c.History, c.Change, c.Cause, c.Hour = "", nil, "", nil, nil, "", nil
		c.ValueAtRisk, c.Spend = 0, 0
	}
	d.Currency = ""
	for i := range d.Tiers {
		d.Tiers[i].ValueAtRisk = 0
	}
	d.Model = m.model()
	d.Model.Train, d.Model.Test, d.Model.Drift = nil, "", nil
	d.Missing = missing("A flat table has no dates; export transactions for it.", "changes", "rfm", "kpi", "causes", "signals", "whatif")
	return d
}
