package features

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// The rows of a made-up customer, one struct for each table, so that tests can
// add, change and drop events before they become columns.
type (
	lineRow struct {
		at, amount, margin, order  int64
		category, product, channel int32
		isReturn                   int32
	}
	invoiceRow struct {
		issued, due, paid, amount int64
		disputed                  int32
	}
	contactRow struct {
		at, resolved  int64
		kind, channel int32
		satisfaction  float64
	}
	changeRow struct {
		at   int64
		kind int32
	}
	offerRow struct {
		at, responded, cost int64
		control             int32
	}
	scoreRow struct {
		at    int64
		score float64
		scale int32
	}
	walletRow struct {
		month, total int64
		category     int32
	}
	person struct {
		id       string
		key      uint64
		signup   int64
		segment  int32
		lines    []lineRow
		invoices []invoiceRow
		contacts []contactRow
		changes  []changeRow
		offers   []offerRow
		scores   []scoreRow
		wallet   []walletRow
		cancels  []int64
	}
)

func allTables() []string {
	return []string{"transactions", "customers", "invoices", "contacts", "changes", "offers", "satisfaction", "wallet", "cancellations"}
}

// Random events lie on a grid of hours over two and a half years, so that many
// share an instant and many lie exactly on a cutoff or on the edge of a window.
const (
	worldStart = int64(17_167) * Day // 2017-01-01
	worldDays  = 900
	worldEnd   = worldStart + worldDays*Day
)

func anyTime(r *rand.Rand, from, to int64) int64 {
	const hour = Day / 24
	if r.IntN(2) == 0 { // at midnight
		return from + r.Int64N((to-from)/Day)*Day
	}
	return from + r.Int64N((to-from)/hour)*hour
}

func orNever(r *rand.Rand, t int64) int64 {
	if r.IntN(4) == 0 {
		return NoTime
	}
	return t
}

func (p *person) addLine(r *rand.Rand, from, to int64) {
	p.lines = append(p.lines, lineRow{
		at: anyTime(r, from, to), amount: r.Int64N(1_000_000) - 100_000, margin: r.Int64N(100_000) - 10_000,
		order: int64(r.IntN(40)), category: int32(r.IntN(6)) - 1, product: int32(r.IntN(30)) - 1,
		channel: int32(r.IntN(4)) - 1, isReturn: int32(r.IntN(12)/10) - int32(r.IntN(2)),
	})
}

// addEvent adds an event of a random table other than transactions. Invoices
// begin when they are issued, the others when they happen.
func (p *person) addEvent(r *rand.Rand, from, to int64) {
	at := anyTime(r, from, to)
	later := func() int64 { return orNever(r, at+int64(r.IntN(60*24))*Day/24) }
	switch r.IntN(7) {
	case 0:
		p.invoices = append(p.invoices, invoiceRow{issued: at, due: at + int64(r.IntN(40))*Day, paid: later(), amount: r.Int64N(1e6), disputed: int32(r.IntN(3)) - 1})
	case 1:
		p.contacts = append(p.contacts, contactRow{at: at, resolved: later(), kind: int32(r.IntN(5)), channel: int32(r.IntN(3)), satisfaction: float64(r.IntN(5))})
	case 2:
		p.changes = append(p.changes, changeRow{at, int32(r.IntN(5))})
	case 3:
		p.offers = append(p.offers, offerRow{at: at, responded: later(), cost: r.Int64N(1e5), control: int32(r.IntN(3)) - 1})
	case 4:
		p.scores = append(p.scores, scoreRow{at, float64(r.IntN(11)), int32(r.IntN(3))})
	case 5:
		p.wallet = append(p.wallet, walletRow{at, r.Int64N(1e7), int32(r.IntN(4)) - 1})
	default:
		if r.IntN(4) == 0 {
			p.cancels = append(p.cancels, at)
		}
	}
}

// people makes customers of very different activity; some have no line at all.
func people(seed uint64, n int) []*person {
	r := rand.New(rand.NewPCG(seed, 7))
	all := make([]*person, n)
	for i := range all {
		p := &person{id: fmt.Sprintf("c%04d", i), key: r.Uint64(), signup: orNever(r, worldStart+r.Int64N(worldDays)*Day), segment: int32(r.IntN(3))}
		from := worldStart + r.Int64N(worldDays-10)*Day
		if r.IntN(3) > 0 {
			from = worldStart
		}
		for range r.IntN(1 + 4<<r.IntN(5)) {
			p.addLine(r, from, worldEnd)
		}
		for range r.IntN(60) {
			p.addEvent(r, worldStart, worldEnd)
		}
		all[i] = p
	}
	return all
}

func sorted[T any](rows []T, at func(T) int64) []T {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(at(a), at(b)) })
	return rows
}

