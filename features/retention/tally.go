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
	// first; those of months before the data begin are empty.
	Cohorts []Cohort
}

// Has tells which values were seen at all: a column that the exports do not have
// and one that is empty throughout tell equally little.
type Has struct {
	Segment, Region, Category, Channel bool
	Margin, CostToServe                bool
	Offers, OfferCost, Tactic          bool // rows of controls are offers here
	Wallet                             bool
}

// merge adds what was seen elsewhere.
func (h *Has) merge(other *Has) {
	h.Segment, h.Region = h.Segment || other.Segment, h.Region || other.Region
	h.Category, h.Channel = h.Category || other.Category, h.Channel || other.Channel
	h.Margin, h.CostToServe = h.Margin || other.Margin, h.CostToServe || other.CostToServe
	h.Offers, h.OfferCost = h.Offers || other.Offers, h.OfferCost || other.OfferCost
	h.Tactic, h.Wallet = h.Tactic || other.Tactic, h.Wallet || other.Wallet
}

// PeriodTally is what was counted of a period. Groups are by code + 1; 0 are the
// customers of whom none is known. Customers of categories and channels are counted
// in each that they bought in during the look-back before From. A dimension with so
// many codes that counting them apart would fill the memory has two groups only:
// those of whom none is known, and all others.
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

// Flow counts customers. Of categories and channels only those at From are counted.
type Flow struct {
	Start, Retained  int64 // customers at From; of them, those at To
	New, Reactivated int64 // customers at To and not at From; New bought first in the period
}

// End is the number of customers at To.
func (f *Flow) End() int64 { return f.Retained + f.New + f.Reactivated }

// Lost is the number of customers at From who are none at To.
func (f *Flow) Lost() int64 { return f.Start - f.Retained }

// Add adds other customers.
func (f *Flow) Add(other *Flow) {
	f.Start += other.Start
	f.Retained += other.Retained
	f.New += other.New
	f.Reactivated += other.Reactivated
}

// Group counts customers and their money.
type Group struct {
	Flow
	Sales  Money // in the look-back before From, net of returns
	Profit Money // 365 times the margin less the cost to serve there
	Joined Wide  // sales of the new and the reactivated within the period, net of returns
	// MarginUnknown are customers at From with a line in the look-back whose margin
	// is not known, which counts as 0; CostUnknown those without a cost to serve.
	MarginUnknown, CostUnknown int64
}

// Add adds other customers.
func (g *Group) Add(other *Group) {
	g.Flow.Add(&other.Flow)
	g.Sales.add(&other.Sales)
	g.Profit.add(&other.Profit)
	g.Joined.Add(other.Joined)
	g.MarginUnknown += other.MarginUnknown
	g.CostUnknown += other.CostUnknown
}

// Money sums an amount x of each customer at From, and of the retained among them.
type Money struct {
	Start, Retained               Wide
	StartSquares, RetainedSquares Wide
	Negative                      int64 // customers with x < 0
}

// count counts a customer.
func (m *Money) count(x Wide, retained bool) {
	m.Start.Add(x)
	m.StartSquares.addSquare(x)
	if retained {
		m.Retained.Add(x)
		m.RetainedSquares.addSquare(x)
	}
	if x.hi < 0 {
		m.Negative++
	}
}

func (m *Money) add(other *Money) {
	m.Start.Add(other.Start)
	m.Retained.Add(other.Retained)
	m.StartSquares.Add(other.StartSquares)
	m.RetainedSquares.Add(other.RetainedSquares)
	m.Negative += other.Negative
}

// Cost sums what keeping the customers at From cost in the period. Of each
// customer, x is 365 times that: offers and the cost to serve for its days.
type Cost struct {
	Offers, UnknownCost int64 // offers made, and those without a cost, which count as 0
	OffersCost          Wide
	ServeYear           Wide // cost to serve for a year
	Squares             Wide // of x
	Retained            Wide // x of the retained
}

func (c *Cost) add(other *Cost) {
	c.Offers += other.Offers
	c.UnknownCost += other.UnknownCost
	c.OffersCost.Add(other.OffersCost)
	c.ServeYear.Add(other.ServeYear)
	c.Squares.Add(other.Squares)
	c.Retained.Add(other.Retained)
}

// Wallet compares what retained customers spent here, a, with what they spent
// anywhere, b, in months of the period whose wallet is known.
type Wallet struct {
	Customers                       int64 // with such months
	Own, Total                      Wide  // sums of a and b
	OwnSquares, Cross, TotalSquares Wide
}

func (w *Wallet) add(other *Wallet) {
	w.Customers += other.Customers
	w.Own.Add(other.Own)
	w.Total.Add(other.Total)
	w.OwnSquares.Add(other.OwnSquares)
	w.Cross.Add(other.Cross)
	w.TotalSquares.Add(other.TotalSquares)
}

// Tactic counts customers who were first offered a tactic in the period, or first
// held out from it, so early that the horizon is over.
type Tactic struct {
	Treated, TreatedKept   int64
	Controls, ControlsKept int64
	Cost, UnknownCost      int64 // of the offers to the treated within the horizon; offers without a cost
}

// Add adds other customers.
func (t *Tactic) Add(other *Tactic) {
	t.Treated += other.Treated
	t.TreatedKept += other.TreatedKept
	t.Controls += other.Controls
	t.ControlsKept += other.ControlsKept
	t.Cost += other.Cost
	t.UnknownCost += other.UnknownCost
}

// Cohort is the customers who first bought in a month.
type Cohort struct {
	Month     int64 // its first instant
	Customers int64
	Bought    []int64 // customers who bought, by months since Month, up to the last whole month
}
