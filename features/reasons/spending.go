package reasons

import (
	"fmt"
	"math"
)

// leastFall is the smallest fall of spend that is worth a word: smaller ones come
// and go with every customer who buys a few times a quarter.
const leastFall = 0.4

// trend warns of less spend and fewer or smaller purchases than before.
func trend(r Row) []warning {
	out := append(lessSpend(r), fewerPurchases(r)...)
	if x, ok := r.within("mean_purchase_change_90d", -20, 20); ok && math.Exp2(x) <= 1-leastFall {
		fall := 1 - math.Exp2(x)
		out = append(out, warning{
			basket, graded(fall, leastFall, 1.5),
			fmt.Sprintf("purchases of the last 90 days are %s smaller on average than those of the 275 days before", percent(fall)),
		})
	}
	return out
}

// monetary warns of less spend, of returns and of a small last purchase.
func monetary(r Row) []warning {
	out := lessSpend(r)
	if x, ok := r.share("returned_share_90d"); ok && x >= 0.2 {
		out = append(out, warning{returns, graded(x, 0.2, 0.8), percent(x) + " of what was bought in the last 90 days was returned"})
	}
	n, a := r.count("purchases_all")
	last, b := r.amount("last_purchase_amount")
	mean, c := r.amount("mean_purchase_all")
	if a && b && c && n >= 4 && last >= 0 && mean > 0 && last <= mean/2 {
		out = append(out, warning{
			basket, weak,
			fmt.Sprintf("the last purchase was %s below the average (%s)", percent(1-last/mean), r.moneyFromTo(mean, last)),
		})
	}
	return out
}

// lessSpend compares the last 90 days with the 90 before; where those give no
// warning, with the average of the 275 before.
func lessSpend(r Row) []warning {
	now, a := r.amount("spend_90d")
	half, b := r.amount("spend_180d")
	if !a {
		return nil
	}
	if before := half - now; b && before > 0 {
		if w, ok := spendFall(r, now, before, "the 90 days before", "the 90 before"); ok {
			return []warning{w}
		}
	}
	if year, c := r.amount("spend_365d"); c && year > now {
		if w, ok := spendFall(r, now, (year-now)*90/275, "the average of the 275 days before", "90 days of the 275 before on average"); ok {
			return []warning{w}
		}
	}
	return nil
}

func spendFall(r Row, now, before float64, period, short string) (warning, bool) {
	fall := 1 - now/before
	switch {
	case fall < leastFall:
		return warning{}, false
	case now < 0:
		return warning{returns, strong, fmt.Sprintf("more returned than bought in the last 90 days, %s spent in %s", r.money(before), short)}, true
	case now == 0:
		return warning{silence, strong, fmt.Sprintf("nothing spent in the last 90 days, %s in %s", r.money(before), short)}, true
	}
	return warning{
		decline, graded(fall, leastFall, 1),
		fmt.Sprintf("spend of the last 90 days is %s below %s (%s)", percent(fall), period, r.moneyFromTo(before, now)),
	}, true
}

// shareOfWallet warns of business that goes elsewhere.
func shareOfWallet(r Row) []warning {
	out := stoppedCategories(r)
	// Shares above 1 come from wallets that are averages of a segment: they rank
	// customers, but nobody spends more here than everywhere.
	share, a := r.share("wallet_share_90d")
	change, b := r.change("wallet_share_change")
	switch {
	case a && b && change <= -0.05 && share-change <= 1:
		about := wallet
		if share == 0 { // nothing was bought at all
			about = silence
		}
		out = append(out, warning{
			about, graded(-change, 0.05, 0.4),
			fmt.Sprintf("share of wallet fell from %s to %s", percent(share-change), percent(share)),
		})
	case a && share > 0 && share < 0.25: // at 0 it would only say that nothing was bought
		out = append(out, warning{wallet, mild, fmt.Sprintf("share of wallet is only %s", percent(share))})
	}
	top, a := r.change("top_category_share_change")
	peers, b := r.within("top_category_share_change_vs_peers", -2, 2)
	if a && b && top <= -0.35 && peers <= -0.3 {
		out = append(out, warning{
			category, graded(-top, 0.35, 1.5),
			fmt.Sprintf("the main category's share of the spend fell by %s, unlike among other customers", points(top)),
		})
	}
	growth, ok := r.within("spend_growth_vs_peers", 0, 10)
	if ok && growth > 0 && growth <= 0.6 {
		out = append(out, warning{
			decline, graded(1-growth, 0.4, 1),
			fmt.Sprintf("spend of the last 90 days fell %s behind that of all customers", percent(1-growth)),
		})
	}
	return out
}

// leastBefore is the number of purchases in the 275 days before the last 90 that
// show what a customer buys as a rule: of one or two purchases any category looks
// given up.
const leastBefore = 3

// stoppedCategories warns of categories that were left while others go on.
func stoppedCategories(r Row) []warning {
	n, a := r.count("clearly_stopped_categories")
	share, b := r.share("clearly_stopped_categories_share")
	if !a || !b || n == 0 || share < 0.1 {
		return nil
	}
	if _, before, ok := r.counts("purchases_90d", "purchases_365d"); ok && before < leastBefore {
		return nil
	}
	w := warning{about: category, severity: graded(share, 0.1, 0.6)}
	name, part := clean(r.StoppedCategory), percent(share)
	switch {
	case name != "" && n == 1:
		w.text = fmt.Sprintf("stopped buying %s while other categories go on (%s of the spend before)", name, part)
	case name != "":
		w.text = fmt.Sprintf("stopped buying %s and %s while others go on (%s of the spend before)", name, many(n-1, "other category", "other categories"), part)
	case n == 1:
		w.text = fmt.Sprintf("stopped buying a category that was %s of the spend, while others go on", part)
	default:
		w.text = fmt.Sprintf("stopped buying %s that were %s of the spend, while others go on", many(n, "category", "categories"), part)
	}
	return []warning{w}
}

// breadth warns of fewer different things bought than before.
func breadth(r Row) []warning {
	var out []warning
	narrower := func(now, change, verb, one, more string) {
		n, a := r.count(now)
		x, b := r.within(change, -maxCount, maxCount)
		before := n - int(math.Round(x))
		if a && b && n > 0 && before >= 3 && 2*n <= before {
			out = append(out, warning{
				category, graded(1-float64(n)/float64(before), 0.5, 1.2),
				fmt.Sprintf("%s %s in the last 90 days, %s in the 90 before", verb, many(n, one, more), orNone(before)),
			})
		}
	}
	narrower("categories_90d", "categories_change_90d", "bought from", "category", "categories")
	narrower("products_90d", "products_change_90d", "bought", "product", "different products")
	return out
}
