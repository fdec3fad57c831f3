package signals

import (
	"fmt"

	"predict/features/signals"
)

// missing names the signals of which the exports tell nothing, and what keeps all of
// them from being judged, which has no name.
func missing(c *signals.Counts, r *Result) []Missing {
	const remedy = "Give data of a longer time, shorten churn.horizon_days, or choose an earlier cutoffs.test."
	var all []Missing
	switch {
	case r.Customers == 0 && c.Unknown > 0:
		all = append(all, Missing{Text: fmt.Sprintf("It is not known yet which customers of %s left: %d days after it are not over.", r.Cutoff, c.Churn.GapDays+c.Churn.HorizonDays), Remedy: remedy})
	case r.Customers == 0:
		all = append(all, Missing{Text: fmt.Sprintf("There was no customer on %s who had bought within %d days.", r.Cutoff, c.Churn.LookbackDays), Remedy: "Give older data, lengthen churn.lookback_days, or choose a later cutoffs.test."})
	case r.Churned == 0:
		all = append(all, Missing{Text: fmt.Sprintf("None of the customers of %s left, so that no signal can be judged.", r.Cutoff), Remedy: "Shorten churn.horizon_days, or choose another cutoffs.test."})
	case r.Churned == r.Customers:
		all = append(all, Missing{Text: fmt.Sprintf("All customers of %s left, so that no signal can be judged.", r.Cutoff), Remedy: "Lengthen churn.horizon_days, or see whether the newest exports are there."})
	}
	for s := range signals.NumSignals {
		if !c.Told[s] {
			all = append(all, untold(s))
		}
	}
	return all
}

// untold says what a signal is told by.
func untold(s int) Missing {
	const (
		contacts = "Map the table contacts, with customer_id, time and kind."
		changes  = "Map the table changes, with customer_id, time and kind."
	)
	m := Missing{Name: signals.Name(s)}
	switch s {
	case signals.UnansweredOffer:
		m.Text = "Unanswered offers: no offer is known, or not whether it was answered."
		m.Remedy = "Map the table offers, with customer_id, time and responded (empty where an offer was not taken up)."
	case signals.LowSatisfaction:
		m.Text = "Falling satisfaction: no score is known, nor how complaints were handled."
		m.Remedy = "Map the table satisfaction, with customer_id, time and score; or the table contacts, with resolved or satisfaction."
	case signals.FallingWalletShare:
		m.Text = "Falling share of wallet: it is not known what customers spend elsewhere, nor in which categories they buy."
		m.Remedy = "Map transactions.category; better, the table wallet, with customer_id or segment, month and total."
	case signals.ServiceCalls:
		m.Text, m.Remedy = "Technical and product calls: no contact is known.", contacts
	case signals.LatePayment:
		m.Text = "Late payments: no invoice is known, or not when it was paid."
		m.Remedy = "Map the table invoices, with customer_id, due, paid (empty while it is open) and amount."
	case signals.BillingQuestion:
		m.Text, m.Remedy = "Billing questions: no contact is known.", contacts
	case signals.TouchpointChange:
		m.Text, m.Remedy = "Changes of touchpoint: no change is known.", changes
	case signals.AddressChange:
		m.Text, m.Remedy = "Changes of address: no change is known.", changes
	default:
		m.Text, m.Remedy = "RFM decline: no purchase is known.", "Map the table transactions, with customer_id, time and amount."
	}
	return m
}
