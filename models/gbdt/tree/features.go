package tree

import (
	"fmt"
	"slices"
	"strings"
)

// Importances gives for each feature the sum of the gains of its splits and how
// many splits there are. Like LightGBM it leaves out splits without a positive
// gain.
func (e *Ensemble) Importances() (gain []float64, splits []int) {
	gain, splits = make([]float64, len(e.Features)), make([]int, len(e.Features))
	for i := range e.Trees {
		for k := range e.Trees[i].Nodes {
			if n := &e.Trees[i].Nodes[k]; n.Gain > 0 {
				gain[n.Feature] += n.Gain
				splits[n.Feature]++
			}
		}
	}
	return gain, splits
}

// Columns gives for each feature of the ensemble its column among names. A name
// also matches with underscores for blanks and for ",:[]{}, as LightGBM writes
// names, where exactly one of the names does. The error lists every feature that
// is missing or fits several columns; a column is never guessed and never used
// twice.
func (e *Ensemble) Columns(names []string) ([]int, error) {
	exact, loose := map[string][]int{}, map[string][]int{}
	for i, name := range names {
		exact[name] = append(exact[name], i)
		loose[textName(name)] = append(loose[textName(name)], i)
	}
	columns := make([]int, len(e.Features))
	taken := make(map[int]bool, len(e.Features))
	var missing, several []string
	for i, feature := range e.Features {
		fits := exact[feature]
		if len(fits) == 0 {
			fits = loose[textName(feature)]
		}
		switch {
		case len(fits) == 0:
			missing = append(missing, feature)
		case len(fits) > 1 || taken[fits[0]]:
			several = append(several, feature)
		default:
			columns[i] = fits[0]
			taken[fits[0]] = true
		}
	}
	var wrong []string
	if len(missing) > 0 {
		wrong = append(wrong, fmt.Sprintf("%d of %d features of the model are not among the %d columns: %s",
			len(missing), len(e.Features), len(names), strings.Join(missing, ", ")))
	}
	if len(several) > 0 {
		wrong = append(wrong, "features that fit several columns: "+strings.Join(several, ", "))
	}
	if len(wrong) == 0 {
		return columns, nil
	}
	remedy := "name the columns as the model does, or train on these columns"
	if slices.Contains(missing, "Column_0") {
		remedy = "the model was trained without names: give feature_name to lightgbm.Dataset"
	}
	return nil, fmt.Errorf("matching features by name: %s; %s", strings.Join(wrong, "; "), remedy)
}

// Remap gives the ensemble over a list of columns that holds its features and
// perhaps others: columns[i] is the column of feature i, as Columns finds it. The
// receiver is unchanged and shares only sets of categories with the result.
func (e *Ensemble) Remap(names []string, columns []int) *Ensemble {
	to := *e
	to.Features = slices.Clone(names)
	to.Infos = slices.Repeat([]string{"none"}, len(names))
	to.Parameters = slices.Clone(e.Parameters)
	if e.Monotone != nil {
		to.Monotone = make([]int8, len(names))
	}
	for i, c := range columns {
		to.Infos[c] = e.Infos[i]
		if e.Monotone != nil {
			to.Monotone[c] = e.Monotone[i]
		}
	}
	to.Trees = slices.Clone(e.Trees)
	for i := range to.Trees {
		t := &to.Trees[i]
		t.Leaves, t.Nodes = slices.Clone(t.Leaves), slices.Clone(t.Nodes)
		for k := range t.Nodes {
			t.Nodes[k].Feature = columns[t.Nodes[k].Feature]
		}
	}
	return &to
}
