package drift

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"predict/models"
)

// version is that of a Reference's JSON.
const version = 1

// stored is a Reference as JSON.
type stored struct {
	Version  int            `json:"version"`
	Rows     int64          `json:"rows"`
	Features []storedSpread `json:"features"`
	Score    *storedSpread  `json:"score,omitempty"`
}

type storedSpread struct {
	Name        string    `json:"name,omitempty"`
	Categorical bool      `json:"categorical,omitempty"`
	Cuts        []float32 `json:"cuts"`
	Counts      []int64   `json:"counts"`
}

func store(d distribution) storedSpread {
	cuts := d.cuts
	if cuts == nil {
		cuts = []float32{}
	}
	return storedSpread{d.name, d.categorical, cuts, d.counts}
}

func (f storedSpread) load() distribution {
	d := distribution{name: f.Name, categorical: f.Categorical, cuts: f.Cuts, counts: f.Counts}
	d.ready()
	return d
}

// MarshalJSON gives what UnmarshalJSON reads.
func (r *Reference) MarshalJSON() ([]byte, error) {
	s := stored{Version: version, Rows: r.rows, Features: make([]storedSpread, len(r.features))}
	for j, d := range r.features {
		s.Features[j] = store(d)
	}
	if r.score != nil {
		score := store(*r.score)
		s.Score = &score
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads a reference and refuses, as models.ErrValue, one that is
// not whole, of another version, or contradicts itself; all faults at once. The
// receiver is then unchanged.
func (r *Reference) UnmarshalJSON(data []byte) error {
	var s stored
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return fmt.Errorf("reading the reference of drift: %w: %w", err, models.ErrValue)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("reading the reference of drift: text after it: %w", models.ErrValue)
	}
	if s.Version != version {
		return fmt.Errorf("reading the reference of drift: version %d, this program reads %d; train the model again or use the program that wrote it: %w",
			s.Version, version, models.ErrValue)
	}
	if err := s.check(); err != nil {
		return fmt.Errorf("reading the reference of drift: %w", err)
	}
	out := Reference{rows: s.Rows, features: make([]distribution, len(s.Features))}
	for j, f := range s.Features {
		out.features[j] = f.load()
	}
	if s.Score != nil {
		score := s.Score.load()
		out.score = &score
	}
	*r = out
	return nil
}

// maxRows keeps sums of counts far from overflow.
const maxRows = 1 << 40

func (s *stored) check() error {
	if s.Rows < 1 || s.Rows > maxRows {
		return fmt.Errorf("%d rows, must be between 1 and %d: %w", s.Rows, int64(maxRows), models.ErrValue)
	}
	if len(s.Features) == 0 {
		return fmt.Errorf("no features: %w", models.ErrValue)
	}
	names := make([]string, len(s.Features))
	var problems []error
	for j, f := range s.Features {
		names[j] = f.Name
		if err := f.check(s.Rows); err != nil {
			problems = append(problems, fmt.Errorf("feature %q: %w", f.Name, err))
		}
	}
	problems = append(problems, checkNames(names))
	if s.Score != nil {
		if s.Score.Name != "" || s.Score.Categorical {
			problems = append(problems, fmt.Errorf("the score has a name or categories: %w", models.ErrValue))
		}
		if err := s.Score.check(s.Rows); err != nil {
			problems = append(problems, fmt.Errorf("score: %w", err))
		}
	}
	return errors.Join(problems...)
}

func (f *storedSpread) check(rows int64) error {
	if len(f.Cuts) > bins+2 {
		return fmt.Errorf("%d cuts, at most %d are allowed: %w", len(f.Cuts), bins+2, models.ErrValue)
	}
	if len(f.Counts) != len(f.Cuts)+2 {
		return fmt.Errorf("%d counts for %d cuts, must be two more: %w", len(f.Counts), len(f.Cuts), models.ErrValue)
	}
	if !slices.IsSorted(f.Cuts) || len(slices.Compact(slices.Clone(f.Cuts))) != len(f.Cuts) {
		return fmt.Errorf("the cuts do not rise: %w", models.ErrValue)
	}
	left := rows
	for k, n := range f.Counts {
		if n < 0 || n > left {
			return fmt.Errorf("count %d is %d, the counts must sum to %d rows: %w", k, n, rows, models.ErrValue)
		}
		left -= n
	}
	if left != 0 {
		return fmt.Errorf("the counts sum to %d, must be %d rows: %w", rows-left, rows, models.ErrValue)
	}
	return nil
}
