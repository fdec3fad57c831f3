package features

import "math"

// noLink marks the lines that are not the first of anything in any range.
const noLink = math.MaxInt32

// builder makes the timeline of one customer after the other, in memory that
// it keeps.
type builder struct {
	tl     Timeline
	orders keyIndex
	codes  keyIndex
	decay  *decayTable
	margin []int64
	links  [3][]int32
}

// build makes the timeline of customer i of a batch that was checked.
func (b *builder) build(batch *Batch, i int) *Timeline {
	t := &b.tl
	t.serial++
	b.lines(&batch.Transactions, i)
	b.purchases(&batch.Transactions, i)
	b.days()
	b.links[0] = b.link(b.links[0], t.Lines.Category)
	b.links[1] = b.link(b.links[1], t.Lines.Product)
	b.links[2] = b.link(b.links[2], t.Lines.Channel)
	t.Lines.PrevCategory, t.Lines.PrevProduct, t.Lines.PrevChannel = b.links[0], b.links[1], b.links[2]
	events(t, batch, i)
	facts(t, &batch.Customers, i)
	return t
}

// bounds returns the rows of customer i; none where the table is absent.
func bounds(start []int32, i int) (from, to int) {
	if start == nil {
		return 0, 0
	}
	return int(start[i]), int(start[i+1])
}

// part is the rows from..to of a column that may be absent.
func part[T any](column []T, from, to int) []T {
	if column == nil {
		return nil
	}
	return column[from:to:to]
}

// lines derives the columns that are sums over lines. A returned line takes
// money back whatever the sign it was exported with.
func (b *builder) lines(c *TransactionColumns, i int) {
	from, to := bounds(c.Start, i)
	l := &b.tl.Lines
	l.Time = part(c.Time, from, to)
	l.Margin = part(c.Margin, from, to)
	l.Category, l.Product, l.Channel = part(c.Category, from, to), part(c.Product, from, to), part(c.Channel, from, to)
	n := to - from
	l.Amount, l.IsReturn = resize(l.Amount, n), resize(l.IsReturn, n)
	l.CumSpend, l.CumReturned = resize(l.CumSpend, n+1), resize(l.CumReturned, n+1)
	b.tl.Returns = b.tl.Returns[:0]
	var spend, returned int64
	for j := range n {
		amount, back := lineAmount(c, from+j)
		l.Amount[j], l.IsReturn[j] = amount, back
		spend += amount
		if back {
			returned -= amount
			b.tl.Returns = append(b.tl.Returns, l.Time[j])
		}
		l.CumSpend[j+1], l.CumReturned[j+1] = spend, returned
	}
	l.CumMargin = nil
	if l.Margin == nil {
		return
	}
	b.margin = resize(b.margin, n+1)
	var sum int64
	for j, m := range l.Margin {
		if m != NoMoney {
			sum += m
		}
		b.margin[j+1] = sum
	}
	l.CumMargin = b.margin
}

// lineAmount returns the amount of a line, negative for a returned one, and
// whether it is one: by the flag, else by the sign.
func lineAmount(c *TransactionColumns, row int) (amount int64, isReturn bool) {
	amount = c.Amount[row]
	if amount == NoMoney {
		amount = 0
	}
	isReturn = amount < 0
	if c.IsReturn != nil && c.IsReturn[row] >= 0 {
		isReturn = c.IsReturn[row] != 0
	}
	if isReturn && amount > 0 {
		amount = -amount
	}
	return amount, isReturn
}

// purchases finds the orders that hold a line that was bought and paid for.
// The first such line decides that there is a purchase and when: so nothing
// that comes later can change it.
func (b *builder) purchases(c *TransactionColumns, i int) {
	from, to := bounds(c.Start, i)
	order := part(c.Order, from, to)
	t := &b.tl
	t.Purchases = t.Purchases[:0]
	t.Lines.Purchase = resize(t.Lines.Purchase, to-from)
	if order != nil {
		b.orders.reset(to - from)
	}
	lastOrder, lastIndex := NoMoney, int32(-1)
	instant := int32(-1) // the purchase of the lines of this instant that name no order
	for j, now := range t.Lines.Time {
		if t.Lines.IsReturn[j] || t.Lines.Amount[j] <= 0 {
			t.Lines.Purchase[j] = -1
			continue
		}
		next := int32(len(t.Purchases))
		index := next
		switch {
		case order == nil || order[j] == NoMoney:
			if instant >= 0 && t.Purchases[instant] == now {
				index = instant
			}
			instant = index
		case order[j] == lastOrder:
			index = lastIndex
		default:
			kept, _ := b.orders.put(order[j], next)
			index, lastOrder, lastIndex = *kept, order[j], *kept
		}
		if index == next {
			t.Purchases = append(t.Purchases, now)
		}
		t.Lines.Purchase[j] = index
	}
}

// days derives the days with a purchase, the gaps between them and the decayed
// counts. Days are numbered from 1970 in UTC.
func (b *builder) days() {
	t := &b.tl
	t.PurchaseDays, t.DayGaps, t.DayDecay = t.PurchaseDays[:0], t.DayGaps[:0], t.DayDecay[:0]
	last := int64(math.MinInt64)
	var decay [numHalfLives]float64
	for _, at := range t.Purchases {
		day := dayOf(at)
		if day == last {
			continue
		}
		gap := int32(0)
		if len(t.PurchaseDays) > 0 {
			gap = int32(min(day-last, math.MaxInt32))
			shrink := b.decay.after(int64(gap))
			for h := range decay {
				decay[h] = float64(decay[h] * shrink[h])
			}
		}
		for h := range decay {
			decay[h]++
		}
		t.PurchaseDays = append(t.PurchaseDays, at)
		t.DayGaps = append(t.DayGaps, gap)
		t.DayDecay = append(t.DayDecay, decay)
		last = day
	}
}

// dayOf returns the number of the UTC day of an instant.
func dayOf(t int64) int64 {
	day := t / Day
	if t < 0 && t%Day != 0 {
		day--
	}
	return day
}

// link returns for each line the last line before it that bought the same
// code, in the memory of dst.
func (b *builder) link(dst, codes []int32) []int32 {
	if codes == nil {
		return nil
	}
	dst = resize(dst, len(codes))
	b.codes.reset(len(codes))
	for j, code := range codes {
		if code == NoCode || b.tl.Lines.Purchase[j] < 0 {
			dst[j] = noLink
			continue
		}
		last, had := b.codes.put(int64(code), int32(j))
		dst[j] = -1
		if had {
			dst[j], *last = *last, int32(j)
		}
	}
	return dst
}

// resize returns a slice of length n in the memory of s where it has room. What
// it holds is not defined.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
