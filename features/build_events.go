package features

// events points the columns of the other tables at the rows of customer i.
func events(t *Timeline, b *Batch, i int) {
	from, to := bounds(b.Invoices.Start, i)
	t.Invoices = InvoiceColumns{
		Issued: part(b.Invoices.Issued, from, to), Due: part(b.Invoices.Due, from, to),
		Paid: part(b.Invoices.Paid, from, to), Amount: part(b.Invoices.Amount, from, to),
		Disputed: part(b.Invoices.Disputed, from, to),
	}
	from, to = bounds(b.Contacts.Start, i)
	t.Contacts = ContactColumns{
		Time: part(b.Contacts.Time, from, to), Resolved: part(b.Contacts.Resolved, from, to),
		Kind: part(b.Contacts.Kind, from, to), Channel: part(b.Contacts.Channel, from, to),
		Reason: part(b.Contacts.Reason, from, to), Product: part(b.Contacts.Product, from, to),
		Satisfaction: part(b.Contacts.Satisfaction, from, to),
	}
	from, to = bounds(b.Changes.Start, i)
	t.Changes = ChangeColumns{Time: part(b.Changes.Time, from, to), Kind: part(b.Changes.Kind, from, to)}
	from, to = bounds(b.Offers.Start, i)
	t.Offers = OfferColumns{
		Time: part(b.Offers.Time, from, to), Responded: part(b.Offers.Responded, from, to),
		Campaign: part(b.Offers.Campaign, from, to), Tactic: part(b.Offers.Tactic, from, to),
		Cost: part(b.Offers.Cost, from, to), Control: part(b.Offers.Control, from, to),
	}
	from, to = bounds(b.Satisfaction.Start, i)
	t.Satisfaction = SatisfactionColumns{
		Time: part(b.Satisfaction.Time, from, to), Score: part(b.Satisfaction.Score, from, to),
		Scale: part(b.Satisfaction.Scale, from, to),
	}
	from, to = bounds(b.Wallet.Start, i)
	t.Wallet = WalletColumns{
		Month: part(b.Wallet.Month, from, to), Category: part(b.Wallet.Category, from, to),
		Total: part(b.Wallet.Total, from, to),
	}
	from, to = bounds(b.Cancellations.Start, i)
	t.Cancellations = CancellationColumns{
		Time: part(b.Cancellations.Time, from, to), Reason: part(b.Cancellations.Reason, from, to),
	}
}

// facts reads the last row of customer i in customers.
func facts(t *Timeline, c *CustomerColumns, i int) {
	from, to := bounds(c.Start, i)
	row := to - 1
	if to == from {
		row = -1
	}
	t.Signup = fact(c.Signup, row, NoTime)
	t.BirthDate = fact(c.BirthDate, row, NoTime)
	t.ContractEnd = fact(c.ContractEnd, row, NoTime)
	t.CostToServe = fact(c.CostToServe, row, NoMoney)
	t.Segment = fact(c.Segment, row, NoCode)
	t.Region = fact(c.Region, row, NoCode)
	t.PreferredChannel = fact(c.PreferredChannel, row, NoCode)
	t.PreferredHour = fact(c.PreferredHour, row, NoCode)
}

func fact[T any](column []T, row int, none T) T {
	if column == nil || row < 0 {
		return none
	}
	return column[row]
}
