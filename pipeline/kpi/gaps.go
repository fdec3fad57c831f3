package kpi

import (
	"slices"

	"predict/features"
)

// kpis are all figures, in the order of kpi.csv.
func kpis() []string {
	return []string{
		AtStart, AtEnd, NewCustomers, Reactivated, Lost, RawRetention, ChurnRate, Growth, AnnualChurn,
		SalesRetention, ProfitRetention, OffersCost, ServiceCost, RetentionCost, CostPerRetained, WalletShare,
		TacticKept, ControlKept, TacticEffect, TacticCost, TacticCostPerKept, ExpectedChurn, RealisedChurn,
	}
}

// rank is the place of a figure in kpi.csv.
func rank(kpi string) int {
	return slices.Index(kpis(), kpi)
}

// place is the place of a dimension among the rows of a figure.
func place(dimension string) int {
	return slices.Index([]string{All, Segment, Region, Category, Channel, Tactic}, dimension)
}

// gap is something that is missing, the figures that lack it, and what fills it.
type gap struct {
	missing      bool
	note         string
	kpis         []string
	text, remedy string
}

// gaps tells which figures cannot be told or not in full, in the order of kpi.csv.
func (j *judge) gaps() []Missing {
	var all []Missing
	list := slices.Concat(j.timeGaps(), j.dataGaps(), j.offerGaps())
	for _, kpi := range kpis() {
		for _, g := range list {
			if !g.missing {
				continue
			}
			for _, k := range g.kpis {
				if k == kpi {
					all = append(all, Missing{KPI: kpi, Note: g.note, Text: g.text, Remedy: g.remedy})
				}
			}
		}
	}
	return all
}

// timeGaps are those of periods and of who counts as lost.
func (j *judge) timeGaps() []gap {
	return []gap{
		{
			len(j.periods) == 0, NoHistory,
			[]string{AtStart, RawRetention, ChurnRate},
			"No whole " + j.o.Book.By + " lies in the data.",
			"Export the transactions of more months, or set book.by to a shorter period.",
		},
		{
			len(j.periods) > 0 && !j.anybody(), NobodyAtStart,
			[]string{AtStart, RawRetention, ChurnRate},
			"Nobody was a customer in these periods.",
			"Export their purchases: transactions with an amount above zero.",
		},
		{
			j.anybody() && !j.told(RawRetention), ShortHistory,
			[]string{RawRetention, ChurnRate, Growth},
			"The data begin too late to tell who stayed: nobody can be lost yet.",
			"Export older transactions, from a look-back (churn.lookback_days) before the first period on.",
		},
		{
			j.tally.Options.Churn.Definition == features.Decline, BySilence,
			[]string{RawRetention, ChurnRate},
			"Here a customer is lost by silence: who only buys less is retained.",
			"Causes and signals tell churn by decline, and sales-adjusted retention weighs what customers buy.",
		},
	}
}

// dataGaps are those of columns and tables.
func (j *judge) dataGaps() []gap {
	has := &j.tally.Has
	_, _, band := j.o.Book.ChurnBand()
	return []gap{
		{
			!has.Segment, NoSegments,
			[]string{RawRetention, SalesRetention, ProfitRetention},
			"No customer has a segment, so that nothing is told by segment.",
			"Map the column segment of the customers export.",
		},
		{
			!has.Region, NoRegions,
			[]string{ChurnRate},
			"No customer has a region, so that churn is not told by region.",
			"Map the column region of the customers export.",
		},
		{
			!has.Category, NoCategories,
			[]string{ChurnRate},
			"No purchase has a category, so that churn is not told by product category.",
			"Map the column category of the transactions export.",
		},
		{
			!has.Channel, NoChannels,
			[]string{ChurnRate},
			"No purchase has a channel, so that churn is not told by channel.",
			"Map the column channel of the transactions export.",
		},
		{
			!has.Margin, NoMargins,
			[]string{ProfitRetention},
			"No purchase has a margin, so that there is no profit to tell.",
			"Map the column margin of the transactions export.",
		},
		{
			!has.CostToServe, NoCost,
			[]string{ProfitRetention, ServiceCost, RetentionCost, CostPerRetained},
			"No customer has a cost to serve: service is not counted in costs or in profit.",
			"Map the column cost_to_serve of the customers export, the cost of a year.",
		},
		{
			!has.Wallet, NoWallet,
			[]string{WalletShare},
			"It is not known what customers spend anywhere.",
			"Add the wallet export: month, total, and customer_id or segment.",
		},
		{
			!band, NoBand,
			[]string{AnnualChurn},
			"There is no band of the industry to hold churn against.",
			"Set book.industry, or book.band.",
		},
		{
			!j.has(RealisedChurn), NoOutcome,
			[]string{ExpectedChurn, RealisedChurn},
			"No list of these periods has a horizon that is over.",
			"Run predict every night, and keep the outputs: it fills by itself.",
		},
	}
}

// offerGaps are those of offers.
func (j *judge) offerGaps() []gap {
	has := &j.tally.Has
	return []gap{
		{
			!has.Offers, NoOffers,
			[]string{OffersCost, RetentionCost, CostPerRetained, TacticKept, TacticEffect, TacticCost, TacticCostPerKept},
			"No offers are known.",
			"Add the offers export: customer_id, time, tactic, cost and control.",
		},
		{
			has.Offers && !has.OfferCost, NoOfferCosts,
			[]string{OffersCost, RetentionCost, CostPerRetained, TacticCost, TacticCostPerKept},
			"No offer has a cost.",
			"Map the column cost of the offers export.",
		},
		{
			has.Offers && !has.Tactic, NoTactics,
			[]string{TacticKept, TacticEffect, TacticCost, TacticCostPerKept},
			"No offer names its tactic.",
			"Map the column tactic of the offers export.",
		},
		{
			has.Tactic && j.has(TacticKept) && !j.has(ControlKept), NotCausal,
			[]string{TacticEffect, TacticCostPerKept},
			"Nobody was held out as a control, so that it cannot be told what a tactic brought.",
			"Hold out some customers by chance, export them with control = 1 in the offers export.",
		},
		{
			has.Tactic && !j.has(TacticKept), HorizonOpen,
			[]string{TacticKept, TacticEffect, TacticCost, TacticCostPerKept},
			"Nobody was first offered a tactic in these periods so early that the horizon is over.",
			"Wait until the horizon is over, or tell more periods with book.periods.",
		},
	}
}

// has reports whether a figure has a row.
func (j *judge) has(kpi string) bool {
	for k := range j.rows {
		if j.rows[k].KPI == kpi {
			return true
		}
	}
	return false
}

// told reports whether a figure has a value of all customers in some period.
func (j *judge) told(kpi string) bool {
	for k := range j.rows {
		if r := &j.rows[k]; r.KPI == kpi && r.Dimension == All && r.Value != nil {
			return true
		}
	}
	return false
}

// anybody reports whether there was a customer at the start or the end of a period.
func (j *judge) anybody() bool {
	for k := range j.rows {
		if r := &j.rows[k]; (r.KPI == AtStart || r.KPI == AtEnd) && r.Value != nil && *r.Value > 0 {
			return true
		}
	}
	return false
}
