package causes_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"predict/features"
	"predict/features/causes"
)

// The rows of a made-up customer, so that tests can count them by hand.
type (
	line struct {
		at, amount, order          int64
		category, product, channel int32
		isReturn                   int32
	}
	contact struct {
		at                    int64
		kind, reason, product int32
	}
	cancel struct {
		at     int64
		reason int32
	}
	person struct {
		signup          int64
		segment, region int32
		lines           []line
		contacts        []contact
		cancels         []cancel
	}
)

func day(text string) int64 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// batchOf turns people into columns; columns that are named are left out.
func batchOf(people []person, without ...string) *features.Batch {
	b := &features.Batch{}
	put := func(name string, column *[]int32, value int32) {
		if !slices.Contains(without, name) {
			if *column == nil {
				*column = []int32{}
			}
			*column = append(*column, value)
		}
	}
	start := func(s *[]int32, n int) {
		if *s == nil {
			*s = []int32{0}
		}
		*s = append(*s, (*s)[len(*s)-1]+int32(n))
	}
	noContacts, noCancels := slices.Contains(without, "contacts"), slices.Contains(without, "cancellations")
	for i, p := range people {
		b.IDs, b.Keys = append(b.IDs, string(rune('a'+i%26))), append(b.Keys, uint64(i))
		start(&b.Customers.Start, 1)
		b.Customers.Signup = append(b.Customers.Signup, p.signup)
		put("segment", &b.Customers.Segment, p.segment)
		put("region", &b.Customers.Region, p.region)
		slices.SortStableFunc(p.lines, func(a, b line) int { return int(min(1, max(-1, a.at-b.at))) })
		start(&b.Transactions.Start, len(p.lines))
		for _, l := range p.lines {
			t := &b.Transactions
			t.Time, t.Amount, t.Order = append(t.Time, l.at), append(t.Amount, l.amount), append(t.Order, l.order)
			put("category", &t.Category, l.category)
			put("product", &t.Product, l.product)
			put("channel", &t.Channel, l.channel)
			put("is_return", &t.IsReturn, l.isReturn)
		}
		if !noContacts {
			slices.SortStableFunc(p.contacts, func(a, b contact) int { return int(min(1, max(-1, a.at-b.at))) })
			start(&b.Contacts.Start, len(p.contacts))
			b.Contacts.Time, b.Contacts.Kind = slices.Grow(b.Contacts.Time, 1), slices.Grow(b.Contacts.Kind, 1)
			if !slices.Contains(without, "reason") && b.Contacts.Reason == nil {
				b.Contacts.Reason = []int32{}
			}
			for _, c := range p.contacts {
				b.Contacts.Time, b.Contacts.Kind = append(b.Contacts.Time, c.at), append(b.Contacts.Kind, c.kind)
				put("reason", &b.Contacts.Reason, c.reason)
				put("contact_product", &b.Contacts.Product, c.product)
			}
		}
		if !noCancels {
			slices.SortStableFunc(p.cancels, func(a, b cancel) int { return int(min(1, max(-1, a.at-b.at))) })
			start(&b.Cancellations.Start, len(p.cancels))
			for _, c := range p.cancels {
				b.Cancellations.Time = append(b.Cancellations.Time, c.at)
				put("cancel_reason", &b.Cancellations.Reason, c.reason)
			}
		}
	}
	return b
}

// countAll counts batches with a counter of its own.
func countAll(o causes.Options, batches ...*features.Batch) (*causes.Counter, error) {
	c := causes.NewCounter(o)
	for _, b := range batches {
		w := features.NewWalker(o.Churn, o.Until)
		if err := w.Check(b); err != nil {
			return nil, err
		}
		for i := range b.IDs {
			c.Add(b, i, w.Customer(b, i), w)
		}
	}
	return c, nil
}

// Numbers of codes of the made-up world.
const (
	segments, regions, channels, categories, products, reasons = 3, 4, 3, 5, 12, 4
)

func codes() (n [causes.NumDimensions]int) {
	n[causes.Segment], n[causes.Region], n[causes.Channel] = segments, regions, channels
	n[causes.Category], n[causes.Product], n[causes.ComplaintReason] = categories, products, reasons
	return n
}

// anybody makes a customer at random, with events around a cutoff: many share an
// instant, and many lie on the edge of a window.
func anybody(r *rand.Rand, cutoff int64) person {
	edges := []int64{-365, -180, 0, 90, -364, -366, 30}
	at := func(from, to int64) int64 {
		if r.IntN(4) == 0 {
			return cutoff + edges[r.IntN(len(edges))]*features.Day
		}
		return cutoff + from*features.Day + r.Int64N(to-from)*features.Day
	}
	code := func(n int) int32 { return int32(r.IntN(n+1)) - 1 }
	p := person{signup: features.NoTime, segment: code(segments), region: code(regions)}
	if r.IntN(2) == 0 {
		p.signup = cutoff + (r.Int64N(3000)-2900)*features.Day
	}
	for range r.IntN(15) {
		product := code(products)
		p.lines = append(p.lines, line{
			at: at(-800, 120), amount: r.Int64N(900_000) - 100_000, order: int64(r.IntN(9)),
			category: product/3 - 1*int32(r.IntN(2)), product: product, channel: code(channels), isReturn: int32(r.IntN(12) / 11),
		})
	}
	for range r.IntN(6) {
		p.contacts = append(p.contacts, contact{at: at(-900, 120), kind: int32(r.IntN(5)), reason: code(reasons), product: code(6)})
	}
	if r.IntN(5) == 0 {
		p.cancels = append(p.cancels, cancel{at(-100, 120), code(4)}, cancel{at(-10, 100), code(4)})
	}
	return p
}

func people(seed uint64, n int, cutoff int64) []person {
	r := rand.New(rand.NewPCG(seed, 5))
	all := make([]person, n)
	for i := range all {
		all[i] = anybody(r, cutoff)
	}
	return all
}
