package generate

import (
	"context"
	"strconv"

	"predict/data"
)

func (k *clerk) invoices() layout[invoiceRow] {
	return layout[invoiceRow]{
		name: data.Invoices, path: "invoices.csv",
		columns: []string{"customer_id", "invoice_id", "issued", "due", "paid", "amount", "disputed"},
		damage:  damage{customer: 0, date: 3, amount: 5, text: -1, future: true},
		put: func(b []byte, r *invoiceRow) []byte {
			b = append(k.id(b, r.customer), ",I"...)
			b = append(appendNumber(b, int(r.customer)+1, 8), '-')
			b = append(appendNumber(b, k.c.month(int(r.issued)), 2), ',')
			b = append(k.day(b, int(r.issued)), ',')
			b = append(k.day(b, int(r.due)), ',')
			b = append(k.day(b, int(r.paid)), ',')
			b = append(appendCents(b, r.cents), ',')
			return appendFlag(b, r.disputed)
		},
	}
}

func (k *clerk) contacts() layout[contactRow] {
	kinds, channels := contactKinds(), contactChannels()
	return layout[contactRow]{
		name: data.Contacts, path: "contacts.csv",
		columns: []string{"customer_id", "time", "kind", "channel", "reason", "product", "resolved", "satisfaction"},
		damage:  damage{customer: 0, date: 1, amount: -1, text: 4},
		put: func(b []byte, r *contactRow) []byte {
			b = append(k.id(b, r.customer), ',')
			b = append(k.time(b, r.at), ',')
			b = append(append(b, kinds[r.kind].name...), ',')
			b = append(append(b, channels[r.channel]...), ',')
			b = append(append(b, kinds[r.kind].reasons[r.reason]...), ',')
			if r.product != none {
				b = appendProduct(b, int(r.product))
			}
			b = append(k.time(append(b, ','), r.resolved), ',')
			if r.satisfaction > 0 {
				b = strconv.AppendInt(b, int64(r.satisfaction), 10)
			}
			return b
		},
	}
}

func (k *clerk) changes() layout[changeRow] {
	kinds := changeKinds()
	return layout[changeRow]{
		name: data.Changes, path: "changes.csv",
		columns: []string{"customer_id", "time", "kind"},
		damage:  damage{customer: 0, date: 1, amount: -1, text: -1},
		put: func(b []byte, r *changeRow) []byte {
			b = append(k.id(b, r.customer), ',')
			b = append(k.time(b, r.at), ',')
			return append(b, kinds[r.kind]...)
		},
	}
}

func (k *clerk) offers() layout[offerRow] {
	return layout[offerRow]{
		name: data.Offers, path: "offers.csv",
		columns: []string{"customer_id", "time", "campaign", "tactic", "cost", "responded", "control"},
		damage:  damage{customer: 0, date: 1, amount: 4, text: 2},
		put: func(b []byte, r *offerRow) []byte {
			tactic, cost := k.m.tactics[r.tactic], int32(0)
			if !r.control {
				cost = tactic.cents
			}
			b = append(k.id(b, r.customer), ',')
			b = append(k.time(b, r.at), ",stay_"...)
			b = append(k.c.appendMonth(b, int(r.month)), ',')
			b = append(append(b, tactic.name...), ',')
			b = append(appendCents(b, cost), ',')
			b = append(k.time(b, r.responded), ',')
			return appendFlag(b, r.control)
		},
	}
}

func (k *clerk) satisfaction() layout[scoreRow] {
	names := scales()
	return layout[scoreRow]{
		name: data.Satisfaction, path: "satisfaction.csv",
		columns: []string{"customer_id", "time", "score", "scale"},
		damage:  damage{customer: 0, date: 1, amount: -1, text: -1},
		put: func(b []byte, r *scoreRow) []byte {
			b = append(k.id(b, r.customer), ',')
			b = append(k.time(b, r.at), ',')
			b = append(strconv.AppendInt(b, int64(r.score), 10), ',')
			return append(b, names[r.scale]...)
		},
	}
}

func (k *clerk) cancellations() layout[cancellationRow] {
	reasons := cancelReasons()
	return layout[cancellationRow]{
		name: data.Cancellations, path: "cancellations.csv",
		columns: []string{"customer_id", "time", "reason"},
		damage:  damage{customer: 0, date: 1, amount: -1, text: 2},
		put: func(b []byte, r *cancellationRow) []byte {
			b = append(k.id(b, r.customer), ',')
			b = append(k.time(b, r.at), ',')
			return append(b, reasons[r.reason]...)
		},
	}
}

// writeWallet writes the rows of the panel and, behind them, the mean of each
// segment by month and category.
func (k *clerk) writeWallet(ctx context.Context, w *writer, out *records) error {
	first := func(r *walletRow) int32 { return int32(k.c.monthFirst[r.month] * daySeconds) }
	rows := byTime(out.wallet, k.c.days, first)
	segments := k.segmentMeans(out.needs)
	err := writeTable(ctx, w, k.wallet(), append(rows, segments...))
	if err == nil {
		w.tables[len(w.tables)-1].SegmentRows = len(segments)
	}
	return err
}

// segmentMeans returns what a customer of each segment spends anywhere.
func (k *clerk) segmentMeans(n *needs) []walletRow {
	var rows []walletRow
	for month := range k.c.months {
		for s := range k.m.segments {
			count := n.count[s][month]
			if count == 0 {
				continue
			}
			var sum int64
			for c, cents := range n.spent[s][month] {
				sum += cents
				rows = append(rows, walletRow{int32(-1 - s), int32(cents / count), uint8(month), int8(c)})
			}
			rows = append(rows, walletRow{int32(-1 - s), int32(sum / count), uint8(month), everything})
		}
	}
	return rows
}

// wallet cannot lack a customer by mistake: such a row would be one of a
// segment. Its months are dates of the past, its categories free text.
func (k *clerk) wallet() layout[walletRow] {
	return layout[walletRow]{
		name: data.Wallet, path: "wallet.csv",
		columns: []string{"customer_id", "segment", "month", "category", "total"},
		damage:  damage{customer: -1, date: 2, amount: 4, text: 3},
		put: func(b []byte, r *walletRow) []byte {
			if r.customer >= 0 {
				b = append(k.id(b, r.customer), ",,"...)
			} else {
				b = append(append(append(b, ','), k.m.segments[-1-r.customer].name...), ',')
			}
			b = append(k.c.appendDay(b, k.c.monthFirst[r.month]), ',')
			if r.category != everything {
				b = append(b, k.m.categories[r.category].name...)
			}
			return appendCents(append(b, ','), r.cents)
		},
	}
}
