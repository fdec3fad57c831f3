package causes

import (
	"slices"
	"time"

	"predict/features"
)

// complaintMonths is for how many months complaints are counted, the last one
// being that of the end of the data: two years and the one before.
const complaintMonths = 25

// topic is a month and what is complained of in it, packed so that topics sort by
// product, reason and month, AnyCode first.
type topic uint64

// Bits of a topic: 32 of the product, 27 of the reason, 5 of the month. A reason
// beyond that is none that a dictionary could hold.
const (
	monthBits  = 5
	reasonBits = 27
)

func topicOf(month, product, reason int32) topic {
	return topic(uint32(product-AnyCode))<<(reasonBits+monthBits) |
		topic(uint32(reason-AnyCode)&(1<<reasonBits-1))<<monthBits | topic(month)
}

func (t topic) month() int32 { return int32(t & (1<<monthBits - 1)) }

func (t topic) reason() int32 { return int32(t>>monthBits&(1<<reasonBits-1)) + AnyCode }

func (t topic) product() int32 { return int32(uint32(t>>(reasonBits+monthBits))) + AnyCode }

// complaints counts customers by topic; months are from the first one.
type complaints struct {
	first, last int32 // months since January 1970
	starts      [complaintMonths]int64
	until       int64
	customers   map[topic]int64
	work        []topic
}

// newComplaints counts the months up to that of the last instant before until.
func newComplaints(until int64) complaints {
	at := time.UnixMicro(until - 1).UTC()
	c := complaints{last: int32(at.Year()-1970)*12 + int32(at.Month()) - 1, until: until, customers: map[topic]int64{}}
	c.first = c.last - complaintMonths + 1
	for i := range c.starts {
		c.starts[i] = time.Date(1970, time.Month(int(c.first)+i+1), 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	}
	return c
}

// add counts a customer once for each topic of each month.
func (c *complaints) add(t *features.ContactColumns, hasProducts, hasReasons bool) {
	c.work = c.work[:0]
	month := len(c.starts) - 1
	for i := len(t.Time) - 1; i >= 0 && t.Time[i] >= c.starts[0]; i-- {
		if t.Kind[i] != features.Complaint || t.Time[i] >= c.until {
			continue
		}
		for t.Time[i] < c.starts[month] {
			month--
		}
		c.topics(int32(month), codeAt(t.Product, i, hasProducts), codeAt(t.Reason, i, hasReasons))
	}
	slices.Sort(c.work)
	for _, key := range slices.Compact(c.work) {
		c.customers[key]++
	}
}

// topics notes a complaint under its product and reason, and under all products
// and all reasons.
func (c *complaints) topics(month, product, reason int32) {
	c.work = append(c.work, topicOf(month, AnyCode, AnyCode))
	if product != AnyCode {
		c.work = append(c.work, topicOf(month, product, AnyCode))
	}
	if reason != AnyCode {
		c.work = append(c.work, topicOf(month, AnyCode, reason))
	}
	if product != AnyCode && reason != AnyCode {
		c.work = append(c.work, topicOf(month, product, reason))
	}
}

// codeAt returns the code of a row; AnyCode without the column.
func codeAt(column []int32, i int, exported bool) int32 {
	switch {
	case !exported:
		return AnyCode
	case column == nil || none(column[i]):
		return features.NoCode
	}
	return column[i]
}

func (c *complaints) merge(other *complaints) {
	for key, n := range other.customers {
		c.customers[key] += n
	}
}

// sorted returns what was counted in the order of product, reason and month.
func (c *complaints) sorted() []Complaints {
	keys := make([]topic, 0, len(c.customers))
	for key := range c.customers {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	all := make([]Complaints, len(keys))
	for i, key := range keys {
		all[i] = Complaints{Month: c.first + key.month(), Product: key.product(), Reason: key.reason(), Customers: c.customers[key]}
	}
	return all
}
