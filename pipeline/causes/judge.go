package causes

import counted "predict/features/causes"

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
	return &Result{Missing: []Missing{{Dimension: Segment, Text: "Causes are not judged yet.", Remedy: "Wait for the next version."}}}
}

// RankDrivers returns the share of each family among the customers of its segment:
// the segment with most customers first, and its families by share. Rows of the
// same segment and family are added; rows without customers are left out.
func RankDrivers(rows []DriverCount) []Driver { return nil }
