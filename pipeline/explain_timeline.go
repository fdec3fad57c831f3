package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/lake"
	"predict/features"
)

// The kinds of events.
const (
	EventPurchase     = "purchase"
	EventReturn       = "return"
	EventInvoice      = "invoice"
	EventContact      = "contact"
	EventComplaint    = "complaint"
	EventChange       = "change"
	EventOffer        = "offer"
	EventScore        = "score"
	EventCancellation = "cancellation"
)

// Event is something that happened to a customer, or several purchases of one
// month.
type Event struct {
	Date string `json:"date"` // day, UTC
	Kind string `json:"kind"` // one of the Event constants
	Text string `json:"text"`

	time   int64
	amount int64 // of a purchase
}

// mostSingle is how many purchases of a month are told one by one.
const mostSingle = 2

// Digest gives the events, oldest first, with the purchases of a month as one
// event, at the day of the last of them, where there are more than two.
func (e *Explanation) Digest() []Event {
	byMonth := map[string][]int{}
	for i, event := range e.Events {
		if event.Kind == EventPurchase {
			byMonth[event.Date[:len("2006-01")]] = append(byMonth[event.Date[:len("2006-01")]], i)
		}
	}
	var out []Event
	for i, event := range e.Events {
		group := byMonth[event.Date[:len("2006-01")]]
		switch {
		case event.Kind != EventPurchase || len(group) <= mostSingle:
			out = append(out, event)
		case i == group[len(group)-1]:
			sum := int64(0)
			for _, k := range group {
				sum += e.Events[k].amount
			}
			event.Text = fmt.Sprintf("%d purchases since %s: %s", len(group), e.Events[group[0]].Date, amountText(sum, e.Currency))
			out = append(out, event)
		}
	}
	return out
}

// amountText writes an amount with its currency.
func amountText(amount int64, currency string) string {
	return strings.TrimSpace(formatMoney(amount) + " " + currency)
}

// order is a purchase: the bought lines of one order, or of one instant.
type order struct {
	time                       int64
	amount                     int64
	category, product, channel []int32 // of the lines; nil without the column
}

// orders gives the purchases of one customer as the features count them, the
// oldest first.
func (t eventTexts) orders(r *lake.Rows) []order {
	var out []order
	if r == nil {
		return nil
	}
	byID := map[int64]int{}
	instant := -1
	for i, at := range r.I64["time"] {
		amount, back := lineOf(r, i)
		if back || amount <= 0 {
			continue
		}
		k, known := -1, false
		id := int64(data.Missing64)
		if ids := r.I64["order_id"]; ids != nil {
			id = ids[i]
		}
		if id != data.Missing64 {
			k, known = byID[id]
		} else if instant >= 0 && out[instant].time == at {
			k, known = instant, true
		}
		if !known {
			k = len(out)
			out = append(out, order{time: at})
			if id != data.Missing64 {
				byID[id] = k
			} else {
				instant = k
			}
		}
		o := &out[k]
		o.amount += amount
		for column, to := range map[string]*[]int32{"category": &o.category, "product": &o.product, "channel": &o.channel} {
			if codes := r.I32[column]; codes != nil {
				*to = append(*to, codes[i])
			}
		}
	}
	return out
}

// lineOf is the amount of a line, negative for a returned one, and whether it is
// one: by the flag, else by the sign.
func lineOf(r *lake.Rows, i int) (amount int64, back bool) {
	if amount = r.I64["amount"][i]; amount == data.Missing64 {
		amount = 0
	}
	back = amount < 0
	if flags := r.I32["is_return"]; flags != nil && flags[i] >= 0 {
		back = flags[i] != 0
	}
	if back && amount > 0 {
		amount = -amount
	}
	return amount, back
}

// events tells what happened to a customer before a cutoff, oldest first.
func (t eventTexts) events(one *single, asOf int64, currency string) []Event {
	n := narrator{texts: t, one: one, asOf: asOf, currency: currency}
	n.purchases()
	n.invoices()
	n.contacts()
	n.rest()
	slices.SortStableFunc(n.list, func(a, b Event) int { return cmp.Compare(a.time, b.time) })
	return n.list
}

// narrator gathers the events of a customer.
type narrator struct {
	texts    eventTexts
	one      *single
	asOf     int64
	currency string
	list     []Event
}

