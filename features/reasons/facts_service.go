package reasons

import "fmt"

// serviceFact says how things stand in the families of payment, contact and
// change.
func serviceFact(family string, r Row) string {
	switch family {
	case "payment":
		return paymentFact(r)
	case "billing_contact":
		return countFact(r, "billing_questions_365d", "billing question", "billing questions")
	case "service_contact":
		return serviceContactFact(r)
	case "complaint":
		return complaintFact(r)
	case "satisfaction":
		return satisfactionFact(r)
	case "offers":
		return offersFact(r)
	case "changes":
		return changesFact(r)
	}
	return ""
}

func paymentFact(r Row) string {
	n, a := r.count("last_4_invoices")
	late, b := r.count("late_last_4_invoices")
	switch {
	case !a || !b || late > n:
		return ""
	case n == 0:
		return "no invoice so far"
	case n == 1 && late == 0:
		return "the only invoice so far was paid in time"
	case n == 1:
		return "the only invoice so far is late or was paid late"
	case late == 0:
		return fmt.Sprintf("the last %d invoices were paid in time", n)
	}
	return fmt.Sprintf("%d of the last %d invoices late", late, n)
}

// countFact tells a count of the last 365 days.
func countFact(r Row, name, one, more string) string {
	if n, ok := r.count(name); ok {
		return many(n, one, more) + " in the last 365 days"
	}
	return ""
}

func serviceContactFact(r Row) string {
	calls, a := r.count("technical_contacts_365d")
	questions, b := r.count("product_contacts_365d")
	if !a || !b {
		return and(
			countFact(r, "technical_contacts_365d", "technical call", "technical calls"),
			countFact(r, "product_contacts_365d", "product question", "product questions"),
		)
	}
	if calls == 0 && questions == 0 {
		return "no technical calls and no product questions in the last 365 days"
	}
	return fmt.Sprintf("%s, %s in the last 365 days", many(calls, "technical call", "technical calls"), many(questions, "product question", "product questions"))
}

func complaintFact(r Row) string {
	n, ok := r.count("complaints_365d")
	if !ok {
		return ""
	}
	text := many(n, "complaint", "complaints") + " in the last 365 days"
	open, known := r.count("open_complaints")
	switch {
	case !known || n == 0 && open == 0:
		return text
	case open == 0:
		return text + ", none open"
	case n == 0:
		return text + ", " + many(open, "older one", "older ones") + " open"
	}
	return text + fmt.Sprintf(", %d open", open)
}

func satisfactionFact(r Row) string {
	since, known := r.days("days_since_last_score")
	score, ok := r.share("last_score")
	if !known || !ok {
		return "no score is known"
	}
	return fmt.Sprintf("the last score was %.0f of 100, %s", 100*score, ago(since))
}

func offersFact(r Row) string {
	n, ok := r.count("offers_365d")
	switch since, answered := r.days("days_since_last_response"); {
	case !ok:
		return ""
	case answered:
		return many(n, "offer", "offers") + " in the last 365 days; took one up " + ago(since)
	case n == 0:
		return "no offer in the last 365 days"
	}
	return many(n, "offer", "offers") + " in the last 365 days; none was ever taken up"
}

// changesFact tells the newest change there is.
func changesFact(r Row) string {
	newest, text := maxDays+1, ""
	for _, c := range []struct{ name, what string }{
		{"days_since_touchpoint_closed", "a touchpoint the customer used was closed"},
		{"days_since_address_change", "changed address"},
		{"days_since_billing_channel_change", "changed the billing channel"},
		{"days_since_email_change", "changed the e-mail address"},
		{"days_since_phone_change", "changed the phone number"},
	} {
		if days, ok := r.days(c.name); ok && days < newest {
			newest, text = days, c.what+" "+ago(days)
		}
	}
	if text != "" {
		return text
	}
	if _, ok := r.count("address_changes_365d"); ok {
		return "no change is known"
	}
	return ""
}
