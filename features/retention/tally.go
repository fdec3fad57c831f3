package retention

// Tally is what was counted, in whole numbers. Money is in 1/features.MoneyScale
// units of currency.
type Tally struct {
	Options Options
	// Customers is the number of all customers that were seen.
	Customers int64
	Has       Has
	Periods   []PeriodTally // as Options.Periods
	// Cohorts are the customers by the month of their first purchase, the oldest
	// first.
	Cohorts []Cohort
}

// Has tells which values were seen at all: a column that is missing in the exports
// and one that is empty throughout tell equally little.
type Has struct {
	Segment, Region, Category, Channel bool
	Margin, CostToServe                bool
	Offers, OfferCost, Tactic, Wallet  bool
	// Folded dimensions have so many codes that they are counted as one.
	FoldedSegments, FoldedRegions, FoldedCategories, FoldedChannels, FoldedTactics bool
}

// PeriodTally is what was counted of a period. Groups are by code + 1; 0 are the
// customers of whom none is known. The customers of Categories and Channels are
// counted in each that they bought in.
type PeriodTally struct {
	All        Group
	Segments   []Group
	Regions    []Flow
	Categories []Flow
	Channels   []Flow
	Tactics    []Tactic
	Cost       Cost
	Wallet     Wallet
}

// Flow counts customers.
type Flow struct {
	Start, Retained  int64 // customers at From; of them, those at To
	New, Reactivated int64 // customers at To and not at From; New bought first in the period
}

// End is the number of customers at To.
func (f *Flow) End() int64 { return f.Retained + f.New + f.Reactivated }

// Lost is the number of customers at From who are none at To.
func (f *Flow) Lost() int64 { return f.Start - f.Retained }

// Group counts customers and their money.
type Group struct {
	Flow
	Sales, Profit Money
	// CostKnown is the number of customers at From whose cost to serve is known, and
	// CostYear what they cost a year; RetainedCostYear of the retained among them.
	CostKnown, CostYear, RetainedCostYear int64
	// Margin is what the customers at From earned in the look-back before it.
	Margin, RetainedMargin int64
}

// Money sums an amount x of each customer at From. Of Profit, x is 365 times the
// profit, which makes it whole.
type Money struct {
	Start, Retained               Wide
	StartSquares, RetainedSquares Wide
	Negative                      int64 // customers with x < 0
}

// Cost sums what keeping the customers at From cost: for each, x is 365 times the
// cost of the period.
type Cost struct {
	Offers, UnknownCost int64 // offers in the period, controls aside, and those without a cost
	OffersCost          int64
	Squares             Wide // of x
	Retained            Wide // x of the retained
}

// Wallet compares what the retained spent here, a, with what they spent anywhere,
// b, in months of the period whose wallet is known.
type Wallet struct {
	Customers                       int64 // with b > 0
	Own, Total                      int64 // sums of a and b
	OwnSquares, Cross, TotalSquares Wide
}

// Tactic counts customers who were first offered a tactic in the period, or held
// out from it, so early that the horizon is over.
type Tactic struct {
	Treated, TreatedKept   int64
	Controls, ControlsKept int64
	Cost, UnknownCost      int64 // of the offers to the treated; offers without a cost
}

// Cohort is the customers who first bought in a month.
type Cohort struct {
	Month     int64 // first instant
	Customers int64
	Bought    []int64 // customers who bought, by months since Month
}

func newTally(o Options) *Tally {
	return &Tally{Options: o, Periods: make([]PeriodTally, len(o.Periods))}
}
