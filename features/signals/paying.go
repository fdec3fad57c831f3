package signals

import "predict/features"

const (
	// lateDays is how long an invoice that became late is a sign, paid or not.
	lateDays = 90
	// forgottenDays is how long one that stays open is a sign: older ones are taken as
	// forgotten by the records.
	forgottenDays = 365
)

// late finds since when an invoice was overdue, or had become late within the days
// before. It becomes late a whole day after it was due, as the features count, or when it was
// sent, where that is later. Credit notes are no invoices. How it was paid in the end
// plays no part: at that instant it was open.
func (c *Counter) late(v *features.View) int64 {
	in := &v.Invoices
	c.spells = c.spells[:0]
	if in.Paid == nil {
		return features.NoTime
	}
	// An invoice may be sent long after it was due, so all are looked at.
	oldest := c.o.Cutoff - (SinceDays+forgottenDays)*features.Day
	for i := v.InvoiceRange.End - 1; i >= 0; i-- {
		if in.Issued == nil && in.Due[i]+features.Day < oldest {
			break
		}
		at := in.Due[i] + features.Day
		if in.Issued != nil && in.Issued[i] != features.NoTime {
			at = max(at, in.Issued[i]+1) // known once the instant of sending is over
		}
		paid := v.Known(in.Paid[i])
		switch {
		case in.Amount != nil && in.Amount[i] <= 0 && in.Amount[i] != features.NoMoney:
		case at > v.Cutoff || at < oldest:
		case paid == features.NoTime:
			c.spells.add(at, at+forgottenDays*features.Day)
		case paid >= at:
			c.spells.add(at, max(at+lateDays*features.Day, min(paid, at+forgottenDays*features.Day)))
		}
	}
	return c.spells.since(c.o.Cutoff)
}
