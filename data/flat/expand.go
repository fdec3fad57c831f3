package flat

import "math"

// The levels of a Part that stand for no level of the feature.
const (
	// Whole is the feature itself: a number, or 0 and 1.
	Whole = -1
	// OtherLevel is 1 where the text is no level.
	OtherLevel = -2
	// MissingLevel is 1 where there is no value.
	MissingLevel = -3
)

// Part is a column of an expanded row: a feature, or one level of it.
type Part struct {
	Name    string
	Feature int // number of the feature
	Level   int // number of the level, or Whole, OtherLevel or MissingLevel
}

// Parts are the columns of expanded rows, for models that take every column for
// a number: a column of 0 and 1 for each level of a categorical feature, one for
// the other texts and one for missing values where training had any. A feature
// of two levels and nothing else has one column. Numbers and yes_no stay as they
// are.
func (s Schema) Parts() []Part {
	var out []Part
	for j, f := range s.Features {
		if f.Kind != Categorical {
			out = append(out, Part{f.Name, j, Whole})
			continue
		}
		for k, level := range f.Levels {
			if k == 0 && len(f.Levels) == 2 && !f.Missing && !f.Other {
				continue
			}
			out = append(out, Part{f.Name + "=" + level, j, k})
		}
		if f.Other {
			out = append(out, Part{f.Name + "=(other)", j, OtherLevel})
		}
		if f.Missing {
			out = append(out, Part{f.Name + "=(missing)", j, MissingLevel})
		}
	}
	return out
}

// Expand gives the rows in the columns of Parts.
func (s Schema) Expand(r *Rows) *Rows {
	parts := s.Parts()
	out := &Rows{N: r.N, P: len(parts), Data: make([]float32, r.N*len(parts))}
	for i := range r.N {
		row, into := r.Data[i*r.P:(i+1)*r.P], out.Data[i*out.P:(i+1)*out.P]
		for k, part := range parts {
			into[k] = part.value(row[part.Feature], len(s.Features[part.Feature].Levels))
		}
	}
	return out
}

// value is that of the part where the feature, of so many levels, is v.
func (p Part) value(v float32, levels int) float32 {
	missing := math.IsNaN(float64(v))
	var is bool
	switch p.Level {
	case Whole:
		return v
	case OtherLevel:
		is = !missing && int(v) >= levels
	case MissingLevel:
		is = missing
	default:
		is = !missing && int(v) == p.Level
	}
	if is {
		return 1
	}
	return 0
}
