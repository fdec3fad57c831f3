package kpi

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"predict/features"
	"predict/features/retention"
	"predict/models/inference"
)

// AllPeriods is the period of rows that take all periods together.
const AllPeriods = "all"

// tactics adds the figures of each tactic by period, and over all of them.
func (j *judge) tactics(names []string) {
	if !j.tally.Has.Tactic || len(j.periods) == 0 {
		return
	}
	all := members(names, len(j.periods[0].tally.Tactics), func(g int) (n int64) {
		for k := range j.periods {
			t := &j.periods[k].tally.Tactics[g]
			n += t.Treated + t.Controls
		}
		return n
	})
	for _, m := range all {
		var total retention.Tactic
		for k := range j.periods {
			one := j.periods[k].tactic(m)
			total.Add(&one)
		}
		j.tactic(j.whole(), m, &total)
	}
	for k := range j.periods {
		for _, m := range all {
			one := j.periods[k].tactic(m)
			j.tactic(&j.periods[k], m, &one)
		}
	}
}

// whole is the time of all periods together.
func (j *judge) whole() *told {
	p := told{name: AllPeriods, from: j.periods[0].from, to: j.periods[0].to, Period: j.periods[0].Period}
	last := slices.MaxFunc(j.periods, func(a, b told) int { return cmp.Compare(a.To, b.To) })
	p.To, p.to = last.To, last.to
	return &p
}

// tactic sums up the groups of a member.
func (p *told) tactic(m member) (one retention.Tactic) {
	for _, g := range m.groups {
		one.Add(&p.tally.Tactics[g])
	}
	return one
}

// tactic adds the figures of a tactic; none where it was offered to nobody. Without
// controls nothing is said of what it brought.
func (j *judge) tactic(p *told, m member, t *retention.Tactic) {
	if t.Treated+t.Controls == 0 {
		return
	}
	row := func(kpi, unit string) Row {
		r := p.row(kpi, unit)
		r.Dimension, r.Group = Tactic, m.name
		return r
	}
	end := p.To + int64(j.tally.Options.Churn.HorizonDays)*features.Day
	notes := []string{m.note, when(t.Controls == 0, NotCausal), when(end > j.tally.Options.Until, HorizonOpen)}
	unsure := func(n int64) []string { return []string{when(n < few, FewCustomers)} }

	r := row(TacticKept, ShareUnit)
	r.Numerator, r.Denominator = whole(t.TreatedKept), whole(t.Treated)
	j.add(r, j.share(t.TreatedKept, t.Treated), notes, unsure(t.Treated), []string{when(t.Treated == 0, NobodyOffered)})
	if t.Controls > 0 {
		r = row(ControlKept, ShareUnit)
		r.Numerator, r.Denominator = whole(t.ControlsKept), whole(t.Controls)
		j.add(r, j.share(t.ControlsKept, t.Controls), notes, unsure(t.Controls))
	}
	var effect estimate
	if d, ok := inference.Difference(t.TreatedKept, t.Treated, t.ControlsKept, t.Controls, j.o.Level); ok {
		effect = estimate{&d.Value, &d.Interval.Low, &d.Interval.High}
	}
	j.add(row(TacticEffect, ShareUnit), effect, notes, unsure(min(t.Treated, t.Controls)))
	if !j.tally.Has.OfferCost {
		return
	}
	costs := []string{when(t.UnknownCost > 0, SomeOffers)}
	cost := cents(big.NewInt(t.Cost), 1)
	j.add(row(TacticCost, MoneyUnit), estimate{value: amount(cost)}, notes, costs)
	j.perKept(row(TacticCostPerKept, MoneyUnit), t, effect, notes, costs, unsure(min(t.Treated, t.Controls)))
}

// perKept adds what it cost to keep a customer more than without the tactic: the
// cost over the effect times the treated. Its interval is that of the effect, turned
// over; where that reaches zero, the cost has no upper end.
func (j *judge) perKept(r Row, t *retention.Tactic, effect estimate, notes ...[]string) {
	if effect.value == nil {
		j.add(r, estimate{}, notes...)
		return
	}
	// Kept beyond the control group: (kept·controls − keptControls·treated) / controls.
	beyond := new(big.Int).Sub(
		new(big.Int).Mul(big.NewInt(t.TreatedKept), big.NewInt(t.Controls)),
		new(big.Int).Mul(big.NewInt(t.ControlsKept), big.NewInt(t.Treated)),
	)
	r.Numerator = currency(cents(big.NewInt(t.Cost), 1))
	r.Denominator = new(big.Rat).SetFrac(beyond, big.NewInt(t.Controls)).FloatString(6)
	if beyond.Sign() <= 0 {
		j.add(r, estimate{}, append(notes, []string{NotKept})...)
		return
	}
	scaled := new(big.Int).Mul(big.NewInt(t.Cost), big.NewInt(t.Controls))
	e := estimate{value: amount(cents(scaled, beyond.Int64()))}
	if *effect.low <= 0 {
		j.add(r, e, append(notes, []string{Uncertain})...)
		return
	}
	e.low, e.high = each(t, *effect.high), each(t, *effect.low)
	j.add(r, e, notes...)
}

// each is the cost of a customer that was kept at an effect, to a hundredth.
func each(t *retention.Tactic, effect float64) *float64 {
	cost := math.Round(float64(t.Cost)/features.MoneyScale/float64(effect*float64(t.Treated))*100) / 100
	return &cost
}
