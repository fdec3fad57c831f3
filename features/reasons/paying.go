package reasons

import (
	"fmt"
	"math"
)

// payment warns of invoices that are overdue or paid later than before.
func payment(r Row) []warning {
	return append(append(append(overdue(r), latePattern(r)...), veryLate(r)...), slowPayment(r)...)
}

// veryLate warns of invoices that were paid, but long after they were due.
func veryLate(r Row) []warning {
	open, a := r.count("overdue_invoices")
	n, b := r.count("late_invoices_365d")
	all, c := r.count("invoices_due_365d")
	days, d := r.days("worst_days_late_365d")
	if !a || !b || !c || !d || open > 0 || n == 0 || n > all || days < 14 {
		return nil
	}
	w := warning{about: late, severity: graded(float64(days), 14, 90)}
	switch {
	case n == 1:
		w.text = fmt.Sprintf("paid an invoice %s late, 1 of %d in the last 365 days", daysText(days), all)
	default:
		w.text = fmt.Sprintf("paid %d of %d invoices of the last 365 days late, one of them by %s", n, all, daysText(days))
	}
	return []warning{w}
}

func overdue(r Row) []warning {
	n, a := r.count("overdue_invoices")
	days, b := r.days("oldest_overdue_days")
	if !a || !b || n == 0 || days == 0 {
		return nil
	}
	w := warning{about: late, severity: graded(float64(days), 7, 60)}
	amount, known := r.amount("overdue_amount")
	known = known && amount > 0
	switch {
	case n == 1 && known:
		w.text = fmt.Sprintf("an invoice of %s is overdue for %s", r.money(amount), daysText(days))
	case n == 1:
		w.text = "an invoice is overdue for " + daysText(days)
	case known:
		w.text = fmt.Sprintf("%s are overdue (%s), the oldest for %s", many(n, "invoice", "invoices"), r.money(amount), daysText(days))
	default:
		w.text = fmt.Sprintf("%s are overdue, the oldest for %s", many(n, "invoice", "invoices"), daysText(days))
	}
	return []warning{w}
}

// latePattern compares the newest invoices with those before.
func latePattern(r Row) []warning {
	n, a := r.count("last_4_invoices")
	lateNow, b := r.count("late_last_4_invoices")
	before, c := r.count("before_last_4_invoices")
	lateBefore, d := r.count("late_before_last_4_invoices")
	if !a || !b || lateNow > n || n == 0 {
		return nil
	}
	how := "paid late"
	if open, ok := r.count("overdue_invoices"); ok && open > 0 {
		how = "late or overdue"
	}
	rate := float64(lateNow) / float64(n)
	switch known := c && d && before > 0 && lateBefore <= before; {
	case known && lateNow >= 2 && rate >= float64(lateBefore)/float64(before)+0.25:
		return []warning{{
			late, graded(rate, 0.25, 1),
			fmt.Sprintf("%d of the last %d invoices %s; %s of the %d before", lateNow, n, how, orNone(lateBefore), before),
		}}
	case known && rate >= 0.5:
		return []warning{{late, mild, fmt.Sprintf("%d of the last %d invoices %s", lateNow+lateBefore, n+before, how)}}
	case !known && lateNow == 2 && n == 2:
		return []warning{{late, strong, "both invoices so far " + how}}
	case !known && lateNow >= 2 && lateNow == n:
		return []warning{{late, strong, fmt.Sprintf("all %d invoices so far %s", n, how)}}
	case !known && lateNow >= 2:
		return []warning{{late, mild, fmt.Sprintf("%d of the %d invoices so far %s", lateNow, n, how)}}
	}
	return nil
}

func slowPayment(r Row) []warning {
	var out []warning
	if x, ok := r.within("days_to_pay_change", 7, maxDays); ok {
		out = append(out, warning{late, graded(x, 7, 60), fmt.Sprintf("takes %s longer to pay than before", daysText(int(math.Round(x))))})
	}
	n, a := r.count("disputed_invoices_365d")
	share, b := r.share("disputed_rate_365d")
	if a && b && n > 0 && share >= 0.1 {
		out = append(out, warning{late, graded(share, 0.1, 1), fmt.Sprintf("disputed %s due in the last 365 days (%s of those settled)", many(n, "invoice", "invoices"), percent(share))})
	}
	return out
}

// offers warns of offers that are left unanswered.
func offers(r Row) []warning {
	run, ok := r.count("unanswered_run")
	if !ok || run < 2 {
		return nil
	}
	since, answered := r.days("days_since_last_response")
	switch {
	case answered && run >= 3:
		return []warning{{
			ignoring, graded(float64(run), 2, 10),
			fmt.Sprintf("last %d offers unanswered; the last response was %s", run, ago(since)),
		}}
	case answered:
		return []warning{{ignoring, mild, "last 2 offers unanswered"}}
	case run >= 3:
		return []warning{{ignoring, mild, fmt.Sprintf("last %d offers unanswered", run)}}
	}
	return []warning{{ignoring, weak, "last 2 offers unanswered"}}
}

// recentChange is how many days a change is news.
const recentChange = 180

// changes warns of moves, closed touchpoints and other ways of buying.
func changes(r Row) []warning {
	var out []warning
	recent := func(days int, ok bool, severity float64, what string) {
		if ok && days <= recentChange {
			out = append(out, warning{moving, severity + 0.5*float64(recentChange-days)/recentChange, what + " " + ago(days)})
		}
	}
	days, ok := r.days("days_since_touchpoint_closed")
	recent(days, ok, strong, "a touchpoint the customer used was closed")
	days, ok = r.days("days_since_address_change")
	recent(days, ok, 1.5, "changed address")
	days, ok = r.days("days_since_billing_channel_change")
	recent(days, ok, mild, "changed the billing channel")
	days, ok = r.days("days_since_email_change")
	recent(days, ok, mild, "changed the e-mail address")
	days, ok = r.days("days_since_phone_change")
	recent(days, ok, mild, "changed the phone number")
	if x, ok := r.change("usual_channel_share_change"); ok && x <= -0.4 {
		out = append(out, warning{channel, graded(-x, 0.4, 1.5), fmt.Sprintf("the usual channel's share of purchases fell by %s", points(x))})
	}
	return out
}

// tenure warns of new customers and of the day on which contracts end.
func tenure(r Row) []warning {
	var out []warning
	if days, ok := r.days("days_to_contract_date"); ok && days <= 60 {
		text := "the contract's yearly date comes up in " + daysText(days)
		if days == 0 {
			text = "the contract's yearly date is today"
		}
		out = append(out, warning{contract, graded(float64(60-days), 0, 120), text})
	}
	if days, ok := r.days("tenure_days"); ok && days < 180 {
		severity := mild
		if days >= 90 {
			severity = weak
		}
		out = append(out, warning{newcomer, severity, "a customer for only " + many(max(days, 1), "day", "days")})
	}
	return out
}
