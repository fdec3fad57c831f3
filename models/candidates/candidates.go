package candidates

import (
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/blend"
)

// Candidate is one way to learn.
type Candidate struct {
	// Name is that of the algorithm.
	Name      string
	Estimator models.Estimator
	// MaxRows is the most rows that it learns from; more are sampled down by
	// customer. 0 means no bound.
	MaxRows int
}

// Rows are labelled rows with the stable hash of each row's customer, by which
// samples and folds are drawn.
type Rows struct {
	models.Labelled
	Keys []uint64
}

// Take gives the rows of the given numbers, copied.
func (r Rows) Take(rows []int) Rows {
	p := r.X.P
	out := Rows{Keys: make([]uint64, len(rows))}
	out.X = &models.Matrix32{N: len(rows), P: p, Data: make([]float32, len(rows)*p)}
	out.Y = make([]float64, len(rows))
	if r.W != nil {
		out.W = make([]float64, len(rows))
	}
	for k, i := range rows {
		copy(out.X.Row(k), r.X.Row(i))
		out.Y[k], out.Keys[k] = r.Y[i], r.Keys[i]
		if r.W != nil {
			out.W[k] = r.W[i]
		}
	}
	return out
}

// Fitted is a candidate that has learned.
type Fitted struct {
	Name      string
	Predictor models.Predictor
	// Rounds is how many rounds a booster made, 0 for other algorithms.
	Rounds int
	// Rows is the number of rows learned from.
	Rows int
}

// Trainer fits candidates.
type Trainer struct {
	Candidates []Candidate
	// Average names the candidates whose average is a candidate too, where there are
	// two or more of them.
	Average []string
	// Seed draws samples and folds.
	Seed uint64
	// Done is called after each fit with the candidate's name; nil is allowed.
	Done func(name string)
}

// Names lists the candidates' names, with the average's where there is one.
func (t Trainer) Names() []string {
	var names []string
	for _, c := range t.Candidates {
		names = append(names, c.Name)
	}
	if t.averages() {
		names = append(names, blend.Name)
	}
	return names
}

func (t Trainer) averages() bool {
	n := 0
	for _, c := range t.Candidates {
		if t.member(c.Name) {
			n++
		}
	}
	return n > 1
}

// member reports whether a candidate is part of the average.
func (t Trainer) member(name string) bool { return slices.Contains(t.Average, name) }

// Recipe is what a rehearsal found: how to fit for good.
type Recipe struct {
	// Rounds of each booster, by name; a booster without an entry makes the rounds
	// of its own settings.
	Rounds map[string]int `json:"rounds,omitempty"`
	// Weights of the average's members, by name; nil weighs all alike. Where one
	// member has all the weight there is no average unless it is asked for by name.
	Weights map[string]float64 `json:"weights,omitempty"`
}

// alone reports whether one member has all the weight of the average, which is
// then that candidate under another name.
func (r Recipe) alone() bool {
	members := 0
	for _, w := range r.Weights {
		if w > 0 {
			members++
		}
	}
	return r.Weights != nil && members < 2
}

// Fit fits the candidates called names (nil: all) on rows, in the order of
// Names. It reports models.ErrOneClass and what the estimators report.
func (t Trainer) Fit(ctx context.Context, rows Rows, recipe Recipe, names []string) ([]Fitted, error) {
	var out []Fitted
	wanted := func(name string) bool { return names == nil || slices.Contains(names, name) }
	member := func(name string) bool {
		return t.averages() && t.member(name) && wanted(blend.Name) && (recipe.Weights == nil || recipe.Weights[name] > 0)
	}
	fitted := map[string]Fitted{}
	for _, c := range t.Candidates {
		if !wanted(c.Name) && !member(c.Name) {
			continue
		}
		f, err := t.fit(ctx, c, rows, nil, recipe.Rounds[c.Name])
		if err != nil {
			return nil, err
		}
		fitted[c.Name] = f
		if wanted(c.Name) {
			out = append(out, f)
		}
	}
	if t.averages() && wanted(blend.Name) && (names != nil || !recipe.alone()) {
		f, err := t.average(fitted, recipe.Weights)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// average blends fitted candidates.
func (t Trainer) average(fitted map[string]Fitted, weights map[string]float64) (Fitted, error) {
	var members []blend.Member
	out := Fitted{Name: blend.Name}
	for _, c := range t.Candidates {
		f, ok := fitted[c.Name]
		if !ok || !t.member(c.Name) {
			continue
		}
		weight := 1.0
		if weights != nil {
			weight = weights[c.Name]
		}
		members = append(members, blend.Member{Algorithm: c.Name, Weight: weight, Predictor: f.Predictor})
		out.Rows = max(out.Rows, f.Rows)
	}
	m, err := blend.New(members)
	if err != nil {
		return Fitted{}, err
	}
	out.Predictor = m.Predictor()
	return out, nil
}

// fit fits one candidate. With later rows a booster finds its rounds there;
// otherwise it makes the given ones, or those of its settings where rounds is 0.
func (t Trainer) fit(ctx context.Context, c Candidate, rows Rows, later *models.Labelled, rounds int) (Fitted, error) {
	if c.MaxRows > 0 && rows.X.N > c.MaxRows {
		rows = rows.Take(t.sample(rows.Keys, c.MaxRows))
	}
	f := Fitted{Name: c.Name, Rows: rows.X.N}
	var err error
	if booster, ok := c.Estimator.(models.Booster); ok {
		if later == nil && rounds > 0 {
			booster = booster.WithRounds(rounds)
		}
		f.Predictor, f.Rounds, err = booster.FitRows(ctx, rows.Labelled, later)
	} else {
		f.Predictor, err = c.Estimator.Fit(ctx, rows.X.Dense(nil), rows.Y, rows.W)
	}
	if err != nil {
		return Fitted{}, fmt.Errorf("fitting %s on %d rows: %w", c.Name, rows.X.N, err)
	}
	if t.Done != nil {
		t.Done(c.Name)
	}
	return f, nil
}

// predictBlock is how many rows are widened at once, so that the memory of a
// prediction is bounded.
const predictBlock = 8192

// Predict gives the probabilities of float32 rows.
func Predict(p models.Predictor, x *models.Matrix32) []float64 {
	out := make([]float64, x.N)
	for from := 0; from < x.N; from += predictBlock {
		to := min(from+predictBlock, x.N)
		block := models.Matrix32{N: to - from, P: x.P, Data: x.Data[from*x.P : to*x.P]}
		p.PredictProba(out[from:to], block.Dense(nil))
	}
	return out
}

// RowsOf makes Rows of a mat.Dense in single precision; keys nil makes each row
// its own customer.
func RowsOf(x *mat.Dense, y, w []float64, keys []uint64) Rows {
	n, p := x.Dims()
	r := Rows{Keys: keys}
	r.X = &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}
	for i := range n {
		into := r.X.Row(i)
		for j, v := range x.RawRowView(i) {
			into[j] = float32(v)
		}
	}
	r.Y, r.W = y, w
	if keys == nil {
		r.Keys = make([]uint64, n)
		for i := range r.Keys {
			r.Keys[i] = uint64(i)
		}
	}
	return r
}
