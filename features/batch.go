package features

// Day is one day in microseconds; times are int64 microseconds since 1970 UTC.
const Day int64 = 86_400_000_000

// MoneyScale is the number of money units in one unit of currency: amounts are
// int64 in units of 1/10,000, so that sums are exact whatever their order.
const MoneyScale = 10_000

// Values that stand for "missing" in the columns of a Batch.
const (
	NoTime  int64 = -1 << 63
	NoMoney int64 = -1 << 63
	NoCode  int32 = -1
)

// Batch holds the events of some customers as columns, grouped by customer:
// the rows of customer i in a table are Start[i] to Start[i+1], ordered by
// time. A nil column is one that the export does not have; a table with a nil
// Start is absent. Slices are read, never kept or changed.
type Batch struct {
	// IDs are the customers, in the order in which the results come.
	IDs []string
	// Keys are stable 64-bit hashes of the ids, for holdouts and samples.
	Keys []uint64

	Customers     CustomerColumns
	Transactions  TransactionColumns
	Invoices      InvoiceColumns
	Contacts      ContactColumns
	Changes       ChangeColumns
	Offers        OfferColumns
	Satisfaction  SatisfactionColumns
	Wallet        WalletColumns
	Cancellations CancellationColumns
}

// CustomerColumns are facts; the last row of a customer counts.
type CustomerColumns struct {
	Start                             []int32
	Signup, BirthDate, ContractEnd    []int64
	CostToServe                       []int64 // money a year
	Segment, Region, PreferredChannel []int32
	PreferredHour                     []int32
}

// TransactionColumns are purchase lines.
type TransactionColumns struct {
	Start                      []int32
	Time                       []int64
	Amount, Margin             []int64
	Order                      []int64 // equal values are one order
	Category, Product, Channel []int32
	IsReturn                   []int32
}

// InvoiceColumns are invoices, ordered by due date. Issued may be nil.
type InvoiceColumns struct {
	Start             []int32
	Issued, Due, Paid []int64
	Amount            []int64
	Disputed          []int32
}

// ContactColumns are contacts. Kind is a ContactKind.
type ContactColumns struct {
	Start                    []int32
	Time, Resolved           []int64
	Kind                     []int32
	Channel, Reason, Product []int32
	Satisfaction             []float64
}

// Kinds of contacts, the codes of ContactColumns.Kind.
const (
	BillingQuestion int32 = iota
	Technical
	ProductInfo
	Complaint
	OtherContact
)

// ChangeColumns are changes of address and touchpoint.
type ChangeColumns struct {
	Start []int32
	Time  []int64
	Kind  []int32
}

// Kinds of changes, the codes of ChangeColumns.Kind.
const (
	AddressChange int32 = iota
	EmailChange
	PhoneChange
	TouchpointClosed
	BillingChannel
)

// OfferColumns are offers. Responded is when an offer was taken up.
type OfferColumns struct {
	Start            []int32
	Time, Responded  []int64
	Campaign, Tactic []int32
	Cost             []int64
	Control          []int32
}

// SatisfactionColumns are survey scores.
type SatisfactionColumns struct {
	Start []int32
	Time  []int64
	Score []float64
	Scale []int32
}

// Scales of scores, the codes of SatisfactionColumns.Scale.
const (
	CSAT int32 = iota
	NPS
	ComplaintHandling
)

// WalletColumns are what a customer spends anywhere, by month and category.
// Category NoCode stands for all categories.
type WalletColumns struct {
	Start    []int32
	Month    []int64
	Category []int32
	Total    []int64
}

// CancellationColumns are ended contracts.
type CancellationColumns struct {
	Start  []int32
	Time   []int64
	Reason []int32
}
