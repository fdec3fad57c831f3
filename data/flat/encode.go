package flat

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Rows are the rows of a table as numbers: row i is Data[i*P : (i+1)*P]. NaN
// means missing.
type Rows struct {
	N, P int
	Data []float32
	// Odd counts, by feature, the cells with a text that training had not seen, or
	// that is no number.
	Odd []int
}

// Encode turns the columns of a table into rows, a column for each feature:
// numbers as they are, 0 and 1 for no and yes, for a level its place in Levels,
// and len(Levels) for any other text. Columns are found by name, in whatever
// order. It reports every column that is missing as ErrSchema, and those that
// hold no numbers any more where they did at training.
func (s Schema) Encode(t *Table) (*Rows, error) {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	var problems []error
	r := &Rows{N: t.Rows(), P: len(s.Features), Odd: make([]int, len(s.Features))}
	r.Data = make([]float32, r.N*r.P)
	for j, f := range s.Features {
		at := slices.Index(names, f.Name)
		if at < 0 {
			problems = append(problems, fmt.Errorf("reading %s: %w: the column %q of training is missing%s", t.File, ErrSchema, f.Name, meant(f.Name, names)))
			continue
		}
		c := t.columns[at]
		if filled := r.N - c.missing; f.Kind == Numeric && filled > 0 && c.odd == filled {
			problems = append(problems, fmt.Errorf("reading %s: %w: the column %q held numbers at training and holds texts now, such as %q in line %d", t.File, ErrSchema, f.Name, c.oddText, c.oddLine))
			continue
		}
		c.encode(f, r, j)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return r, nil
}

// encode fills column j of the rows.
func (c *column) encode(f Feature, r *Rows, j int) {
	if f.Kind == Numeric {
		for i, v := range c.numbers {
			r.Data[i*r.P+j] = v
		}
		r.Odd[j] = c.odd
		return
	}
	missing, other := float32(math.NaN()), float32(math.NaN())
	if f.Kind == Categorical {
		other = float32(len(f.Levels))
	}
	values := make([]float32, len(c.texts))
	strange := make([]bool, len(c.texts))
	for code, text := range c.texts {
		values[code] = other
		if k := levelOf(f, text); k >= 0 {
			values[code] = float32(k)
		} else {
			strange[code] = !f.Other // rare texts of training cannot be told from new ones
		}
	}
	for i := range r.N {
		v := missing
		switch {
		case c.crowded(): // more texts than any level
			v = other
			r.Odd[j]++
		case c.codes[i] != noText:
			v = values[c.codes[i]]
			if strange[c.codes[i]] {
				r.Odd[j]++
			}
		}
		r.Data[i*r.P+j] = v
	}
}

// levelOf finds the level that a text is; -1 for none. A text that is the same
// number in another spelling is the same level, so that 1 and 1.0 are.
func levelOf(f Feature, text string) int {
	if k := slices.Index(f.Levels, text); k >= 0 {
		return k
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return -1
	}
	return slices.IndexFunc(f.Levels, func(level string) bool {
		v, err := strconv.ParseFloat(level, 64)
		return err == nil && v == number
	})
}
