package data

// Names of the nine tables.
const (
	Transactions  = "transactions"
	Customers     = "customers"
	Invoices      = "invoices"
	Contacts      = "contacts"
	Changes       = "changes"
	Offers        = "offers"
	Satisfaction  = "satisfaction"
	Wallet        = "wallet"
	Cancellations = "cancellations"
	// WalletSegments holds the wallet rows that name a segment instead of a
	// customer. It is never mapped: the loader routes rows of wallet to it.
	WalletSegments = "wallet_segments"
)

// Kinds of contacts.
const (
	BillingQuestion = "billing_question"
	Technical       = "technical"
	ProductInfo     = "product_info"
	Complaint       = "complaint"
	OtherContact    = "other"
)

// Kinds of changes.
const (
	AddressChange    = "address"
	EmailChange      = "email"
	PhoneChange      = "phone"
	TouchpointClosed = "touchpoint_closed"
	BillingChannel   = "billing_channel"
)

// Scales of satisfaction scores.
const (
	CSAT              = "csat"
	NPS               = "nps"
	ComplaintHandling = "complaint_handling"
)

// Tables returns the contracts of all tables, transactions first. The caller
// owns the slice.
func Tables() []Table {
	return []Table{
		{Name: Transactions, OrderBy: "time", Doc: "Purchases and returns, a row for each line.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When the purchase was made."},
			{Name: "amount", Kind: Money, Required: true, Doc: "What was paid; negative for a return."},
			{Name: "order_id", Kind: Key, Doc: "Lines with the same order are one purchase; without it, lines of the same instant are."},
			{Name: "margin", Kind: Money, Doc: "What was earned on the line."},
			{Name: "category", Kind: Symbol, Doc: "Category of the product."},
			{Name: "product", Kind: Symbol, Doc: "The product."},
			{Name: "channel", Kind: Symbol, Doc: "Where it was bought."},
			{Name: "is_return", Kind: Flag, Doc: "Whether the line takes a purchase back; without it, a negative amount does."},
		}},
		{Name: Customers, Doc: "What is known of each customer; the last row of a customer counts.", Columns: []Column{
			{Name: "signup", Kind: Time, Doc: "When the relation began."},
			{Name: "segment", Kind: Symbol, Doc: "Segment of the customer."},
			{Name: "region", Kind: Symbol, Doc: "Region of the customer."},
			{Name: "preferred_channel", Kind: Symbol, Doc: "How the customer likes to be reached."},
			{Name: "preferred_hour", Kind: Whole, Max: 23, Doc: "Hour of the day at which the customer likes to be reached."},
			{Name: "birth_date", Kind: Time, Doc: "Date of birth."},
			{Name: "contract_end", Kind: Time, Future: true, Doc: "When the contract ends."},
			{Name: "cost_to_serve", Kind: Money, Doc: "Cost of serving the customer for a year."},
		}},
		{Name: Invoices, OrderBy: "due", Doc: "Invoices and when they were paid.", Columns: []Column{
			{Name: "issued", Kind: Time, Doc: "When the invoice was sent; without it, an invoice is known from its due date on."},
			{Name: "due", Kind: Time, Required: true, Future: true, Doc: "When it was to be paid."},
			{Name: "paid", Kind: Time, Future: true, Doc: "When it was paid; empty while it is open."},
			{Name: "amount", Kind: Money, Required: true, Doc: "What was invoiced."},
			{Name: "invoice_id", Kind: Key, Doc: "Tells two invoices apart that are otherwise alike."},
			{Name: "disputed", Kind: Flag, Doc: "Whether the customer disputed it."},
		}},
		{Name: Contacts, OrderBy: "time", Doc: "Calls, messages and complaints.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When the customer got in touch."},
			{Name: "kind", Kind: Symbol, Required: true, Values: []string{BillingQuestion, Technical, ProductInfo, Complaint, OtherContact}, Doc: "What it was about."},
			{Name: "channel", Kind: Symbol, Doc: "How the customer got in touch."},
			{Name: "reason", Kind: Symbol, Doc: "The reason given."},
			{Name: "product", Kind: Symbol, Doc: "The product it was about."},
			{Name: "resolved", Kind: Time, Future: true, Doc: "When it was resolved; empty while it is open."},
			{Name: "satisfaction", Kind: Number, Doc: "How content the customer was with the handling."},
		}},
		{Name: Changes, OrderBy: "time", Doc: "Changes of address and of touchpoint.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When it changed."},
			{Name: "kind", Kind: Symbol, Required: true, Values: []string{AddressChange, EmailChange, PhoneChange, TouchpointClosed, BillingChannel}, Doc: "What changed."},
		}},
		{Name: Offers, OrderBy: "time", Doc: "Offers made to customers and their responses.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When the offer was made."},
			{Name: "campaign", Kind: Symbol, Doc: "The campaign."},
			{Name: "tactic", Kind: Symbol, Doc: "What was offered."},
			{Name: "cost", Kind: Money, Doc: "What the offer cost."},
			{Name: "responded", Kind: Time, Future: true, Doc: "When the customer took it up; empty where not."},
			{Name: "control", Kind: Flag, Doc: "Whether the customer was held out as a control and got nothing."},
		}},
		{Name: Satisfaction, OrderBy: "time", Doc: "Scores from surveys.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When the score was given."},
			{Name: "score", Kind: Number, Required: true, Doc: "The score."},
			{Name: "scale", Kind: Symbol, Values: []string{CSAT, NPS, ComplaintHandling}, Doc: "The scale; csat where none is mapped."},
		}},
		{Name: Wallet, OrderBy: "month", Doc: "What a customer, or a customer of a segment, spends anywhere.", Columns: []Column{
			{Name: "month", Kind: Time, Required: true, Doc: "Any instant of the month."},
			{Name: "segment", Kind: Symbol, Doc: "The segment, for rows that name no customer."},
			{Name: "category", Kind: Symbol, Doc: "The category; empty for all of them."},
			{Name: "total", Kind: Money, Required: true, Doc: "Spend anywhere in the month."},
		}},
		{Name: Cancellations, OrderBy: "time", Doc: "Contracts that were ended.", Columns: []Column{
			{Name: "time", Kind: Time, Required: true, Doc: "When the customer cancelled."},
			{Name: "reason", Kind: Symbol, Doc: "The reason given."},
		}},
	}
}

// TableNamed returns the contract called name and whether there is one.
func TableNamed(name string) (Table, bool) {
	for _, t := range Tables() {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}
