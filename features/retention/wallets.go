package retention

import "predict/features"

// wallets compares, in each period that the customer was retained in, the own spend
// with the wallet.
func (c *Counter) wallets(t *features.Timeline) {
	if len(t.Wallet.Month) == 0 {
		return
	}
	for k := range c.wallet {
		c.wallet[k] = spent{}
	}
	row := 0
	for m := range c.months {
		month := &c.months[m]
		row += before(t.Wallet.Month[row:], month.From)
		if row == len(t.Wallet.Month) {
			break
		}
		from := row
		row += before(t.Wallet.Month[row:], month.To)
		if row == from || !c.retainedIn(month) {
			continue
		}
		s := c.month(t, month.Period, from, row)
		for _, k := range month.periods {
			if c.retained(int(k)) {
				c.wallet[k].own += s.own
				c.wallet[k].total += s.total
			}
		}
	}
	for k, s := range c.wallet {
		if s.total <= 0 {
			continue
		}
		w := &c.tally.Periods[k].Wallet
		w.Customers++
		w.Own.AddInt(s.own)
		w.Total.AddInt(s.total)
		w.OwnSquares.AddProduct(s.own, s.own)
		w.Cross.AddProduct(s.own, s.total)
		w.TotalSquares.AddProduct(s.total, s.total)
	}
}

// retained reports whether the customer was retained in period k.
func (c *Counter) retained(k int) bool {
	return c.edge[c.spans[k].from].active && c.edge[c.spans[k].to].active
}

func (c *Counter) retainedIn(m *walletMonth) bool {
	for _, k := range m.periods {
		if c.retained(int(k)) {
			return true
		}
	}
	return false
}

// month returns the own spend and the wallet of a month, whose rows are [from, to):
// all of it where rows without a category say so, else of the categories that have
// rows. Where lines have no categories, the rows of a month are taken to be all
// that the customer buys. A month without a wallet does not count on either side.
func (c *Counter) month(t *features.Timeline, m Period, from, to int) spent {
	w := &t.Wallet
	var all, byCategory int64
	for j := from; j < to; j++ {
		switch {
		case w.Total[j] == features.NoMoney:
		case w.Category == nil || w.Category[j] < 0:
			all += w.Total[j]
		default:
			byCategory += w.Total[j]
		}
	}
	first, end := before(t.Lines.Time, m.From), before(t.Lines.Time, m.To)
	spend := t.Lines.CumSpend[end] - t.Lines.CumSpend[first]
	switch {
	case all > 0:
		return spent{spend, all}
	case byCategory <= 0:
		return spent{}
	case t.Lines.Category == nil:
		return spent{spend, byCategory}
	}
	return spent{c.ownOf(t, from, to, first, end), byCategory}
}

// ownOf returns the spend of the lines [first, end) in the categories of the wallet
// rows [from, to).
func (c *Counter) ownOf(t *features.Timeline, from, to, first, end int) int64 {
	c.mark++
	for j := from; j < to; j++ {
		code := t.Wallet.Category[j]
		if t.Wallet.Total[j] != features.NoMoney && code >= 0 && code < c.categories.codes {
			c.wanted[code] = c.mark
		}
	}
	var own int64
	for j := first; j < end; j++ {
		if code := t.Lines.Category[j]; code >= 0 && code < c.categories.codes && c.wanted[code] == c.mark {
			own += t.Lines.Amount[j]
		}
	}
	return own
}
