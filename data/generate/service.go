package generate

import (
	"math"

	"predict/data"
)

// contactKind is a kind of contact.
type contactKind struct {
	name    string
	weekly  float64 // probability in a week in a neutral mood
	mood    float64 // how fast it grows with dissatisfaction
	mishap  float64 // added in a week in which something went wrong
	product bool    // whether it is about a product
	reasons []string
}

// kindComplaint is the index of complaints among the contact kinds.
const kindComplaint = 3

// contactKinds returns the kinds of contacts.
func contactKinds() []contactKind {
	return []contactKind{
		{data.BillingQuestion, .009, .9, .10, false, []string{"amount", "due_date", "payment_method"}},
		{data.Technical, .009, .65, .30, true, []string{"defect", "delivery", "app"}},
		{data.ProductInfo, .011, 0, 0, true, []string{"availability", "advice"}},
		{data.Complaint, .003, 1.1, .20, true, []string{"quality", "delivery", "bill", "staff"}},
		{data.OtherContact, .007, .1, 0, false, []string{"account", "feedback"}},
	}
}

// contactChannels returns how customers get in touch.
func contactChannels() []string { return []string{"phone", "email", "chat", "store"} }

// contact writes the contacts of a week, at most one of each kind, so that no
// two records are alike.
func (l *life) contact(week int, incident bool) {
	for kind, k := range l.kinds {
		p := k.weekly * math.Exp(k.mood*l.felt())
		if incident {
			p += k.mishap
		}
		if l.state == gone {
			p *= .1
		}
		if !chance(l.r, p) {
			continue
		}
		at, ok := l.during(week)
		if !ok {
			continue
		}
		l.contacted(kind, at)
	}
}

// contacted writes one contact and what its handling does to the mood.
func (l *life) contacted(kind int, at int32) {
	badly := chance(l.r, .12)
	if kind == kindComplaint {
		badly = chance(l.r, .4)
	}
	row := contactRow{
		at: at, customer: l.p.number, kind: uint8(kind), product: none,
		channel: uint8(pick(l.r, []float64{5, 3, 2, 1})),
		reason:  uint8(l.r.IntN(len(l.kinds[kind].reasons))),
	}
	if l.kinds[kind].product {
		row.product = int16(product(l.r, pick(l.r, l.p.wants[:])))
	}
	row.resolved = l.resolved(at, badly)
	if chance(l.r, .4) {
		row.satisfaction = l.handling(badly)
	}
	l.out.contacts = append(l.out.contacts, row)
	if kind == kindComplaint {
		l.complained(at, badly)
	}
}

// resolved draws when a contact was settled; never where it stayed open or was
// open at the end of the window.
func (l *life) resolved(at int32, badly bool) int32 {
	wait := 3 * 3600 * l.r.ExpFloat64()
	if badly {
		wait = float64(between(l.r, 6, 35) * daySeconds)
		if chance(l.r, .3) {
			return never
		}
	}
	done := at + int32(wait) + 60
	if done >= l.c.end() {
		return never
	}
	return done
}

// handling draws a score of 1 to 5 for how a contact was handled.
func (l *life) handling(badly bool) uint8 {
	if badly {
		return uint8(between(l.r, 1, 3))
	}
	return uint8(between(l.r, 3, 5))
}

// complained moves the mood by how a complaint was handled, and asks half of
// those who complained about it three days later.
func (l *life) complained(at int32, badly bool) {
	if badly {
		l.upset(.75, reasonService)
	} else {
		l.mood -= .45
	}
	asked := at + 3*daySeconds
	if chance(l.r, .5) && asked < l.c.end() {
		l.out.scores = append(l.out.scores, scoreRow{asked, l.p.number, scaleHandling, l.handling(badly)})
	}
}

// Kinds of changes, indexes into changeKinds.
const (
	changeAddress = iota
	changeEmail
	changePhone
	changeTouchpoint
	changeBilling
)

// changeKinds returns the kinds of changes.
func changeKinds() []string {
	return []string{
		data.AddressChange, data.EmailChange, data.PhoneChange, data.TouchpointClosed, data.BillingChannel,
	}
}

// change writes the changes of a week. Who moves finds other shops nearer.
func (l *life) change(week int) {
	if chance(l.r, .0022) {
		l.upset(.65, reasonMoved)
		l.changed(week, changeAddress)
	}
	if chance(l.r, .0015) {
		l.changed(week, changeEmail)
	}
	if chance(l.r, .0012) {
		l.changed(week, changePhone)
	}
	if chance(l.r, .0012*math.Exp(.5*l.felt())) {
		l.changed(week, changeBilling)
	}
}

// changed writes one change.
func (l *life) changed(week int, kind uint8) {
	if at, ok := l.during(week); ok {
		l.out.changes = append(l.out.changes, changeRow{at, l.p.number, kind})
	}
}

// Reasons of cancellations, indexes into cancelReasons.
const (
	reasonPrice = iota
	reasonService
	reasonMoved
	reasonTouchpoint
	reasonOther
	reasonUnknown
)

// cancelReasons returns the reasons that customers give; the last is none.
func cancelReasons() []string {
	return []string{"price", "service", "moved", "shop_closed", "other", ""}
}
