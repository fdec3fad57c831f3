package features

// Timeline holds one customer's events as sorted columns: sub-slices of a
// Batch, and columns derived once for all cutoffs. It is reused from customer
// to customer and must not be retained.
type Timeline struct {
	// Lines are the rows of transactions, by time. IsReturn is never nil;
	// Category, Product, Channel, Margin may be.
	Lines struct {
		Time, Amount, Margin       []int64
		Category, Product, Channel []int32
		IsReturn                   []bool
		// CumSpend[i] is the sum of the first i amounts, returns included (they
		// are negative), so that the spend of any range is one subtraction.
		CumSpend []int64
		// CumReturned[i] is what the returned lines among the first i took back,
		// as a positive sum.
		CumReturned []int64
		// CumMargin[i] is the sum of the known margins of the first i lines; nil
		// without margins.
		CumMargin []int64
		// Purchase[i] is the index in Purchases of the order that line i is part
		// of; -1 for returns and for lines that cost nothing.
		Purchase []int32
		// PrevCategory[i] is the last line before i that bought the same category,
		// -1 if there is none: the line is the first of its category in a range
		// from f on exactly if PrevCategory[i] < f. Lines that buy nothing and
		// lines without a category hold noLink. Nil without the column.
		PrevCategory, PrevProduct, PrevChannel []int32
	}
	// Purchases are the distinct orders that are no returns, by the time of
	// their first line, which is all that is kept of them: the amount of a
	// purchase could hold lines after a cutoff.
	Purchases []int64
	// PurchaseDays are the distinct days (UTC) with a purchase, as the time of
	// the first purchase of each.
	PurchaseDays []int64
	// DayGaps[i] is the number of whole days from purchase day i-1 to purchase
	// day i, at least 1; DayGaps[0] is 0.
	DayGaps []int32
	// DayDecay[i][h] is the sum over the purchase days up to and including i of
	// 2^(-age/half-life), age being counted in days up to day i, for each of the
	// half-lives of the rhythm family.
	DayDecay [][numHalfLives]float64
	// Returns are the times of the returned lines.
	Returns []int64

	Invoices      InvoiceColumns // Start is nil in all of these
	Contacts      ContactColumns
	Changes       ChangeColumns
	Offers        OfferColumns
	Satisfaction  SatisfactionColumns
	Wallet        WalletColumns
	Cancellations CancellationColumns

	// serial tells the customers of one builder apart.
	serial int

	// Facts of the customer; NoTime, NoMoney or NoCode where unknown.
	Signup, BirthDate, ContractEnd    int64
	CostToServe                       int64
	Segment, Region, PreferredChannel int32
	PreferredHour                     int32
}

// Range is where a cutoff falls in a column of times: [0,End) lies before the
// cutoff, and [From[w],End) in the window Windows[w].
type Range struct {
	End  int
	From [numWindows]int
}

// View is a timeline as it could be known at a cutoff. Families read events
// only through its ranges, and facts that settle later (paid, resolved,
// responded) only through its Known method.
type View struct {
	*Timeline
	// Cutoff is the observation instant, microseconds UTC.
	Cutoff int64

	LineRange, PurchaseRange, ReturnRange          Range
	PurchaseDayRange                               Range
	InvoiceRange                                   Range // by due date
	ContactRange, ChangeRange, OfferRange          Range
	SatisfactionRange, WalletRange, CancelledRange Range

	// UsualGap is the median number of days between the purchases of the last
	// two years; NaN with fewer than two purchases on different days.
	UsualGap float64
	// Gaps are the whole days between the purchase days of the last two years,
	// shortest first; it is empty with fewer than two such days.
	Gaps []int32
	// Peers are what all customers together spent; never nil.
	Peers *PeerSpend
	// Scratch is reused by families that need room; they must leave no meaning
	// in it.
	Scratch *Scratch

	decay *decayTable
	// gapsOf is the serial of the timeline of Gaps, and gapsFrom and gapsEnd the
	// purchase days that they were taken from: the next cutoff adds a few.
	gapsOf, gapsFrom, gapsEnd int
	// stopped is what StoppedCategory would return, where a family came by it
	// already; notComputed otherwise.
	stopped int32
}

// notComputed stands in View.stopped until a family has set it.
const notComputed int32 = -2

// Known returns t where it lies before the cutoff, else NoTime: an invoice
// paid after the cutoff is unpaid as far as anyone could know.
func (v *View) Known(t int64) int64 {
	if t < v.Cutoff {
		return t
	}
	return NoTime
}

// DaysBefore returns the days from t to the cutoff.
func (v *View) DaysBefore(t int64) float64 { return float64(v.Cutoff-t) / float64(Day) }

// PeerSpend is what all customers together spent by category before a cutoff:
// Recent in the last 90 days, Earlier in the 275 days before, in money units.
// Codes past the end of the slices had no spend.
type PeerSpend struct {
	Recent, Earlier           []int64
	RecentTotal, EarlierTotal int64
	// TopScores are the highest scores that any customer gave on each scale
	// before the cutoff, by which the range of a scale is judged; 0 without any.
	TopScores [numScales]float64
}

// Scratch is working memory that families share.
type Scratch struct {
	Codes  []int32
	Counts []int32
	Sums   []int64
	Floats []float64
}
