package pipeline

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"predict/data/flat"
	"predict/models"
)

// flatExplainer says which columns of a flat table raise the risk of a
// customer.
type flatExplainer struct {
	model  *Model
	schema *flat.Schema
	parts  []flat.Part
}

// effects gives what each feature adds to the log odds of each row: n×p, p being
// the number of features. A model that can split its margin does; of any other,
// the effect of a feature is how much the margin falls where the feature has its
// typical value in place of the customer's own.
func (e *flatExplainer) effects(coded, expanded *flat.Rows) []float64 {
	p := len(e.schema.Features)
	x := (&models.Matrix32{N: expanded.N, P: expanded.P, Data: expanded.Data}).Dense(nil)
	out := make([]float64, coded.N*p)
	if explainer, ok := e.model.calibrated.Explainer(); ok {
		c := explainer.Contributions(nil, x)
		for i := range coded.N {
			for k, part := range e.parts {
				out[i*p+part.Feature] += c.At(i, k)
			}
		}
		return out
	}
	before := e.model.marginsOf(x)
	for j, f := range e.schema.Features {
		after := e.model.marginsOf(e.replaced(coded, x, j, f.Typical))
		for i := range coded.N {
			out[i*p+j] = before[i] - after[i]
		}
	}
	return out
}

// replaced gives the expanded rows with one feature at its typical value.
func (e *flatExplainer) replaced(coded *flat.Rows, x *mat.Dense, feature int, typical float32) *mat.Dense {
	one := &flat.Rows{N: 1, P: coded.P, Data: make([]float32, coded.P)}
	one.Data[feature] = typical
	values := e.schema.Expand(one)
	out := mat.DenseCopyOf(x)
	for k, part := range e.parts {
		if part.Feature != feature {
			continue
		}
		for i := range coded.N {
			out.Set(i, k, float64(values.Data[k]))
		}
	}
	return out
}

// leastEffect is the smallest rise of the log odds that is told as a reason: it
// moves a probability of one half by little more than a hundredth.
const leastEffect = 0.05

// flatReasons are what raises the risk of a row: the texts, and the columns that
// they come from; noFamily where there is none.
type flatReasons struct {
	texts  [3]string
	from   [3]int8
	driver int8 // the column that raises it most, whether or not that is told
}

// families are the columns that reasons come from, by their place: as many as a
// place of a reason can name.
func (e *flatExplainer) families() []string {
	var names []string
	for _, f := range e.schema.Features[:min(len(e.schema.Features), math.MaxInt8)] {
		names = append(names, f.Name)
	}
	return names
}

// familyAt is the place of a column among families.
func familyAt(column int) int8 {
	if column >= math.MaxInt8 {
		return noFamily
	}
	return int8(column) //nolint:gosec // below the largest
}

// reasons tells the features that raise the risk of a row most, in words.
func (e *flatExplainer) reasons(effects []float64, row []float32) flatReasons {
	out := flatReasons{from: [3]int8{noFamily, noFamily, noFamily}, driver: noFamily}
	order := make([]int, len(effects))
	for j := range order {
		order[j] = j
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(effects[b], effects[a]), cmp.Compare(a, b)) })
	if effects[order[0]] > 0 {
		out.driver = familyAt(order[0])
	}
	for k := range min(len(out.texts), len(order)) {
		j := order[k]
		if effects[j] < leastEffect {
			break
		}
		out.texts[k], out.from[k] = tell(e.schema.Features[j], row[j]), familyAt(j)
	}
	return out
}

// tell says what a customer's value is, and how it compares.
func tell(f flat.Feature, v float32) string {
	switch {
	case math.IsNaN(float64(v)):
		return f.Name + " is missing"
	case f.Kind == flat.Numeric:
		return f.Name + " " + formatNumber(v) + beside(f.Hundredths, v)
	case int(v) >= len(f.Levels):
		return f.Name + " is a rare or new value"
	}
	return f.Name + " is " + f.Levels[int(v)]
}

// formatNumber writes a number as people do, in the precision that the table is
// kept in.
func formatNumber(v float32) string { return strconv.FormatFloat(float64(v), 'f', -1, 32) }

// tellingShare is the share of customers, in percent, that a number must lie
// below or above to be called low or high.
const tellingShare = 60

// beside compares a number with those of the customers at training.
func beside(hundredths []float32, v float32) string {
	if hundredths[0] == hundredths[100] || len(distinct(hundredths)) <= 2 {
		return "" // yes or no in numbers
	}
	first, _ := slices.BinarySearch(hundredths, v)
	below, above := first*100/101, (101-sortedAfter(hundredths, v))*100/101 // percent of the customers
	switch {
	case above > below && above >= tellingShare:
		return " (lower than " + strconv.Itoa(above) + " % of customers)"
	case below >= tellingShare:
		return " (higher than " + strconv.Itoa(below) + " % of customers)"
	}
	return " (neither high nor low)"
}

// sortedAfter is the number of values up to v.
func sortedAfter(sorted []float32, v float32) int {
	n, _ := slices.BinarySearchFunc(sorted, v, func(x, v float32) int {
		if x > v {
			return 1
		}
		return -1
	})
	return n
}

// distinct gives each of the sorted values once.
func distinct(sorted []float32) []float32 { return slices.Compact(slices.Clone(sorted)) }
