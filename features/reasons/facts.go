package reasons

import (
	"fmt"
	"math"
	"strings"
)

// Title names a family in words for people; a name that is not known stays as
// it is.
func Title(family string) string {
	switch family {
	case "recency":
		return "time since the last purchase"
	case "frequency":
		return "number of purchases"
	case "monetary":
		return "spend"
	case "trend":
		return "trend of purchases"
	case "share_of_wallet":
		return "share of wallet"
	case "breadth":
		return "variety of what is bought"
	case "payment":
		return "payment"
	case "billing_contact":
		return "questions about bills"
	case "service_contact":
		return "calls for service"
	case "complaint":
		return "complaints"
	case "satisfaction":
		return "satisfaction"
	case "offers":
		return "offers"
	case "changes":
		return "changes of address or touchpoint"
	case "tenure":
		return "time as a customer"
	case "rhythm":
		return "rhythm of purchases"
	}
	return family
}

// Fact says in the customer's own numbers how things stand in a family, good or
// bad: for a family that lowers the risk, or that raises it without a warning. It
// is "" where the numbers are not known, or the family is not.
func Fact(family string, r Row) string {
	switch family {
	case "recency":
		return recencyFact(r)
	case "frequency":
		return frequencyFact(r)
	case "monetary":
		return monetaryFact(r)
	case "trend":
		return trendFact(r)
	case "share_of_wallet":
		return walletFact(r)
	case "breadth":
		return breadthFact(r)
	case "tenure":
		return tenureFact(r)
	case "rhythm":
		return rhythmFact(r)
	}
	return serviceFact(family, r)
}

// and joins what is known, in the order given.
func and(parts ...string) string {
	var known []string
	for _, p := range parts {
		if p != "" {
			known = append(known, p)
		}
	}
	return strings.Join(known, "; ")
}

func recencyFact(r Row) string {
	days, ok := r.days("days_since_last_purchase")
	if !ok {
		return ""
	}
	gap, ok := r.within("mean_gap_days", 1, maxDays)
	if !ok {
		return "bought " + ago(days)
	}
	return fmt.Sprintf("bought %s, %s on average", ago(days), every(gap))
}

func frequencyFact(r Row) string {
	recent, a := r.count("purchases_90d")
	year, b := r.count("purchases_365d")
	switch {
	case a && b:
		return fmt.Sprintf("%s in the last 365 days, %s of them in the last 90", many(year, "purchase", "purchases"), orNone(recent))
	case b:
		return many(year, "purchase", "purchases") + " in the last 365 days"
	}
	return ""
}

func monetaryFact(r Row) string {
	year, ok := r.amount("spend_365d")
	if !ok {
		return ""
	}
	if year < 0 {
		return "returned " + r.money(-year) + " more than bought in the last 365 days"
	}
	text := "spent " + r.money(year) + " in the last 365 days"
	if mean, ok := r.amount("mean_purchase_365d"); ok && mean > 0 {
		text += ", " + r.money(mean) + " a purchase"
	}
	return text
}

// trendFact compares the last 90 days with the 90 before.
func trendFact(r Row) string {
	now, a := r.amount("spend_90d")
	half, b := r.amount("spend_180d")
	n, before, c := r.counts("purchases_90d", "purchases_180d")
	switch {
	case !c:
		return ""
	case !a || !b || half-now <= 0 || now < 0:
		return fmt.Sprintf("%s in the last 90 days, %s in the 90 before", many(n, "purchase", "purchases"), orNone(before))
	}
	return fmt.Sprintf("%s in the last 90 days, %s in the 90 before (%s)", many(n, "purchase", "purchases"), orNone(before), r.moneyFromTo(half-now, now))
}

func walletFact(r Row) string {
	var text string
	switch share, ok := r.share("wallet_share_90d"); {
	case ok:
		text = "share of wallet is " + percent(share)
	default:
		if year, ok := r.share("wallet_share_365d"); ok {
			text = "share of wallet is " + percent(year) + " over the last 365 days"
		}
	}
	if n, ok := r.count("clearly_stopped_categories"); ok && n == 0 {
		return and(text, "no category was given up")
	}
	return text
}

func breadthFact(r Row) string {
	categories, a := r.count("categories_365d")
	products, b := r.count("products_365d")
	switch {
	case a && b:
		return fmt.Sprintf("%s from %s in the last 365 days", many(products, "product", "different products"), many(categories, "category", "categories"))
	case a:
		return fmt.Sprintf("bought from %s in the last 365 days", many(categories, "category", "categories"))
	case b:
		return fmt.Sprintf("bought %s in the last 365 days", many(products, "product", "different products"))
	}
	return ""
}

// tenureFact tells the years of those who have been customers for long.
func tenureFact(r Row) string {
	days, ok := r.days("tenure_days")
	switch {
	case !ok:
		return ""
	case days >= 730:
		return fmt.Sprintf("a customer for %.1f years", math.Floor(float64(days)/365.25*10)/10)
	}
	return "a customer for " + many(max(days, 1), "day", "days")
}

func rhythmFact(r Row) string {
	n, ok := r.count("purchase_days_all")
	if !ok || n == 0 {
		return ""
	}
	usual, a := r.within("usual_gap_days", 1, maxDays)
	if !a {
		return "too few purchases for a rhythm"
	}
	text := "the usual break is " + daysText(int(math.Round(usual)))
	if long, ok := r.within("long_gap_days", 1, maxDays); ok && n > 10 {
		text += "; 9 of 10 were " + daysText(int(math.Ceil(long))) + " or shorter"
	}
	return text
}
