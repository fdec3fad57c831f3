package signals

import "predict/features"

const (
	// answerDays is how long a customer has to answer an offer.
	answerDays = 14
	// offerDays is how far back offers are looked at.
	offerDays = 365
)

// unanswered finds since when the last two offers of a year that were answered, or
// had been open for answerDays, were both unanswered. Rows of a control group are no
// offers; offers of one instant are one, answered where one of them is.
func (c *Counter) unanswered(v *features.View) int64 {
	o := &v.Offers
	c.spells = c.spells[:0]
	if o.Responded == nil {
		return features.NoTime
	}
	const none = int64(1<<63 - 1)
	cutoff := c.o.Cutoff
	oldest := cutoff - (SinceDays+offerDays)*features.Day
	// From the newest offer back: answered is the first instant at which this or a
	// newer one was answered, and later the settling of the next newer one.
	answered, later := none, none
	for end := v.OfferRange.End; end > 0 && o.Time[end-1] >= oldest; {
		at, answer, offer := o.Time[end-1], none, false
		for ; end > 0 && o.Time[end-1] == at; end-- {
			if o.Control != nil && o.Control[end-1] > 0 {
				continue
			}
			offer = true
			if t := v.Known(o.Responded[end-1]); t != features.NoTime {
				answer = min(answer, max(t, at))
			}
		}
		if !offer {
			continue
		}
		answered = min(answered, answer)
		settled := at + answerDays*features.Day
		if later <= cutoff {
			c.spells.add(later, min(answered, at+offerDays*features.Day))
		}
		later = settled
	}
	return c.spells.since(cutoff)
}
