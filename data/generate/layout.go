package generate

import (
	"context"
	"fmt"
	"strconv"

	"predict/data"
)

// clerk turns rows into records.
type clerk struct {
	m         *market
	c         *calendar
	customers []profile
}

// writeAll writes the nine tables in the order of data.Tables, and the truth.
func writeAll(ctx context.Context, w *writer, m *market, out *records) error {
	k := &clerk{m: m, c: w.calendar, customers: out.customers}
	days := w.calendar.days
	steps := []func() error{
		func() error {
			out.lines = byTime(out.lines, days, func(r *lineRow) int32 { return r.at })
			err := writeTable(ctx, w, k.transactions(w.daily), out.lines)
			out.lines = nil
			return err
		},
		func() error { return writeTable(ctx, w, k.customerFacts(), out.customers) },
		func() error {
			issued := func(r *invoiceRow) int32 { return int32(r.issued) * daySeconds }
			return writeTable(ctx, w, k.invoices(), byTime(out.invoices, days, issued))
		},
		func() error {
			return writeTable(ctx, w, k.contacts(), byTime(out.contacts, days, func(r *contactRow) int32 { return r.at }))
		},
		func() error {
			return writeTable(ctx, w, k.changes(), byTime(out.changes, days, func(r *changeRow) int32 { return r.at }))
		},
		func() error {
			return writeTable(ctx, w, k.offers(), byTime(out.offers, days, func(r *offerRow) int32 { return r.at }))
		},
		func() error {
			return writeTable(ctx, w, k.satisfaction(), byTime(out.scores, days, func(r *scoreRow) int32 { return r.at }))
		},
		func() error { return k.writeWallet(ctx, w, out) },
		func() error {
			at := func(r *cancellationRow) int32 { return r.at }
			return writeTable(ctx, w, k.cancellations(), byTime(out.cancellations, days, at))
		},
		func() error { return k.writeTruth(ctx, w, out.truth) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// id appends a customer id: ten digits with leading zeros or, for business
// customers, the twenty digits of another system, which no 64-bit number holds.
func (k *clerk) id(b []byte, customer int32) []byte {
	width := 10
	if k.customers[customer].segment == business {
		b = append(b, "103"...)
		width = 17
	}
	return appendNumber(b, int(customer)+1, width)
}

// appendNumber appends v in at least width digits.
func appendNumber(b []byte, v, width int) []byte {
	var room [20]byte
	text := strconv.AppendInt(room[:0], int64(v), 10)
	for range width - len(text) {
		b = append(b, '0')
	}
	return append(b, text...)
}

// appendCents appends an amount with two decimals.
func appendCents(b []byte, cents int32) []byte {
	if cents < 0 {
		b = append(b, '-')
		cents = -cents
	}
	b = strconv.AppendInt(b, int64(cents/100), 10)
	b = append(b, '.')
	return appendPair(b, int(cents%100))
}

// appendProduct appends the number of a product.
func appendProduct(b []byte, product int) []byte { return appendNumber(append(b, 'P'), product, 4) }

// appendFlag appends 1 or 0.
func appendFlag(b []byte, is bool) []byte {
	if is {
		return append(b, '1')
	}
	return append(b, '0')
}

// day appends a day; never as nothing.
func (k *clerk) day(b []byte, day int) []byte {
	if day == never {
		return b
	}
	return k.c.appendDay(b, day)
}

// time appends an instant; never as nothing.
func (k *clerk) time(b []byte, at int32) []byte {
	if at == never {
		return b
	}
	return k.c.appendTime(b, at)
}

func (k *clerk) transactions(daily bool) layout[lineRow] {
	l := layout[lineRow]{
		name: data.Transactions, path: "transactions.csv",
		columns: []string{
			"customer_id", "order_id", "ordered_at", "category", "product", "channel", "amount", "margin", "is_return",
		},
		damage: damage{customer: 0, date: 2, amount: 6, text: 3},
		put: func(b []byte, r *lineRow) []byte {
			b = append(k.id(b, r.customer), ",O"...)
			b = append(appendNumber(b, int(r.customer)+1, 8), '-')
			b = append(appendNumber(b, int(r.order), 4), ',')
			b = append(k.c.appendTime(b, r.at), ',')
			b = append(append(b, k.m.categories[r.product/productsEach].name...), ',')
			b = append(appendProduct(b, int(r.product)), ',')
			b = append(append(b, k.m.channels[r.channel]...), ',')
			b = append(appendCents(b, r.cents), ',')
			b = append(appendCents(b, r.margin), ',')
			return appendFlag(b, r.returned)
		},
	}
	if daily {
		l.path = "transactions"
		l.file = func(r *lineRow) string {
			return fmt.Sprintf("transactions/%s.csv", k.c.appendDay(nil, int(r.at)/daySeconds))
		}
	}
	return l
}

func (k *clerk) customerFacts() layout[profile] {
	return layout[profile]{
		name: data.Customers, path: "customers.csv",
		columns: []string{
			"customer_id", "signup", "segment", "region", "preferred_channel", "preferred_hour",
			"birth_date", "contract_end", "cost_to_serve",
		},
		damage: damage{customer: 0, date: 1, amount: 8, text: 3},
		put: func(b []byte, r *profile) []byte {
			b = append(k.id(b, r.number), ',')
			b = append(k.c.appendDay(b, int(r.signup)), ',')
			b = append(append(b, k.m.segments[r.segment].name...), ',')
			b = append(append(b, k.m.regions[r.region]...), ',')
			b = append(append(b, contactChannels()[r.reach]...), ',')
			b = append(strconv.AppendInt(b, int64(r.hour), 10), ',')
			b = append(k.c.appendDay(b, int(r.birth)), ',')
			b = append(k.day(b, int(r.contract)), ',')
			return appendCents(b, r.serveCents)
		},
	}
}
