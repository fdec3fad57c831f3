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
	m := Missing{Name: signals.Name(s)}
	switch s {
	case signals.UnansweredOffer:
		m.Text = "Unanswered offers: no offer is known, or not whether it was answered."
		m.Remedy = "Map the table offers, with customer_id, time and responded (empty where an offer was not taken up)."
	case signals.LowSatisfaction:
		m.Text = "Falling satisfaction: no score is known, and no complaint with what became of it."
		m.Remedy = "Map the table satisfaction, with customer_id, time and score; or the table contacts, with complaints and resolved or satisfaction."
	case signals.FallingWalletShare:
		m.Text = "Falling share of wallet: it is not known what customers spend elsewhere, nor in which categories they buy."
		m.Remedy = "Map transactions.category; better, the table wallet, with customer_id or segment, month and total."
	case signals.ServiceCalls:
		m.Text = "Technical and product calls: none is known."
		m.Remedy = "Map the table contacts, with customer_id, time and kind (technical, product_info)."
	case signals.LatePayment:
		m.Text = "Late payments: no invoice is known, or not when it was paid."
		m.Remedy = "Map the table invoices, with customer_id, due, paid (empty while it is open) and amount."
	case signals.BillingQuestion:
		m.Text = "Billing questions: none is known."
		m.Remedy = "Map the table contacts, with customer_id, time and kind (billing_question)."
	case signals.TouchpointChange:
		m.Text = "Changes of touchpoint: none is known."
		m.Remedy = "Map the table changes, with customer_id, time and kind (email, phone, touchpoint_closed, billing_channel)."
	case signals.AddressChange:
		m.Text = "Changes of address: none is known."
		m.Remedy = "Map the table changes, with customer_id, time and kind (address)."
	default:
		m.Text, m.Remedy = "RFM decline: no purchase is known.", "Map the table transactions, with customer_id, time and amount."
	}
	return m
}