// toBatch turns people into columns, ordered by time; rows of one instant keep
// the order that they have.
func toBatch(all []*person) *Batch {
	b := &Batch{}
	b.Transactions.Start = []int32{0}
	b.Customers.Start, b.Invoices.Start, b.Contacts.Start, b.Changes.Start = []int32{0}, []int32{0}, []int32{0}, []int32{0}
	b.Offers.Start, b.Satisfaction.Start, b.Wallet.Start, b.Cancellations.Start = []int32{0}, []int32{0}, []int32{0}, []int32{0}
	b.Transactions.Time = []int64{}
	for _, p := range all {
		b.IDs, b.Keys = append(b.IDs, p.id), append(b.Keys, p.key)
		b.addPerson(p)
	}
	return b
}

func (b *Batch) addPerson(p *person) {
	c := &b.Customers
	c.Signup, c.Segment = append(c.Signup, p.signup), append(c.Segment, p.segment)
	c.Start = append(c.Start, int32(len(c.Signup)))
	t := &b.Transactions
	for _, x := range sorted(p.lines, func(x lineRow) int64 { return x.at }) {
		t.Time, t.Amount, t.Margin, t.Order = append(t.Time, x.at), append(t.Amount, x.amount), append(t.Margin, x.margin), append(t.Order, x.order)
		t.Category, t.Product, t.Channel = append(t.Category, x.category), append(t.Product, x.product), append(t.Channel, x.channel)
		t.IsReturn = append(t.IsReturn, x.isReturn)
	}
	t.Start = append(t.Start, int32(len(t.Time)))
	v := &b.Invoices
	for _, x := range sorted(p.invoices, func(x invoiceRow) int64 { return x.due }) {
		v.Issued, v.Due, v.Paid = append(v.Issued, x.issued), append(v.Due, x.due), append(v.Paid, x.paid)
		v.Amount, v.Disputed = append(v.Amount, x.amount), append(v.Disputed, x.disputed)
	}
	v.Start = append(v.Start, int32(len(v.Due)))
	k := &b.Contacts
	for _, x := range sorted(p.contacts, func(x contactRow) int64 { return x.at }) {
		k.Time, k.Resolved, k.Kind, k.Channel = append(k.Time, x.at), append(k.Resolved, x.resolved), append(k.Kind, x.kind), append(k.Channel, x.channel)
		k.Reason, k.Product, k.Satisfaction = append(k.Reason, NoCode), append(k.Product, NoCode), append(k.Satisfaction, x.satisfaction)
	}
	k.Start = append(k.Start, int32(len(k.Time)))
	h := &b.Changes
	for _, x := range sorted(p.changes, func(x changeRow) int64 { return x.at }) {
		h.Time, h.Kind = append(h.Time, x.at), append(h.Kind, x.kind)
	}
	h.Start = append(h.Start, int32(len(h.Time)))
	b.addOffersAndOthers(p)
}

func (b *Batch) addOffersAndOthers(p *person) {
	o := &b.Offers
	for _, x := range sorted(p.offers, func(x offerRow) int64 { return x.at }) {
		o.Time, o.Responded, o.Cost, o.Control = append(o.Time, x.at), append(o.Responded, x.responded), append(o.Cost, x.cost), append(o.Control, x.control)
		o.Campaign, o.Tactic = append(o.Campaign, 0), append(o.Tactic, 0)
	}
	o.Start = append(o.Start, int32(len(o.Time)))
	s := &b.Satisfaction
	for _, x := range sorted(p.scores, func(x scoreRow) int64 { return x.at }) {
		s.Time, s.Score, s.Scale = append(s.Time, x.at), append(s.Score, x.score), append(s.Scale, x.scale)
	}
	s.Start = append(s.Start, int32(len(s.Time)))
	w := &b.Wallet
	for _, x := range sorted(p.wallet, func(x walletRow) int64 { return x.month }) {
		w.Month, w.Total, w.Category = append(w.Month, x.month), append(w.Total, x.total), append(w.Category, x.category)
	}
	w.Start = append(w.Start, int32(len(w.Month)))
	x := &b.Cancellations
	for _, at := range sorted(p.cancels, func(at int64) int64 { return at }) {
		x.Time, x.Reason = append(x.Time, at), append(x.Reason, NoCode)
	}
	x.Start = append(x.Start, int32(len(x.Time)))
}

// worldCutoffs are five cutoffs, one of them in the middle of a day.
func worldCutoffs() []int64 {
	return []int64{worldStart + 200*Day, worldStart + 365*Day, worldStart + 500*Day + Day/2, worldStart + 700*Day, worldEnd}
}

// sameFloats treats NaN as equal to itself.
func sameFloats(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}
