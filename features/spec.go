package features

import (
	"fmt"
	"math"
	"strings"
)

// inWindows returns the spec once for each window: %d in its name and its
// sentence becomes the days.
func inWindows(s Spec, indexes ...int) []Spec {
	specs := make([]Spec, len(indexes))
	for i, w := range indexes {
		specs[i] = s
		specs[i].Window = windows[w]
		specs[i].Name = strings.ReplaceAll(s.Name, "%d", fmt.Sprint(windows[w]))
		specs[i].Doc = strings.ReplaceAll(s.Doc, "%d", fmt.Sprint(windows[w]))
	}
	return specs
}

// join puts lists of specs one after the other.
func join(lists ...[]Spec) []Spec {
	var all []Spec
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// in returns how many events lie in the window.
func (r *Range) in(w int) int { return r.End - r.From[w] }

// money returns an amount in units of currency.
func money(amount int64) float64 { return float64(amount) / MoneyScale }

// logMoney compresses an amount, whatever its sign: log(1+x) for what is spent,
// -log(1-x) for what is returned.
func logMoney(amount int64) float64 {
	x := money(amount)
	return math.Copysign(math.Log1p(math.Abs(x)), x)
}
