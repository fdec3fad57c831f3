package signals

import "predict/features/signals"

// missing names the signals of which the exports tell nothing, and what else keeps
// signals from being judged.
func missing(c *signals.Counts) []Missing {
	var all []Missing
	for s := range signals.NumSignals {
		if !c.Told[s] {
			all = append(all, untold(s))
		}
	}
	return all
}

// untold says what a signal is told by.
func untold(s int) Missing {
	const contacts = "Map the table contacts, with customer_id, time and kind: calls and messages, by what they were about."
	const changes = "Map the table changes, with customer_id, time and kind: changes of address, e-mail, phone, touchpoint and billing channel."
	m := Missing{Name: signals.Name(s)}
	switch s {
	case signals.UnansweredOffer:
		m.Text = "No offer is known, or not whether it was answered."
		m.Remedy = "Map the table offers, with customer_id, time and responded (empty where an offer was not taken up)."
	case signals.LowSatisfaction:
		m.Text = "No score is known, nor how complaints were handled."
		m.Remedy = "Map the table satisfaction, with customer_id, time and score; or the table contacts, with resolved or satisfaction."
	case signals.FallingWalletShare:
		m.Text = "It is not known what customers spend elsewhere, nor in which categories they buy."
		m.Remedy = "Map transactions.category; better, the table wallet, with customer_id or segment, month and total."
	case signals.ServiceCalls, signals.BillingQuestion:
		m.Text, m.Remedy = "No contact is known.", contacts
	case signals.LatePayment:
		m.Text = "No invoice is known, or not when it was paid."
		m.Remedy = "Map the table invoices, with customer_id, due, paid (empty while it is open) and amount."
	case signals.TouchpointChange, signals.AddressChange:
		m.Text, m.Remedy = "No change of address or touchpoint is known.", changes
	default:
		m.Text, m.Remedy = "No purchase is known.", "Map the table transactions, with customer_id, time and amount."
	}
	return m
}
