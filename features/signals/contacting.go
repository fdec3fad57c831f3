package signals

import "predict/features"

const (
	// Contacts look back a quarter: one question is a sign, one call is everyday.
	contactDays  = 90
	serviceCalls = 2
	// changeDays is how long a change of address or touchpoint is a sign.
	changeDays = 180
)

// kinds is a set of kinds of contacts or changes.
type kinds uint32

// kindOf returns the set of one kind, empty where it is not known.
func kindOf(code int32) kinds {
	if uint32(code) >= 32 {
		return 0
	}
	return 1 << uint32(code)
}

func (k kinds) has(code int32) bool { return k&kindOf(code) != 0 }

const (
	serviceKinds    = kinds(1<<features.Technical | 1<<features.ProductInfo)
	complaintKinds  = kinds(1 << features.Complaint)
	billingKinds    = kinds(1 << features.BillingQuestion)
	touchpointKinds = kinds(1<<features.EmailChange | 1<<features.PhoneChange | 1<<features.TouchpointClosed | 1<<features.BillingChannel)
	addressKinds    = kinds(1 << features.AddressChange)
)

// events finds since when there were at least n events of some kinds within the
// days before, among the first end ones.
func (c *Counter) events(times []int64, kind []int32, end int, wanted kinds, n, days int) int64 {
	oldest := c.o.Cutoff - int64(SinceDays+days)*features.Day
	from := end
	for from > 0 && times[from-1] >= oldest {
		from--
	}
	c.times = c.times[:0]
	for i := from; i < end; i++ {
		if wanted.has(kind[i]) {
			c.times = append(c.times, times[i])
		}
	}
	c.spells = c.spells[:0]
	c.spells.repeated(c.times, n, days)
	return c.spells.since(c.o.Cutoff)
}

func (c *Counter) contacts(v *features.View, wanted kinds, n int) int64 {
	return c.events(v.Contacts.Time, v.Contacts.Kind, v.ContactRange.End, wanted, n, contactDays)
}

func (c *Counter) changes(v *features.View, wanted kinds) int64 {
	return c.events(v.Changes.Time, v.Changes.Kind, v.ChangeRange.End, wanted, 1, changeDays)
}
