package features

import "math"

// Columns of the breadth family: a run for each of category, product and
// channel.
const (
	brDistinct90 = iota
	brDistinct365
	brLog365
	brDistinctAll
	brNew90
	brChange
	brRun
)

// breadth tells how many different things the customer buys and where.
func breadth() Family {
	f := Family{
		Name: "breadth", Tables: []string{"transactions"}, Fill: fillBreadth,
		Columns: []string{"transactions.category", "transactions.product", "transactions.channel"},
	}
	for _, thing := range [...]struct{ one, many string }{
		{"category", "categories"}, {"product", "products"}, {"channel", "channels"},
	} {
		s := func(name string, window int, risk int, doc string) Spec {
			return Spec{Name: name, Unit: thing.many, Window: window, Missing: "no " + thing.one + " is exported", Signal: SignalRFM, Risk: risk, Doc: doc}
		}
		f.Specs = append(f.Specs,
			s(thing.many+"_90d", 90, -1, "Different "+thing.many+" bought in the last 90 days."),
			s(thing.many+"_365d", 365, -1, "Different "+thing.many+" bought in the last 365 days."),
			Spec{Name: "log_" + thing.many + "_365d", Unit: "log " + thing.many, Window: 365, Missing: "no " + thing.one + " is exported", Signal: SignalRFM, Risk: -1, Doc: "Natural logarithm of 1 + different " + thing.many + " bought in the last 365 days."},
			s(thing.many+"_all", 0, -1, "Different "+thing.many+" bought in all history."),
			s("new_"+thing.many+"_90d", 90, -1, "Different "+thing.many+" bought in the last 90 days for the first time."),
			s(thing.many+"_change_90d", 180, 0, "Different "+thing.many+" bought in the last 90 days less those bought in the 90 days before."),
		)
	}
	return f
}

func fillBreadth(dst []float64, v *View) {
	fillDistinct(dst[0:brRun], v, v.Lines.PrevCategory)
	fillDistinct(dst[brRun:2*brRun], v, v.Lines.PrevProduct)
	fillDistinct(dst[2*brRun:3*brRun], v, v.Lines.PrevChannel)
}

// fillDistinct counts the lines that are the first of their code in a range.
func fillDistinct(dst []float64, v *View, prev []int32) {
	if prev == nil {
		return
	}
	r := &v.LineRange
	from90, from180, from365 := int32(r.From[W90]), int32(r.From[W180]), int32(r.From[W365])
	var first [4]int // of all history before the last 365 days, of 365, of the 90 to 180, of 90
	var fresh int
	for _, p := range prev[:from365] {
		first[0] += one(p < 0)
	}
	for _, p := range prev[from365:from180] {
		first[0] += one(p < 0)
		first[1] += one(p < from365)
	}
	for _, p := range prev[from180:from90] {
		first[0] += one(p < 0)
		first[1] += one(p < from365)
		first[2] += one(p < from180)
	}
	for _, p := range prev[from90:r.End] {
		fresh += one(p < 0)
		first[1] += one(p < from365)
		first[3] += one(p < from90)
	}
	dst[brDistinct90] = float64(first[3])
	dst[brDistinct365] = float64(first[1])
	dst[brLog365] = math.Log1p(float64(first[1]))
	dst[brDistinctAll] = float64(first[0] + fresh)
	dst[brNew90] = float64(fresh)
	dst[brChange] = float64(first[3] - first[2])
}

// one is 1 for true: compilers make it free of branches.
func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
