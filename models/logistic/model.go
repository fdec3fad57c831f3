package logistic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Model is a fitted model: an intercept and one curve per feature.
type Model struct {
	intercept float64
	converged bool
	curves    []curve
}

var _ models.Explainer = (*Model)(nil)

// curve is what a feature adds to the log odds, against the average training
// row.
type curve struct {
	scale
	// Heights are the values at the knots; between them lie straight lines.
	Heights []float64 `json:"heights"`
	// Missing is the value where the feature is missing.
	Missing float64 `json:"missing"`
}

// newModel reads the curves off the objective's solution.
func newModel(f *objective, theta []float64, converged bool) *Model {
	f.curves(theta)
	m := &Model{intercept: theta[0], converged: converged, curves: make([]curve, f.design.p)}
	for j, s := range f.design.scales {
		lines := f.lines[j*slots : (j+1)*slots]
		c := curve{scale: s, Missing: lines[missingSlot].start}
		switch {
		case len(s.Knots) < 2:
			// A value that does not vary, perhaps beside an indicator.
			c.Knots, c.Heights = []float64{0}, []float64{lines[0].start}
		default:
			for k := 0; k+1 < len(s.Knots); k++ {
				c.Heights = append(c.Heights, lines[k].start)
			}
			last := lines[len(s.Knots)-2]
			c.Heights = append(c.Heights, last.start+last.rise)
		}
		m.curves[j] = c
	}
	return m
}

// at gives the curve's value; NaN means missing.
func (c *curve) at(v float64) float64 {
	if math.IsNaN(v) {
		return c.Missing
	}
	if len(c.Knots) < 2 {
		return c.Heights[0]
	}
	k, along := c.place(v)
	return c.Heights[k] + float64(along*(c.Heights[k+1]-c.Heights[k]))
}

// BaseMargin is the margin (log odds) of a row whose features add nothing.
func (m *Model) BaseMargin() float64 { return m.intercept }

// Converged says whether the search reached its tolerance.
func (m *Model) Converged() bool { return m.converged }

// Features is the number of features that the model reads.
func (m *Model) Features() int { return len(m.curves) }

// PredictProba implements models.Predictor. It panics where x does not have as
// many columns as the training data, or dst not as many places as x has rows.
func (m *Model) PredictProba(dst []float64, x *mat.Dense) []float64 {
	dst = m.Margins(dst, x)
	for i, margin := range dst {
		dst[i] = 1 / (1 + math.Exp(-margin))
	}
	return dst
}

// Margins gives the log odds of each row of x, in order, in dst (allocated
// where nil). It panics as PredictProba does.
func (m *Model) Margins(dst []float64, x *mat.Dense) []float64 {
	n := m.rows(x)
	if dst == nil {
		dst = make([]float64, n)
	}
	if len(dst) != n {
		panic(fmt.Sprintf("logistic: %d places for %d rows", len(dst), n))
	}
	m.forRows(n, func(i int) {
		margin := m.intercept
		for j, v := range x.RawRowView(i) {
			margin += m.curves[j].at(v)
		}
		dst[i] = margin
	})
	return dst
}

// Contributions implements models.Explainer: a row's contributions and
// BaseMargin add up to its margin. It panics as PredictProba does.
func (m *Model) Contributions(dst, x *mat.Dense) *mat.Dense {
	n := m.rows(x)
	if dst == nil {
		dst = mat.NewDense(n, len(m.curves), nil)
	}
	if r, c := dst.Dims(); r != n || c != len(m.curves) {
		panic(fmt.Sprintf("logistic: %d×%d places for %d×%d contributions", r, c, n, len(m.curves)))
	}
	m.forRows(n, func(i int) {
		row := dst.RawRowView(i)
		for j, v := range x.RawRowView(i) {
			row[j] = m.curves[j].at(v)
		}
	})
	return dst
}

func (m *Model) rows(x *mat.Dense) int {
	n, p := x.Dims()
	if p != len(m.curves) {
		panic(fmt.Sprintf("logistic: %d columns for a model of %d features", p, len(m.curves)))
	}
	return n
}

func (m *Model) forRows(n int, do func(i int)) {
	k := newBlocks(n, 0)
	// The background context is never cancelled, so there is no error.
	_ = parallel(context.Background(), k.count, k.workers, func(b int) {
		from, to := k.bounds(b)
		for i := from; i < to; i++ {
			do(i)
		}
	})
}

// stored is the model's JSON.
type stored struct {
	Intercept float64 `json:"intercept"`
	Converged bool    `json:"converged"`
	Curves    []curve `json:"curves"`
}

// MarshalJSON gives all that Load needs to rebuild the model bit for bit.
func (m *Model) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Intercept: m.intercept, Converged: m.converged, Curves: m.curves})
}

// Load rebuilds a Model from its JSON. It refuses unknown fields, curves whose
// knots do not rise and numbers beyond 1e100, whose sums might not be finite, as
// models.ErrValue.
func Load(data []byte) (models.Predictor, error) {
	var s stored
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading logistic regression: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("reading logistic regression: text after the model: %w", models.ErrValue)
	}
	if len(s.Curves) == 0 {
		return nil, fmt.Errorf("reading logistic regression: no curves: %w", models.ErrEmpty)
	}
	if err := inRange(s.Intercept); err != nil {
		return nil, fmt.Errorf("reading logistic regression: intercept: %w", err)
	}
	for j, c := range s.Curves {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("reading logistic regression: curve %d: %w", j, err)
		}
	}
	return &Model{intercept: s.Intercept, converged: s.Converged, curves: s.Curves}, nil
}

func (c *curve) check() error {
	if len(c.Knots) == 0 || len(c.Knots) != len(c.Heights) {
		return fmt.Errorf("%d knots and %d heights: %w", len(c.Knots), len(c.Heights), models.ErrShape)
	}
	if c.Log < 0 {
		return fmt.Errorf("unit %v of the logarithm: %w", c.Log, models.ErrValue)
	}
	for k := 1; k < len(c.Knots); k++ {
		if !(c.Knots[k] > c.Knots[k-1]) {
			return fmt.Errorf("knot %d does not rise: %w", k, models.ErrValue)
		}
	}
	return errors.Join(inRange(c.Missing), inRange(c.Knots...), inRange(c.Heights...))
}

// inRange refuses numbers that no training gives.
func inRange(values ...float64) error {
	for _, v := range values {
		if !(math.Abs(v) <= hugeSize) {
			return fmt.Errorf("%v is beyond any log odds: %w", v, models.ErrValue)
		}
	}
	return nil
}
