package kpi

import (
	"math"
	"math/big"

	"predict/features"
	"predict/features/retention"
)

// year is the number of days by which costs of a year are divided, as in the tally.
const year = 365

// adjusted adds retention by sales and by profit of a group of customers.
func (j *judge) adjusted(p *told, g *retention.Group, dimension, group string, notes []string) {
	r := p.row(SalesRetention, ShareUnit)
	r.Dimension, r.Group = dimension, group
	j.moneyShare(p, r, &g.Sales, 1, g.Start, notes)
	if !j.tally.Has.Margin {
		return
	}
	r.KPI = ProfitRetention
	limits := []string{when(g.MarginUnknown > 0, SomeMargins), j.serveNote(g)}
	j.moneyShare(p, r, &g.Profit, year, g.Start, notes, limits)
}

// serveNote says what is not known of the cost to serve.
func (j *judge) serveNote(g *retention.Group) string {
	if !j.tally.Has.CostToServe {
		return NoCost
	}
	return when(g.CostUnknown > 0, SomeCosts)
}

// moneyShare adds the share of an amount of the customers at the start that the
// retained hold. A total at or below zero has no shares.
func (j *judge) moneyShare(p *told, r Row, m *retention.Money, divisor, n int64, notes ...[]string) {
	r.Numerator = currency(cents(m.Retained.Big(), divisor))
	r.Denominator = currency(cents(m.Start.Big(), divisor))
	if m.Start.Big().Sign() <= 0 {
		if n > 0 {
			notes = append(notes, []string{NoTotal})
		}
		j.rate(p, r, estimate{}, notes...)
		return
	}
	e := j.ratio(retained(m, n))
	if m.Negative == 0 {
		e = e.within(0, 1)
	}
	j.rate(p, r, e, notes...)
}

// money adds the figures of all customers that are made of money.
func (j *judge) money() {
	has := &j.tally.Has
	for k := range j.periods {
		p := &j.periods[k]
		g, c := &p.tally.All, &p.tally.Cost
		size := []string{size(g.Start)}
		j.adjusted(p, g, All, "", size)
		days := (p.To - p.From) / features.Day
		offers := new(big.Int).Mul(c.OffersCost.Big(), big.NewInt(year))
		service := new(big.Int).Mul(c.ServeYear.Big(), big.NewInt(days))
		both := new(big.Int).Add(offers, service)
		offersNote, serveNote := j.offersNote(c.UnknownCost), j.serveNote(g)
		if has.OfferCost {
			j.add(p.row(OffersCost, MoneyUnit), estimate{value: amount(cents(offers, year))}, []string{offersNote}, p.notes)
		}
		if has.CostToServe {
			j.add(p.row(ServiceCost, MoneyUnit), estimate{value: amount(cents(service, year))}, []string{serveNote}, p.notes)
		}
		if has.OfferCost || has.CostToServe {
			limits := []string{offersNote, serveNote}
			j.add(p.row(RetentionCost, MoneyUnit), estimate{value: amount(cents(both, year))}, limits, p.notes)
			j.perRetained(p, both, limits)
		}
	}
}

// offersNote says what is not known of the cost of offers.
func (j *judge) offersNote(unknown int64) string {
	has := &j.tally.Has
	switch {
	case !has.Offers:
		return NoOffers
	case !has.OfferCost:
		return NoOfferCosts
	}
	return when(unknown > 0, SomeOffers)
}

// perRetained adds the cost of a period for each retained customer. Of the ratio,
// y is the cost of a customer at the start, x whether the customer was retained.
func (j *judge) perRetained(p *told, cost *big.Int, limits []string) {
	g, c := &p.tally.All, &p.tally.Cost
	r := p.row(CostPerRetained, MoneyUnit)
	r.Numerator, r.Denominator = currency(cents(cost, year)), whole(g.Retained)
	if g.Retained == 0 {
		j.add(r, estimate{}, []string{when(g.Start > 0, NobodyKept), size(g.Start)}, limits, p.notes)
		return
	}
	kept := big.NewInt(g.Retained)
	e := j.ratio(sums{n: g.Start, y: cost, x: kept, yy: c.Squares.Big(), xy: c.Retained.Big(), xx: kept})
	e = e.mapped(func(x float64) float64 { return math.Round(x/(year*features.MoneyScale)*100) / 100 })
	e.value = amount(cents(cost, year*g.Retained))
	if cost.Sign() >= 0 {
		e = e.within(0, math.MaxFloat64)
	}
	j.add(r, e, []string{size(g.Retained)}, limits, p.notes)
}

// wallet adds the share of wallet of the retained.
func (j *judge) wallet() {
	if !j.tally.Has.Wallet {
		return
	}
	for k := range j.periods {
		p := &j.periods[k]
		w := &p.tally.Wallet
		own, total := w.Own.Big(), w.Total.Big()
		r := p.row(WalletShare, ShareUnit)
		if total.Sign() <= 0 {
			j.add(r, estimate{}, []string{NoWallet}, p.notes)
			continue
		}
		r.Numerator, r.Denominator = currency(cents(own, 1)), currency(cents(total, 1))
		e := j.ratio(sums{
			n: w.Customers, y: own, x: total,
			yy: w.OwnSquares.Big(), xy: w.Cross.Big(), xx: w.TotalSquares.Big(),
		})
		if own.Sign() >= 0 {
			e = e.within(0, math.MaxFloat64)
		}
		j.add(r, e, []string{size(w.Customers)}, p.notes)
	}
}
