package tune

import (
	"math"
	"strconv"
)

// Dimension is a setting that is searched.
type Dimension struct {
	// Name is the setting's name in configs.
	Name string
	// Low and High are its bounds, both allowed; Low < High.
	Low, High float64
	// Log searches the logarithm, for settings of which a tenfold counts; Low is
	// then above 0.
	Log bool
	// Zero makes the lower bound stand for 0, which has no logarithm.
	Zero bool
	// Whole allows whole numbers only.
	Whole bool
	// Choices, where there are any, are the values of a setting without order; Low
	// is then 0 and High the number of the last.
	Choices []string
}

// Space is what is searched, a dimension for each setting. A point of it is a
// slice of as many values.
type Space []Dimension

// choice makes a dimension of values without order.
func choice(name string, values ...string) Dimension {
	return Dimension{Name: name, High: float64(len(values) - 1), Whole: true, Choices: values}
}

// value gives the value at a place in [0, 1], rounded so that a reader can take
// it down: to whole numbers, or to three digits.
func (d Dimension) value(u float64) float64 {
	u = min(max(u, 0), 1)
	var v float64
	switch {
	case d.Choices != nil:
		return math.Min(math.Floor(u*float64(len(d.Choices))), d.High)
	case d.Log:
		v = d.Low * math.Exp(u*math.Log(d.High/d.Low))
	default:
		v = d.Low + float64(u*(d.High-d.Low))
	}
	if d.Whole {
		v = math.Round(v)
	} else {
		v = digits(v)
	}
	if d.Zero && v <= d.Low {
		return 0
	}
	return min(max(v, d.Low), d.High)
}

// place is the inverse of value, but for the rounding. Values outside the bounds
// lie at the nearest one.
func (d Dimension) place(v float64) float64 {
	v = min(max(v, d.Low), d.High)
	switch {
	case d.Choices != nil:
		return (v + 0.5) / float64(len(d.Choices))
	case d.Log:
		return math.Log(v/d.Low) / math.Log(d.High/d.Low)
	}
	return (v - d.Low) / (d.High - d.Low)
}

// digits rounds to three significant digits.
func digits(v float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64) // it parses what it wrote
	return rounded
}

// values gives the point at places in [0, 1].
func (s Space) values(places []float64) []float64 {
	out := make([]float64, len(s))
	for j, d := range s {
		out[j] = d.value(places[j])
	}
	return out
}

// places gives where a point lies, each in [0, 1].
func (s Space) places(values []float64) []float64 {
	out := make([]float64, len(s))
	for j, d := range s {
		out[j] = d.place(values[j])
	}
	return out
}

// Describe names the values of a point: numbers, or the text of a choice.
func (s Space) Describe(values []float64) map[string]any {
	out := map[string]any{}
	for j, d := range s {
		switch {
		case d.Choices != nil:
			out[d.Name] = d.Choices[int(values[j])]
		case d.Whole:
			out[d.Name] = int(values[j])
		default:
			out[d.Name] = values[j]
		}
	}
	return out
}
