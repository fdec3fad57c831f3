package causes

import (
	"fmt"
	"strings"

	"predict/features"
	counted "predict/features/causes"
)

// column is where a dimension comes from, in the words of docs/exports.md.
type column struct{ table, name, means string }

func columnOf(d counted.Dimension) column {
	return [counted.NumDimensions]column{
		counted.Segment:         {"customers", "segment", "Segment of the customer."},
		counted.Region:          {"customers", "region", "Region of the customer."},
		counted.Channel:         {"transactions", "channel", "Where it was bought."},
		counted.Category:        {"transactions", "category", "Category of the product."},
		counted.Product:         {"transactions", "product", "The product."},
		counted.ComplaintReason: {"contacts", "reason", "The reason given."},
		counted.Tenure:          {"customers", "signup", "When the relation began."},
	}[d]
}

// mapIt says how to fill a column.
func (c column) mapIt() string {
	return fmt.Sprintf("Map the column %s of the table %s (%s).", c.name, c.table, strings.TrimSuffix(c.means, "."))
}

func (j *judge) miss(dimension, text, remedy string) {
	j.r.Missing = append(j.r.Missing, Missing{Dimension: dimension, Text: text, Remedy: remedy})
}

// missing says what could not be told, and what would tell it.
func (j *judge) missing() {
	if j.missingLabels() {
		for d := range counted.NumDimensions {
			j.missingGroups(d)
		}
		j.missingReasons()
	}
	j.missingSpikes()
	if len(j.r.Drivers) == 0 {
		j.miss(RiskDrivers, "No list says which families of features drive the risk.", "Make a list first: predict run.")
	}
}

// missingLabels says where there is nobody, or nothing to compare, and whether to
// go on.
func (j *judge) missingLabels() bool {
	all := j.n.All
	switch {
	case all.Customers == 0 && j.n.Unlabelled > 0:
		j.miss("", fmt.Sprintf("Of none of the %d customers of %s is it known whether they left.", j.n.Unlabelled, j.r.Cutoff),
			"Give data that reach beyond the horizon after this date, or shorten churn.horizon_days.")
	case all.Customers == 0:
		j.miss("", fmt.Sprintf("Nobody was a customer on %s.", j.r.Cutoff),
			"Export transactions from before this date, or raise churn.lookback_days.")
	case all.Churned == 0:
		j.miss("", fmt.Sprintf("None of the %d customers of %s left.", all.Customers, j.r.Cutoff),
			"Look at the definition of churn: churn.definition and churn.horizon_days.")
	case all.Churned == all.Customers:
		j.miss("", fmt.Sprintf("All %d customers of %s left, so no group leaves more often than the rest.", all.Customers, j.r.Cutoff),
			"Look at the definition of churn, and whether the exports reach to the end of the horizon.")
	}
	return all.Customers > 0
}

// missingGroups says why a dimension has no groups to compare.
func (j *judge) missingGroups(d counted.Dimension) {
	g, c := &j.n.Groups[d], columnOf(d)
	name := dimensionName(d)
	if d == counted.ComplaintReason && !j.n.ContactsExported {
		j.miss(name, "There is no table contacts: calls, messages and complaints.", "Export contacts with time, kind and reason.")
		return
	}
	if !g.Exported {
		j.miss(name, fmt.Sprintf("The table %s has no column %s.", c.table, c.name), c.mapIt())
		return
	}
	groups, only := 0, ""
	for code, cell := range g.Cells {
		if cell.Customers > 0 {
			groups++
			only = nameOf(j.names[d], int32(code))
		}
	}
	switch {
	case groups == 0 && d == counted.ComplaintReason:
		j.miss(name, fmt.Sprintf("Nobody complained for a stated reason in the 180 days before %s.", j.r.Cutoff),
			"Export contacts of the kind complaint from these days, with their reason.")
	case groups == 0:
		j.miss(name, fmt.Sprintf("No customer of %s has a %s.", j.r.Cutoff, strings.ReplaceAll(name, "_", " ")),
			fmt.Sprintf("Fill the column %s of the table %s (%s).", c.name, c.table, strings.TrimSuffix(c.means, ".")))
	case groups == 1 && g.Known.Customers == g.Members.Customers:
		remedy := fmt.Sprintf("If there are more, export them in the column %s of the table %s.", c.name, c.table)
		if d == counted.Tenure {
			remedy = c.mapIt() + " Without it, the first purchase counts."
		}
		j.miss(name, fmt.Sprintf("All customers of known %s are of one, %s, so there is no rest to compare with.", strings.ReplaceAll(name, "_", " "), short(only)), remedy)
	}
}

