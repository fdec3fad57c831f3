package retention

import "predict/features"

// offered counts a customer in each tactic, in the period of its first offer, where
// the horizon after that is over. Of offers of the same instant, one that was made
// counts rather than a control.
func (c *Counter) offered(t *features.Timeline) {
	o := &t.Offers
	if len(o.Time) == 0 {
		return
	}
	c.mark++
	for j, at := range o.Time {
		if at+c.horizon > c.tally.Options.Until {
			return
		}
		code := tacticOf(o, j)
		mark := 0
		if code >= 0 && code < c.tactics.codes {
			mark = int(code) + 1
		}
		if c.seen[mark] == c.mark {
			continue
		}
		c.seen[mark] = c.mark
		one := c.outcome(t, j, mark)
		for k := range c.spans {
			if s := &c.spans[k]; s.From <= at && at < s.To {
				c.tally.Periods[k].Tactics[c.tactics.group(code)].Add(&one)
			}
		}
	}
}

func tacticOf(o *features.OfferColumns, j int) int32 {
	if o.Tactic == nil {
		return features.NoCode
	}
	return o.Tactic[j]
}

// outcome tells what became of a customer in the horizon after the first offer of a
// tactic, which is row j. Who bought in it and did not cancel was kept.
func (c *Counter) outcome(t *features.Timeline, j, mark int) Tactic {
	o := &t.Offers
	at := o.Time[j]
	end := at + c.horizon
	var kept int64
	if within(t.Purchases, at, end) && !within(t.Cancellations.Time, at, end) {
		kept = 1
	}
	same := func(k int) bool {
		code := tacticOf(o, k)
		if code < 0 || code >= c.tactics.codes {
			return mark == 0
		}
		return int(code)+1 == mark
	}
	treated := false
	for k := j; k < len(o.Time) && o.Time[k] == at; k++ {
		treated = treated || same(k) && !isControl(o, k)
	}
	if !treated {
		return Tactic{Controls: 1, ControlsKept: kept}
	}
	one := Tactic{Treated: 1, TreatedKept: kept}
	for k := j; k < len(o.Time) && o.Time[k] < end; k++ {
		if !same(k) || isControl(o, k) {
			continue
		}
		if known, cost := costOf(o, k); known {
			one.Cost += cost
		} else {
			one.UnknownCost++
		}
	}
	return one
}

// within reports whether one of the sorted times lies in [from, to).
func within(times []int64, from, to int64) bool {
	i := before(times, from)
	return i < len(times) && times[i] < to
}
