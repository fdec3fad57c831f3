package features

// windows are the lengths in days of the windows that features look back over.
var windows = [...]int{30, 90, 180, 365}

// Windows returns the lengths in days of the windows that features look back
// over, shortest first: Windows()[W90] is 90.
func Windows() [numWindows]int { return windows }

// Indexes into the From fields of a Range.
const (
	W30 = iota
	W90
	W180
	W365
	numWindows
)

// Warning signals that families serve, as the retention team names them.
const (
	SignalRFM        = "RFM decline"
	SignalWallet     = "falling share of wallet"
	SignalPayment    = "late payment"
	SignalBilling    = "billing question"
	SignalService    = "technical or product calls"
	SignalContent    = "falling satisfaction or badly handled complaint"
	SignalOffers     = "unanswered offers"
	SignalTouchpoint = "touchpoint change"
	SignalAddress    = "address change"
	SignalNone       = "context"
)

// Storage is how a feature is stored in the feature table.
type Storage uint8

const (
	// Single is a 32-bit float: counts, days, shares.
	Single Storage = iota
	// Double is a 64-bit float: amounts of money, which stay exact to the cent.
	Double
)

// Spec describes one feature.
type Spec struct {
	Name    string  // with unit and window: spend_90d, days_since_last_purchase
	Unit    string  // days, purchases, currency, share, ratio, count, flag, ...
	Window  int     // days looked back over; 0 for all history
	Missing string  // what NaN means; "never" where the feature is always there
	Signal  string  // one of the Signal constants
	Doc     string  // one sentence
	Storage Storage // how it is stored
	// Risk is +1 where more may only raise the risk, -1 where more may only
	// lower it, 0 where either may be; models with monotone constraints use it.
	Risk int
}

// Family is a named group of features that are computed together.
type Family struct {
	Name string
	// Tables are the tables it needs; the family is left out where one is absent.
	Tables []string
	// Columns are the columns it reads, as "table.column", so that no others are
	// read from disk; empty means every column of its Tables. The columns that
	// make a timeline (time, amount, order_id, is_return) need not be named.
	Columns []string
	Specs   []Spec
	// Fill writes the len(Specs) features of the view into dst. It is pure and
	// does not allocate. dst holds NaN when Fill is called.
	Fill func(dst []float64, v *View)
}

// Families returns every family, in the order of the feature table. Adding one
// means one file, its test, and one line here.
func Families() []Family {
	return []Family{
		recency(), frequency(), monetary(), trend(), shareOfWallet(), breadth(),
		payment(), billingContact(), serviceContact(), complaint(), satisfaction(),
		offers(), changes(), tenure(), rhythm(),
	}
}
