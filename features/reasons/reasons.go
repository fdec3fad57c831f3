package reasons

import (
	"cmp"
	"slices"
)

// Contribution is what a family adds to a customer's risk.
type Contribution struct {
	Family string
	// LogOdds is the sum of the contributions of the family's features to the
	// log odds of churn; positive where they raise the risk. NaN counts as 0.
	LogOdds float64
}

// Reason is a sentence and the family that it comes from.
type Reason struct {
	Family, Text string
}

// concept is what a warning is about.
type concept uint8

const (
	silence  concept = iota // no purchase for long
	decline                 // buys or spends less
	basket                  // smaller purchases
	returns                 // sends back
	gaps                    // longer breaks between purchases
	category                // fewer things
	wallet                  // buys elsewhere
	late                    // pays late
	billing                 // asks about bills
	faults                  // asks for service
	complain                // complains
	content                 // is not content
	ignoring                // leaves offers unanswered
	moving                  // changes of address and touchpoint
	channel                 // buys another way
	newcomer                // has not been a customer for long
	contract                // the contract's date comes up
)

// Severities of warnings. A weak one is told only where a customer has no other.
const (
	weak   = 0.5
	mild   = 1.0
	strong = 2.0
	severe = 3.0
)

// warning is something adverse that is true of a customer.
type warning struct {
	about    concept
	severity float64
	text     string
}

// families are those that have sentences. Their order decides between equals:
// what a retention team can act on comes first.
func families() [15]string {
	return [...]string{
		"complaint", "payment", "share_of_wallet", "rhythm", "recency", "trend", "monetary", "frequency",
		"satisfaction", "service_contact", "billing_contact", "offers", "changes", "breadth", "tenure",
	}
}

// warningsOf returns the warnings of a family, in any order; none where the
// family is not known.
func warningsOf(family string, r Row) []warning {
	switch family {
	case "complaint":
		return complaint(r)
	case "payment":
		return payment(r)
	case "share_of_wallet":
		return shareOfWallet(r)
	case "rhythm":
		return rhythm(r)
	case "recency":
		return recency(r)
	case "trend":
		return trend(r)
	case "monetary":
		return monetary(r)
	case "frequency":
		return frequency(r)
	case "satisfaction":
		return satisfaction(r)
	case "service_contact":
		return serviceContact(r)
	case "billing_contact":
		return billingContact(r)
	case "offers":
		return offers(r)
	case "changes":
		return changes(r)
	case "breadth":
		return breadth(r)
	case "tenure":
		return tenure(r)
	}
	return nil
}

// Families returns the names of the families that have sentences, in a fixed
// order: those among which an action can be chosen.
func Families() []string {
	names := families()
	return names[:]
}

// Sentence says the family's warning about one customer, or "" where its numbers
// are no warning or the family is not known.
func Sentence(family string, r Row) string {
	if w, ok := worst(warningsOf(family, r), nil, mild); ok {
		return w.text
	}
	return ""
}

// leastRaise is the smallest contribution in log odds that makes a reason: it
// multiplies the odds of leaving by 1.05 and moves no probability by more than
// 1.25 points of a hundred.
const leastRaise = 0.05

// Top returns up to k reasons, the family that raises the risk most first.
// Families without a warning, those that raise the risk by next to nothing, and
// those that lower it are left out; of two families that would say the same, the
// second tells something else or nothing. Where that leaves no reason, the
// strongest of those that raise it by next to nothing comes alone; failing that,
// the most adverse warning there is, however it contributed: it is true all the
// same. Families with equal contributions are told in the order of Families; of a
// family that is given twice, the larger contribution counts.
func Top(contributions []Contribution, r Row, k int) []Reason {
	if k <= 0 {
		return nil
	}
	var reasons []Reason
	var told []concept
	for _, c := range ranked(contributions) {
		if len(reasons) == k || len(reasons) > 0 && c.LogOdds < leastRaise {
			break
		}
		if slices.ContainsFunc(reasons, func(told Reason) bool { return told.Family == c.Family }) {
			continue
		}
		if w, ok := worst(warningsOf(c.Family, r), told, mild); ok {
			told = append(told, w.about)
			reasons = append(reasons, Reason{c.Family, w.text})
		}
	}
	if len(reasons) == 0 {
		return fallback(r)
	}
	return reasons
}

// ranked returns the families that raise the risk, the strongest first.
func ranked(contributions []Contribution) []Contribution {
	order := families()
	place := func(c Contribution) int { return slices.Index(order[:], c.Family) }
	raise := slices.DeleteFunc(slices.Clone(contributions), func(c Contribution) bool {
		return !(c.LogOdds > 0) || place(c) < 0
	})
	slices.SortStableFunc(raise, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(place(a), place(b)))
	})
	return raise
}

// fallback returns the most adverse warning of all families, weak ones included.
func fallback(r Row) []Reason {
	var best warning
	var from string
	for _, family := range families() {
		if w, ok := worst(warningsOf(family, r), nil, weak); ok && w.severity > best.severity {
			best, from = w, family
		}
	}
	if from == "" {
		return nil
	}
	return []Reason{{from, best.text}}
}

// worst returns the most severe warning of at least the given severity whose
// concept is not told yet; of equals the first.
func worst(warnings []warning, told []concept, least float64) (best warning, ok bool) {
	for _, w := range warnings {
		if w.severity >= least && w.severity > best.severity && !slices.Contains(told, w.about) {
			best, ok = w, true
		}
	}
	return best, ok
}

// graded grows from mild at low to severe at high, so that warnings compare.
func graded(x, low, high float64) float64 {
	return mild + (severe-mild)*min(1, max(0, (x-low)/(high-low)))
}
