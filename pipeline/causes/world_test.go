package causes_test

import (
	"fmt"
	"testing"
	"time"

	"predict/features"
	counted "predict/features/causes"
	"predict/pipeline/causes"
)

// complaint is made in a month, 0 being the first of the 25 that are counted.
type complaint struct{ month, product, reason int32 }

// customer is a made-up one, who bought once before the cutoff and, if he stayed,
// once after it.
type customer struct {
	segment, region, channel, category, product int32
	reason                                      int32 // of a complaint 30 days before the cutoff; silent for none
	churned, cancelled                          bool
	cancelReason                                int32
	spend                                       int64
	signup                                      int64
	complaints                                  []complaint
	also                                        []int32 // products bought beside
}

const silent int32 = -5

func day(text string) int64 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// world is what the made-up customers live in.
type world struct {
	options counted.Options
	names   causes.Names
	without map[string]bool // columns and tables that are not exported
}

func newWorld() *world {
	w := &world{options: counted.Options{
		Churn: features.DefaultOptions().Churn, Cutoff: day("2025-03-01"), Until: day("2025-06-01"),
	}}
	list := func(what string, n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprint(what, " ", i))
		}
		return names
	}
	w.names = causes.Names{
		Segments: list("segment", 4), Regions: list("region", 6), Channels: list("channel", 3), Categories: list("category", 5),
		Products: list("product", 20), ContactProducts: list("thing", 20), ContactReasons: list("trouble", 6), CancellationReasons: list("why", 4),
	}
	c := &w.options.Codes
	c[counted.Segment], c[counted.Region], c[counted.Channel], c[counted.Category] = 4, 6, 3, 5
	c[counted.Product], c[counted.ComplaintReason] = 20, 6
	return w
}

func (w *world) count(t testing.TB, all []customer) *counted.Counts {
	t.Helper()
	b := w.batch(all)
	walker, counter := features.NewWalker(w.options.Churn, w.options.Until), counted.NewCounter(w.options)
	if err := walker.Check(b); err != nil {
		t.Fatal(err)
	}
	for i := range b.IDs {
		counter.Add(b, i, walker.Customer(b, i), walker)
	}
	return counter.Counts()
}

func (w *world) judge(t testing.TB, all []customer) *causes.Result {
	t.Helper()
	return causes.Judge(w.count(t, all), w.names, causes.Options{})
}

func (w *world) batch(all []customer) *features.Batch {
	b := &features.Batch{}
	put := func(name string, column *[]int32, values ...int32) {
		if !w.without[name] {
			if *column == nil {
				*column = []int32{}
			}
			*column = append(*column, values...)
		}
	}
	b.Customers.Start, b.Transactions.Start = []int32{0}, []int32{0}
	if !w.without["contacts"] {
		b.Contacts.Start = []int32{0}
	}
	if !w.without["cancellations"] {
		b.Cancellations.Start = []int32{0}
	}
	o := &w.options
	for i, c := range all {
		b.IDs, b.Keys = append(b.IDs, fmt.Sprint(i)), append(b.Keys, uint64(i))
		b.Customers.Start = append(b.Customers.Start, int32(i+1))
		if !w.without["signup"] {
			b.Customers.Signup = append(b.Customers.Signup, c.signup)
		}
		put("segment", &b.Customers.Segment, c.segment)
		put("region", &b.Customers.Region, c.region)
		x := &b.Transactions
		buy := func(at int64) {
			x.Time, x.Amount = append(x.Time, at), append(x.Amount, c.spend)
			put("channel", &x.Channel, c.channel)
			put("category", &x.Category, c.category)
			put("product", &x.Product, c.product)
		}
		buy(o.Cutoff - 40*features.Day)
		for _, c.product = range c.also {
			buy(o.Cutoff - 40*features.Day)
		}
		if !c.churned {
			buy(o.Cutoff + 40*features.Day)
		}
		x.Start = append(x.Start, int32(len(x.Time)))
		if !w.without["contacts"] {
			w.contacts(b, &c, put)
		}
		if !w.without["cancellations"] {
			if c.cancelled {
				b.Cancellations.Time = append(b.Cancellations.Time, o.Cutoff+10*features.Day)
				put("cancel_reason", &b.Cancellations.Reason, c.cancelReason)
			} else {
				put("cancel_reason", &b.Cancellations.Reason)
			}
			b.Cancellations.Start = append(b.Cancellations.Start, int32(len(b.Cancellations.Time)))
		}
	}
	return b
}

// contacts adds the complaints of a customer, which must be in the order of months.
func (w *world) contacts(b *features.Batch, c *customer, put func(string, *[]int32, ...int32)) {
	add := func(at int64, product, reason int32) {
		b.Contacts.Time, b.Contacts.Kind = append(b.Contacts.Time, at), append(b.Contacts.Kind, features.Complaint)
		put("contact_product", &b.Contacts.Product, product)
		put("reason", &b.Contacts.Reason, reason)
	}
	put("contact_product", &b.Contacts.Product)
	put("reason", &b.Contacts.Reason)
	for _, x := range c.complaints {
		add(w.month(x.month), x.product, x.reason)
	}
	if c.reason != silent {
		add(w.options.Cutoff-30*features.Day, 0, c.reason)
	}
	b.Contacts.Start = append(b.Contacts.Start, int32(len(b.Contacts.Time)))
}

// month returns an instant of one of the 25 months before the end of the data.
func (w *world) month(m int32) int64 {
	end := time.UnixMicro(w.options.Until - 1).UTC()
	return time.Date(end.Year(), end.Month()-24+time.Month(m), 10, 0, 0, 0, 0, time.UTC).UnixMicro()
}
