package causes

import "predict/features"

// members are the groups of one customer.
type members struct {
	codes [NumDimensions][]int32
	known [NumDimensions]bool
	// complained tells who did within the 180 days, whatever of.
	complained bool
}

// exported notes which columns the batches have.
func (c *Counter) exported(b *features.Batch) {
	is := func(d Dimension, there bool) { c.dims[d].exported = c.dims[d].exported || there }
	is(Segment, b.Customers.Segment != nil)
	is(Region, b.Customers.Region != nil)
	is(Channel, b.Transactions.Channel != nil)
	is(Category, b.Transactions.Category != nil)
	is(Product, b.Transactions.Product != nil)
	is(ComplaintReason, b.Contacts.Reason != nil)
	is(Tenure, true)
	c.cancellations = c.cancellations || b.Cancellations.Start != nil
	c.cancelReasons = c.cancelReasons || b.Cancellations.Reason != nil
	c.contacts = c.contacts || b.Contacts.Start != nil
	c.contactProducts = c.contactProducts || b.Contacts.Product != nil
	c.contactReasons = c.contactReasons || b.Contacts.Reason != nil
}

// group finds the groups that the customer of a view is in.
func (c *Counter) group(v *features.View) {
	m := &c.members
	for d := range m.codes {
		m.codes[d], m.known[d] = m.codes[d][:0], false
	}
	m.complained = false
	c.put(Segment, v.Segment)
	c.put(Region, v.Region)
	c.put(Tenure, c.band(v))
	c.lines(v)
	c.complaintReasons(v)
}

// put adds the customer to a group.
func (c *Counter) put(d Dimension, code int32) {
	if none(code) {
		return
	}
	if int(code) >= len(c.dims[d].cells) {
		c.outside++
		return
	}
	c.members.known[d] = true
	c.members.codes[d] = append(c.members.codes[d], code)
}

// lines adds the categories and products bought in the year, each once, and the
// usual channel.
func (c *Counter) lines(v *features.View) {
	l := &v.Lines
	from, end := v.LineRange.From[features.W365], v.LineRange.End
	first := int32(from)
	// Purchases are numbered by their first lines: the last one seen.
	last := int32(v.PurchaseRange.From[features.W365]) - 1
	c.usual.reset()
	for j := from; j < end; j++ {
		if l.Purchase[j] < 0 {
			continue
		}
		if l.Category != nil && l.PrevCategory[j] < first {
			c.put(Category, l.Category[j])
		}
		if l.Product != nil && l.PrevProduct[j] < first {
			c.put(Product, l.Product[j])
		}
		if l.Channel != nil && l.Purchase[j] > last {
			last = l.Purchase[j]
			c.usual.add(l.Channel[j])
		}
	}
	c.put(Channel, c.usual.most())
}

// complaintReasons adds the reasons of the complaints of the last 180 days, each
// once. Who did not complain is known to have had no reason; of whom no complaint
// names a reason, it is not known.
func (c *Counter) complaintReasons(v *features.View) {
	t, m := &v.Contacts, &c.members
	for i := v.ContactRange.From[features.W180]; i < v.ContactRange.End; i++ {
		if t.Kind[i] != features.Complaint {
			continue
		}
		m.complained = true
		if t.Reason == nil {
			continue
		}
		if code := t.Reason[i]; !holds(m.codes[ComplaintReason], code) {
			c.put(ComplaintReason, code)
		}
	}
	if t.Reason != nil && !m.complained {
		m.known[ComplaintReason] = true
	}
}

func holds(codes []int32, code int32) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

// tallies counts codes of one customer, of which there are few.
type tallies struct {
	codes  []int32
	counts []int32
}

func (t *tallies) reset() { t.codes, t.counts = t.codes[:0], t.counts[:0] }

func (t *tallies) add(code int32) {
	if none(code) {
		return
	}
	for i, c := range t.codes {
		if c == code {
			t.counts[i]++
			return
		}
	}
	t.codes, t.counts = append(t.codes, code), append(t.counts, 1)
}

// most returns the code that came most often, of equals the lowest; NoCode without
// any.
func (t *tallies) most() int32 {
	best, n := features.NoCode, int32(0)
	for i, c := range t.codes {
		if t.counts[i] > n || t.counts[i] == n && c < best {
			best, n = c, t.counts[i]
		}
	}
	return best
}
