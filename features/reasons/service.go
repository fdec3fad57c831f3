package reasons

import (
	"fmt"
	"math"
)

// oftener writes a count of the last 90 days against the 275 before.
func oftener(n, before int, one, more string) string {
	return fmt.Sprintf("%s in the last 90 days, %s in the 275 before", many(n, one, more), orNone(before))
}

// lately writes a count of the last 365 days none of which lies in the last 90.
func lately(n, days int, what string) string {
	return fmt.Sprintf("%s in the last 365 days, the last %s", many(n, what, what), ago(days))
}

// billingContact warns of questions about bills.
func billingContact(r Row) []warning {
	n, before, ok := r.counts("billing_questions_90d", "billing_questions_365d")
	days, known := r.days("days_since_last_billing_question")
	switch {
	case ok && n == 0 && before >= 2 && known:
		return []warning{{billing, mild, lately(before, days, "billing questions")}}
	case !ok || n == 0:
		return nil
	case n == 1 && known && days <= 90:
		return []warning{{billing, mild, "asked about a bill " + ago(days)}}
	}
	return []warning{{billing, graded(float64(n), 1, 6), oftener(n, before, "billing question", "billing questions")}}
}

// serviceContact warns of faults and of many questions.
func serviceContact(r Row) []warning {
	var out []warning
	add := func(n, before int, ok bool, least int, one, more string) {
		if ok && n >= least && n*275 > before*90 { // more often than before
			out = append(out, warning{faults, graded(float64(n), 1, 6), oftener(n, before, one, more)})
		}
	}
	n, before, ok := r.counts("technical_contacts_90d", "technical_contacts_365d")
	if days, known := r.days("days_since_last_technical_contact"); ok && known && n == 1 && days <= 90 {
		out = append(out, warning{faults, mild, "a technical call " + ago(days)})
	}
	if days, known := r.days("days_since_last_technical_contact"); ok && known && n == 0 && before >= 3 {
		out = append(out, warning{faults, mild, lately(before, days, "technical calls")})
	}
	add(n, before, ok, 2, "technical call", "technical calls")
	n, before, ok = r.counts("product_contacts_90d", "product_contacts_365d")
	add(n, before, ok, 2, "product question", "product questions")
	n, before, ok = r.counts("other_contacts_90d", "other_contacts_365d")
	add(n, before, ok, 3, "other contact", "other contacts")
	return out
}

// complaint warns of complaints and how they were handled.
func complaint(r Row) []warning {
	var out []warning
	open, a := r.count("open_complaints")
	days, b := r.days("oldest_open_complaint_days")
	if a && b && open > 0 {
		text := "complaint open for " + daysText(days)
		if open > 1 {
			text = fmt.Sprintf("%d complaints open, the oldest for %s", open, daysText(days))
		}
		out = append(out, warning{complain, graded(float64(days), -7, 21), text})
	}
	n, before, ok := r.counts("complaints_90d", "complaints_365d")
	if since, known := r.days("days_since_last_complaint"); ok && n == 1 && before == 0 && known && since <= 90 {
		out = append(out, warning{complain, 1.5, "complained " + ago(since)})
	} else if ok && n >= 1 {
		out = append(out, warning{complain, graded(float64(n), 0, 4), oftener(n, before, "complaint", "complaints")})
	} else if ok && known && before == 1 {
		out = append(out, warning{complain, mild, "complained " + ago(since)})
	} else if ok && known && before > 1 {
		out = append(out, warning{complain, mild, lately(before, since, "complaints")})
	}
	since, known := r.days("days_since_last_complaint")
	recent := known && since <= 365
	if score, ok := r.within("last_complaint_satisfaction", 0, 2); ok && recent {
		out = append(out, warning{complain, 2.2, fmt.Sprintf("not content with how a complaint was handled (score %s)", figure(score, score))})
	}
	if took, ok := r.days("mean_days_to_resolve_365d"); ok && took >= 14 && recent {
		out = append(out, warning{complain, graded(float64(took), 14, 90), "complaints took " + daysText(took) + " to resolve on average"})
	}
	return out
}

// satisfaction warns of low and falling scores.
func satisfaction(r Row) []warning {
	var out []warning
	since, known := r.days("days_since_last_score")
	fresh := known && since <= 365
	if x, ok := r.change("score_change"); ok && x <= -0.1 {
		out = append(out, warning{
			content, graded(-x, 0.05, 0.5),
			fmt.Sprintf("satisfaction scores of the last 180 days are %s of 100 lower than before", points(x)),
		})
	}
	if x, ok := r.share("last_nps"); ok && fresh && x <= 0.6 {
		what := "hesitates to recommend"
		if x <= 0.4 {
			what = "would not recommend"
		}
		out = append(out, warning{content, graded(1-x, 0.3, 1), fmt.Sprintf("%s: last gave %d of 10", what, int(math.Round(x*10)))})
	}
	if x, ok := r.share("last_complaint_handling_score"); ok && fresh && x <= 0.4 {
		out = append(out, warning{complain, graded(1-x, 0.4, 1), "rated the handling of a complaint in the lower part of the scale"})
	}
	if x, ok := r.share("last_csat"); ok && fresh && x <= 0.4 {
		part := "lower half"
		if x <= 0.25 {
			part = "lowest quarter"
		}
		out = append(out, warning{content, graded(1-x, 0.5, 1), "the last satisfaction score lies in the " + part + " of the scale"})
	}
	if x, ok := r.within("score_slope_730d", -10, 10); ok && x <= -0.1 && fresh {
		text := "satisfaction scores have been falling steeply"
		if x >= -0.5 { // a steeper slope comes of a few scores close together; a year of it is no fact
			text = fmt.Sprintf("satisfaction falls by %s of 100 a year", points(-x))
		}
		out = append(out, warning{content, graded(-x, 0.1, 1.5), text})
	}
	return out
}
