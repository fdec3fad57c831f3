package kpi

import (
	"math"

	"predict/features/retention"
)

// few is the number of customers below which a figure is told to be unsure.
const few = 30

// row begins a row of a period.
func (p *told) row(kpi, unit string) Row {
	return Row{Period: p.name, From: p.from, To: p.to, KPI: kpi, Unit: unit}
}

// add adds a row with an estimate and notes.
func (j *judge) add(r Row, e estimate, notes ...[]string) {
	r.Value, r.Low, r.High = e.value, e.low, e.high
	r.Note = joined(notes...)
	j.rows = append(j.rows, r)
}

// rate adds a figure of who was lost; without a value where nobody can be lost yet.
func (j *judge) rate(p *told, r Row, e estimate, notes ...[]string) {
	if p.early {
		e = estimate{}
	}
	j.add(r, e, append(notes, p.notes)...)
}

// size notes what the number of customers says of a figure.
func size(n int64) string {
	if n == 0 {
		return NobodyAtStart
	}
	return when(n < few, FewCustomers)
}

// flows adds the figures of all customers who came and went.
func (j *judge) flows() {
	for k := range j.periods {
		p := &j.periods[k]
		f := &p.tally.All.Flow
		for _, c := range []struct {
			kpi string
			n   int64
		}{
			{AtStart, f.Start}, {AtEnd, f.End()}, {NewCustomers, f.New}, {Reactivated, f.Reactivated}, {Lost, f.Lost()},
		} {
			n := float64(c.n)
			j.add(p.row(c.kpi, CountUnit), estimate{value: &n}, p.notes)
		}
		j.shares(p, f)
	}
}

// shares adds retention, churn, growth and the churn of a year of all customers.
func (j *judge) shares(p *told, f *retention.Flow) {
	notes := []string{size(f.Start)}
	kept := j.share(f.Retained, f.Start)
	lost := j.share(f.Lost(), f.Start)

	r := p.row(RawRetention, ShareUnit)
	r.Numerator, r.Denominator = whole(f.Retained), whole(f.Start)
	j.rate(p, r, kept, notes)

	r = p.row(ChurnRate, ShareUnit)
	r.Numerator, r.Denominator = whole(f.Lost()), whole(f.Start)
	j.rate(p, r, lost, notes)

	r = p.row(Growth, ShareUnit)
	r.Numerator, r.Denominator = whole(f.New+f.Reactivated-f.Lost()), whole(f.Start)
	j.rate(p, r, j.growth(f), notes)

	r = p.row(AnnualChurn, ShareUnit)
	times := yearly(j.o.Book.By)
	j.rate(p, r, lost.mapped(func(x float64) float64 { return 1 - math.Pow(1-x, times) }), notes)
}

// growth estimates the growth in customers: those who came are taken to be
// Poisson distributed, those who went binomially.
func (j *judge) growth(f *retention.Flow) estimate {
	if f.Start == 0 {
		return estimate{}
	}
	start, came, went := float64(f.Start), float64(f.New+f.Reactivated), float64(f.Lost())
	value := (came - went) / start
	e := estimate{value: &value}
	variance := came + float64(went*(1-went/start))
	if variance > 0 {
		width := float64(j.z*math.Sqrt(variance)) / start
		low, high := max(-1, value-width), value+width
		e.low, e.high = &low, &high
	}
	return e
}