func (j *judge) missingReasons() {
	reason := column{"cancellations", "reason", "The reason given."}
	switch {
	case !j.n.CancellationsExported:
		j.miss(CancellationReason, "There is no table cancellations: contracts that were ended.", "Export cancellations with time and reason.")
	case !j.n.ReasonsExported:
		j.miss(CancellationReason, "The table cancellations has no column reason.", reason.mapIt())
	case j.n.Cancelled.Customers == 0:
		j.miss(CancellationReason, fmt.Sprintf("No customer of %s cancelled within the horizon.", j.r.Cutoff),
			"Export the cancellations of the horizon, if there were any.")
	case len(j.r.Reasons) == 0:
		j.miss(CancellationReason, fmt.Sprintf("None of the %d customers who cancelled gave a reason.", j.n.Cancelled.Customers),
			"Fill the column reason of the table cancellations (The reason given).")
	}
}

// missingSpikes says why no spikes could be found, or only of reasons or products.
func (j *judge) missingSpikes() {
	topics := j.topics()
	months := 0
	for _, is := range j.usableMonths(topics) {
		if is {
			months++
		}
	}
	switch {
	case !j.n.ContactsExported:
		j.miss(ComplaintSpikes, "Without the table contacts, nobody can tell in which months complaints pile up.", "Export contacts with time, kind, product and reason.")
		return
	case j.n.FirstContact == features.NoTime || len(topics) == 0:
		j.miss(ComplaintSpikes, "There are no complaints of the last 25 months.", "Export contacts of the kind complaint.")
		return
	case months <= leastHistory:
		j.miss(ComplaintSpikes, fmt.Sprintf("There are %d whole months with complaints; what is usual takes %d, and one more to compare with them.", months, leastHistory),
			"Export contacts further back.")
	}
	if !j.n.ContactProductsExported {
		j.miss(ComplaintSpikes, "The table contacts has no column product, so spikes are not told by product.", column{"contacts", "product", "The product it was about."}.mapIt())
	}
	if !j.n.ContactReasonsExported {
		j.miss(ComplaintSpikes, "The table contacts has no column reason, so spikes are not told by reason.", column{"contacts", "reason", "The reason given."}.mapIt())
	}
}

// leftOut says which groups took no part.
func (j *judge) leftOut() {
	for i := range j.n.Pairs {
		p := &j.n.Pairs[i]
		var parts []string
		for _, side := range []struct {
			d         counted.Dimension
			kept, out int
		}{{p.A, len(p.CodesA), p.LeftOutA}, {p.B, len(p.CodesB), p.LeftOutB}} {
			if side.out > 0 {
				parts = append(parts, fmt.Sprintf("the %d largest of %d groups of %s", side.kept, side.kept+side.out, strings.ReplaceAll(dimensionName(side.d), "_", " ")))
			}
		}
		if len(parts) > 0 {
			j.r.LeftOut = append(j.r.LeftOut, LeftOut{
				Dimensions: []string{dimensionName(p.A), dimensionName(p.B)},
				Text:       "Only " + strings.Join(parts, " and ") + " took part.",
			})
		}
	}
	if j.n.Outside > 0 {
		j.r.LeftOut = append(j.r.LeftOut, LeftOut{Text: fmt.Sprintf("%d memberships had a code beyond those that were counted.", j.n.Outside)})
	}
}
