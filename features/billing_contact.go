package features

// billingContact counts questions about bills: often the first word of a
// customer who compares prices or no longer trusts the invoice.
func billingContact() Family {
	const unit, never = "contacts", "never"
	return Family{Name: "billing_contact", Tables: []string{"contacts"}, Columns: []string{"contacts.time", "contacts.kind"}, Fill: fillBillingContact, Specs: []Spec{
		{Name: "billing_questions_30d", Unit: unit, Window: 30, Missing: never, Signal: SignalBilling, Doc: "Billing questions in the window."},
		{Name: "billing_questions_90d", Unit: unit, Window: 90, Missing: never, Signal: SignalBilling, Doc: "Billing questions in the window."},
		{Name: "billing_questions_365d", Unit: unit, Window: 365, Missing: never, Signal: SignalBilling, Doc: "Billing questions in the window."},
		{Name: "billing_questions_change", Unit: unit, Window: 365, Missing: never, Signal: SignalBilling, Doc: "Billing questions of the last 90 days less the average of 90 days in the 275 before."},
		{Name: "days_since_last_billing_question", Unit: "days", Missing: "no billing question yet", Signal: SignalBilling, Doc: "Days since the newest billing question."},
	}}
}

func fillBillingContact(dst []float64, v *View) {
	n := contactsOf(v, BillingQuestion)
	dst[0], dst[1], dst[2] = float64(n[W30]), float64(n[W90]), float64(n[W365])
	dst[3] = rateChange(&n)
	if i := lastContactOf(v, BillingQuestion); i >= 0 {
		dst[4] = v.DaysBefore(v.Contacts.Time[i])
	}
}

// contactsOf counts the contacts of a kind in every window.
func contactsOf(v *View, kind int32) (n [numWindows]int) {
	r := &v.ContactRange
	for i := r.From[W365]; i < r.End; i++ {
		if v.Contacts.Kind[i] == kind {
			countIn(&n, r, i)
		}
	}
	return n
}

// lastContactOf returns the row of the newest contact of a kind, or -1.
func lastContactOf(v *View, kind int32) int {
	for i := v.ContactRange.End - 1; i >= 0; i-- {
		if v.Contacts.Kind[i] == kind {
			return i
		}
	}
	return -1
}