// add notes an event. Nothing at or after the cutoff is ever told.
func (n *narrator) add(at int64, kind string, amount int64, parts ...string) {
	if at == data.Missing64 || at >= n.asOf {
		return
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	n.list = append(n.list, Event{Date: formatDate(at), Kind: kind, Text: strings.Join(parts, ", "), time: at, amount: amount})
}

// known gives an instant that lies before the cutoff, and false for any other.
func (n *narrator) known(times []int64, i int) (int64, bool) {
	if times == nil || times[i] == data.Missing64 || times[i] >= n.asOf {
		return 0, false
	}
	return times[i], true
}

func (n *narrator) purchases() {
	r := n.one.bucket.Tables[data.Transactions]
	if r == nil {
		return
	}
	for _, o := range n.texts.orders(r) {
		var names []string
		for _, code := range o.category {
			if name := n.texts.of(data.Transactions, "category", code); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if more := len(names) - 3; more > 0 {
			names = append(names[:3], fmt.Sprintf("%d more", more))
		}
		what, channel := amountText(o.amount, n.currency), ""
		if len(names) > 0 {
			what += ": " + strings.Join(names, ", ")
		}
		if len(o.channel) > 0 {
			channel = n.texts.of(data.Transactions, "channel", o.channel[0])
		}
		n.add(o.time, EventPurchase, o.amount, what, channel)
	}
	for i, at := range r.I64["time"] {
		if amount, back := lineOf(r, i); back {
			n.add(at, EventReturn, amount, amountText(-amount, n.currency), n.code(r, data.Transactions, "category", i))
		}
	}
}

func (n *narrator) code(r *lake.Rows, table, column string, i int) string {
	if codes := r.I32[column]; codes != nil {
		return n.texts.of(table, column, codes[i])
	}
	return ""
}

// invoices tells those that were late, are overdue or were disputed. They stand
// at their due date; what was paid in time is no news.
func (n *narrator) invoices() {
	r := n.one.bucket.Tables[data.Invoices]
	if r == nil {
		return
	}
	for i, due := range r.I64["due"] {
		amount := r.I64["amount"][i]
		if issued := r.I64["issued"]; amount != data.Missing64 && amount <= 0 || issued != nil && issued[i] >= n.asOf {
			continue // credit notes, and what was not yet sent
		}
		what := amountText(amount, n.currency)
		paid, settled := n.known(r.I64["paid"], i)
		disputed := ""
		if flags := r.I32["disputed"]; settled && flags != nil && flags[i] == 1 {
			disputed = "disputed"
		}
		switch late := wholeDays(due, paid); {
		case !settled && wholeDays(due, n.asOf) > 0:
			n.add(due, EventInvoice, amount, what, "overdue for "+daysText(wholeDays(due, n.asOf)))
		case settled && late > 0:
			n.add(due, EventInvoice, amount, what, "paid "+daysText(late)+" late", disputed)
		case disputed != "":
			n.add(due, EventInvoice, amount, what, "paid in time", disputed)
		}
	}
}

// wholeDays is the number of whole days from one instant to another.
func wholeDays(from, to int64) int { return int((to - from) / features.Day) }

func daysText(n int) string {
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func (n *narrator) contacts() {
	r := n.one.bucket.Tables[data.Contacts]
	if r == nil {
		return
	}
	for i, at := range r.I64["time"] {
		name, kind := n.code(r, data.Contacts, "kind", i), EventContact
		what := map[string]string{
			data.BillingQuestion: "billing question", data.Technical: "technical call", data.ProductInfo: "question about a product", data.OtherContact: "other contact",
		}[name]
		state := ""
		if resolved, ok := n.known(r.I64["resolved"], i); name == data.Complaint {
			kind = EventComplaint
			switch {
			case ok:
				state = "resolved after " + daysText(wholeDays(at, resolved))
			case r.I64["resolved"] != nil:
				state = "open for " + daysText(wholeDays(at, n.asOf))
			}
		}
		channel := n.code(r, data.Contacts, "channel", i)
		n.add(at, kind, 0, what, n.code(r, data.Contacts, "reason", i), state, channel)
	}
}

// rest tells changes, offers, scores and cancellations.
func (n *narrator) rest() {
	if r := n.one.bucket.Tables[data.Changes]; r != nil {
		for i, at := range r.I64["time"] {
			n.add(at, EventChange, 0, map[string]string{
				data.AddressChange: "changed address", data.EmailChange: "changed the e-mail address", data.PhoneChange: "changed the phone number",
				data.TouchpointClosed: "a touchpoint the customer used was closed", data.BillingChannel: "changed the billing channel",
			}[n.code(r, data.Changes, "kind", i)])
		}
	}
	if r := n.one.bucket.Tables[data.Offers]; r != nil {
		for i, at := range r.I64["time"] {
			n.offer(r, i, at)
		}
	}
	if r := n.one.bucket.Tables[data.Satisfaction]; r != nil {
		for i, at := range r.I64["time"] {
			scale := n.code(r, data.Satisfaction, "scale", i)
			what := map[string]string{data.NPS: "would recommend", data.ComplaintHandling: "handling of a complaint"}[scale]
			if what == "" {
				what = "satisfaction"
			}
			n.add(at, EventScore, 0, what+": "+formatFloat(r.F64["score"][i], -1))
		}
	}
	if r := n.one.bucket.Tables[data.Cancellations]; r != nil {
		for i, at := range r.I64["time"] {
			n.add(at, EventCancellation, 0, "cancelled", n.code(r, data.Cancellations, "reason", i))
		}
	}
}

func (n *narrator) offer(r *lake.Rows, i int, at int64) {
	tactic := n.code(r, data.Offers, "tactic", i)
	if tactic == "" {
		tactic = n.code(r, data.Offers, "campaign", i)
	}
	answer := "not answered"
	if t, ok := n.known(r.I64["responded"], i); ok {
		answer = "taken up after " + daysText(wholeDays(at, t))
	}
	if flags := r.I32["control"]; flags != nil && flags[i] == 1 {
		answer = "held out as a control: got nothing"
	}
	n.add(at, EventOffer, 0, tactic, answer)
}
