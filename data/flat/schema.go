package flat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Feature is a column as it was at training.
type Feature struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// Levels are those of Profile.
	Levels []string `json:"levels,omitempty"`
	// Missing and Other say that some training rows had no value, or a text that is
	// no level.
	Missing bool `json:"missing,omitempty"`
	Other   bool `json:"other,omitempty"`
	// Hundredths are, for a numeric column, the values below which 0, 1, … 100 % of
	// the training rows with a value lie: a rising list of 101 numbers.
	Hundredths []float32 `json:"hundredths,omitempty"`
	// Typical is the median of a numeric column, and of another the value of its
	// most frequent level.
	Typical float32 `json:"typical"`
}

// Schema is how a table becomes numbers; the same at training and at scoring.
// Its features are those columns that are used, in the order of the training
// file.
type Schema struct {
	Features []Feature `json:"features"`
}

// Schema gives what is to be learned from the table's columns. It reports
// ErrTable where none of them can be.
func (t *Table) Schema() (Schema, error) {
	var s Schema
	var left []string
	for i, p := range t.Profiles() {
		if !p.Kind.Used() {
			left = append(left, fmt.Sprintf("%s: %s", p.Name, p.Note))
			continue
		}
		f := Feature{Name: p.Name, Kind: p.Kind, Levels: p.Levels, Missing: p.Missing+p.Odd > 0, Other: p.Other > 0}
		if p.Kind == Numeric {
			f.Hundredths = hundredths(t.columns[i].numbers)
			f.Typical = f.Hundredths[50]
		} else {
			f.Typical = float32(t.columns[i].mostFrequent(f.Levels))
		}
		s.Features = append(s.Features, f)
	}
	if len(s.Features) == 0 {
		return s, fmt.Errorf("reading %s: %w: no column can be learned from (%s)", t.File, ErrTable, listed(left, mostNamed))
	}
	return s, nil
}

// mostFrequent gives the number of the level that most rows hold; of equals the
// first.
func (c *column) mostFrequent(levels []string) int {
	best, most := 0, 0
	for k, level := range levels {
		if n := c.counts[c.at[level]]; n > most {
			best, most = k, n
		}
	}
	return best
}

// hundredths are the percentiles of the numbers there are.
func hundredths(numbers []float32) []float32 {
	sorted := make([]float32, 0, len(numbers))
	for _, v := range numbers {
		if !math.IsNaN(float64(v)) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	out := make([]float32, 101)
	for q := range out {
		out[q] = sorted[q*(len(sorted)-1)/100]
	}
	return out
}

// Names are the names of the features.
func (s Schema) Names() []string {
	out := make([]string, len(s.Features))
	for i, f := range s.Features {
		out[i] = f.Name
	}
	return out
}

// Categorical are the numbers of the features that hold codes without an order.
func (s Schema) Categorical() []int {
	var out []int
	for i, f := range s.Features {
		if f.Kind == Categorical {
			out = append(out, i)
		}
	}
	return out
}

// Hash is the SHA-256 of the schema, in hex digits.
func (s Schema) Hash() string {
	text, _ := json.Marshal(s) // texts and finite numbers can always be marshalled
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Check reports a schema that no table can have given, such as one from a file
// that was edited by hand, as ErrSchema.
func (s Schema) Check() error {
	var problems []error
	report := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("checking the schema of a flat table: %w: %s", ErrSchema, fmt.Sprintf(format, args...)))
	}
	if len(s.Features) == 0 {
		report("there are no features")
	}
	for i, f := range s.Features {
		if slices.ContainsFunc(s.Features[:i], func(g Feature) bool { return g.Name == f.Name }) {
			report("two features are called %q", f.Name)
		}
		finite := !slices.ContainsFunc(f.Hundredths, func(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) })
		switch {
		case !f.Kind.Used():
			report("feature %q is of the kind %q", f.Name, f.Kind)
		case f.Kind == Numeric && (len(f.Hundredths) != 101 || !finite || !slices.IsSorted(f.Hundredths)):
			report("feature %q has no 101 rising percentiles", f.Name)
		case f.Kind == YesNo && len(f.Levels) != 2:
			report("feature %q has %d texts for no and yes", f.Name, len(f.Levels))
		case f.Kind == Categorical && (len(f.Levels) == 0 || len(f.Levels) > mostLevels || !slices.IsSorted(f.Levels)):
			report("feature %q has %d levels, or they are not sorted", f.Name, len(f.Levels))
		}
	}
	return errors.Join(problems...)
}
