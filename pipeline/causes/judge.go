package causes

import (
	"time"

	"predict/features"
	counted "predict/features/causes"
)

// Names are the texts of the codes. A code without a text is told by its number.
type Names struct {
	Segments, Regions []string // of customers
	// Channels, Categories and Products are those of transactions.
	Channels, Categories, Products []string
	// ContactProducts and ContactReasons are those of contacts.
	ContactProducts, ContactReasons []string
	CancellationReasons             []string
}

// Options say how counts are judged. Zero values stand for the defaults.
type Options struct {
	// Level is that of intervals, 0.95.
	Level float64
	// Limit is the share of false discoveries among sure causes, 0.05; SpikeLimit
	// that among spikes, 0.01.
	Limit, SpikeLimit float64
	// MinCustomers and MinChurned are the size below which a group is no cause, 20
	// and 5.
	MinCustomers, MinChurned int64
	// MaxCauses, MaxBars and MaxSpikes bound what is told: 200 causes, 30 bars of each
	// dimension and 100 spikes. What is beyond is counted in the result.
	MaxCauses, MaxBars, MaxSpikes int
	// Drivers are the rows behind Result.Drivers, in any order.
	Drivers []DriverCount
}

// DriverCount is how many customers of a segment, of the tiers high and medium, are
// driven by a family of features.
type DriverCount struct {
	Segment, Family string
	Customers       int64
}

// Judge turns counts into causes. The result depends on nothing else, and never
// holds NaN or an infinity.
func Judge(n *counted.Counts, names Names, o Options) *Result {
	j := &judge{n: n, o: o.filled()}
	for d := range counted.NumDimensions {
		j.names[d] = cleanNames(names.of(d))
	}
	j.products, j.reasons = cleanNames(names.ContactProducts), cleanNames(names.ContactReasons)
	j.cancellations = cleanNames(names.CancellationReasons)
	j.r = &Result{
		Cutoff:    time.UnixMicro(n.Cutoff).UTC().Format(time.DateOnly),
		Customers: n.All.Customers, Churned: n.All.Churned,
		Cancelled: n.Cancelled.Customers, Drivers: RankDrivers(j.o.Drivers),
	}
	j.causes()
	j.statedReasons()
	j.pareto()
	j.spikes()
	j.leftOut()
	j.missing()
	return j.r
}

// judge holds what the parts of a judgement share.
type judge struct {
	n *counted.Counts
	o Options
	r *Result

	names                            [counted.NumDimensions][]string
	products, reasons, cancellations []string
}

// filled returns the options with the defaults in place of zero values.
func (o Options) filled() Options {
	set := func(x *float64, value float64) {
		if !(*x > 0 && *x < 1) {
			*x = value
		}
	}
	set(&o.Level, 0.95)
	set(&o.Limit, 0.05)
	set(&o.SpikeLimit, 0.01)
	if o.MinCustomers < 1 {
		o.MinCustomers = 20
	}
	if o.MinChurned < 1 {
		o.MinChurned = 5
	}
	for _, bound := range []struct {
		x     *int
		value int
	}{{&o.MaxCauses, 200}, {&o.MaxBars, 30}, {&o.MaxSpikes, 100}} {
		if *bound.x < 1 {
			*bound.x = bound.value
		}
	}
	return o
}

// dimensionName returns the name of a dimension in results.
func dimensionName(d counted.Dimension) string {
	return [counted.NumDimensions]string{Segment, Region, Channel, Category, Product, ComplaintReason, Tenure}[d]
}

// money returns an amount in units of currency.
func money(units int64) float64 { return float64(units) / features.MoneyScale }

// rate returns the share of a cell that churned; 0 where it is empty.
func rate(c counted.Cell) float64 {
	if c.Customers == 0 {
		return 0
	}
	return float64(c.Churned) / float64(c.Customers)
}
