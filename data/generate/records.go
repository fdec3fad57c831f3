package generate

// Rows of the exports. Instants are seconds since the window's beginning, days
// are counted from its first day, amounts are cents; customers are counted
// from 0.

type lineRow struct {
	at, customer, cents, margin int32
	order, product              uint16
	channel                     uint8
	returned                    bool
}

type invoiceRow struct {
	customer, cents   int32
	issued, due, paid int16 // paid is never where the invoice is open
	disputed          bool
}

type contactRow struct {
	at, customer, resolved int32 // resolved is never where it is open
	product                int16 // none where it was about no product
	kind, channel, reason  uint8
	satisfaction           uint8 // 1 to 5, 0 where not asked
}

type changeRow struct {
	at, customer int32
	kind         uint8
}

type offerRow struct {
	at, customer, responded int32 // responded is never where it was ignored
	month, tactic           uint8
	control                 bool
}

type scoreRow struct {
	at, customer int32
	scale, score uint8
}

// walletRow is the spend anywhere of a customer or, where customer is negative,
// the mean of the segment -1-customer.
type walletRow struct {
	customer, cents int32
	month           uint8
	category        int8 // everything for the sum of all categories
}

type cancellationRow struct {
	at, customer int32
	reason       uint8
}

// truthRow is the hidden state of a customer on a day.
type truthRow struct {
	customer        int32
	day             int16
	state           uint8
	dissatisfaction float32
}

// Values that stand for "nothing".
const (
	never      = -1 // instants and days that did not come
	none       = -1 // products
	everything = -1 // categories
)

// records are the rows of some customers, customer by customer.
type records struct {
	customers     []profile
	lines         []lineRow
	invoices      []invoiceRow
	contacts      []contactRow
	changes       []changeRow
	offers        []offerRow
	scores        []scoreRow
	wallet        []walletRow
	cancellations []cancellationRow
	truth         []truthRow
	needs         *needs
}

// needs sums what the customers of each segment spend anywhere, in cents, and
// counts them: by month, and in spent by category too.
type needs struct {
	spent [4][maxMonths][numCategories]int64
	count [4][maxMonths]int64
}

// add adds the sums of other.
func (n *needs) add(other *needs) {
	for s := range n.spent {
		for m := range n.spent[s] {
			n.count[s][m] += other.count[s][m]
			for c := range n.spent[s][m] {
				n.spent[s][m][c] += other.spent[s][m][c]
			}
		}
	}
}
