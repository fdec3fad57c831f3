package gbdt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/scorer"
	"predict/models/gbdt/shap"
	"predict/models/gbdt/tree"
)

// Model is a trained ensemble. It is immutable and safe for concurrent use.
type Model struct {
	ensemble *tree.Ensemble

	scorer *scorer.Scorer

	// Explaining takes tables that are made when it is first asked for.
	explaining sync.Once
	explainer  *shap.Explainer
	explainErr error
}

var _ models.Explainer = (*Model)(nil)

// NewModel gives the model of an ensemble, which must not change afterwards. It
// refuses ensembles whose nodes do not form trees.
func NewModel(e *tree.Ensemble) (*Model, error) {
	s, err := scorer.New(e)
	if err != nil {
		return nil, fmt.Errorf("setting up boosted trees: %w", err)
	}
	return &Model{ensemble: e, scorer: s}, nil
}

// Ensemble gives the trees, to be read only.
func (m *Model) Ensemble() *tree.Ensemble { return m.ensemble }

// Features is the number of columns that the model reads.
func (m *Model) Features() int { return len(m.ensemble.Features) }

// Rounds is the number of trees.
func (m *Model) Rounds() int { return len(m.ensemble.Trees) }

// PredictProba implements models.Predictor. It panics where x does not have as
// many columns as the training data, or dst not as many places as x has rows.
func (m *Model) PredictProba(dst []float64, x *mat.Dense) []float64 {
	dst = m.Margins(dst, x)
	for i, margin := range dst {
		dst[i] = m.ensemble.Probability(margin)
	}
	return dst
}

// Margins gives the log odds of each row of x, in order, in dst (allocated
// where nil). It panics as PredictProba does.
func (m *Model) Margins(dst []float64, x *mat.Dense) []float64 {
	n := m.rows(x)
	if dst != nil && len(dst) != n {
		panic(fmt.Sprintf("gbdt: %d places for %d rows", len(dst), n))
	}
	return m.scorer.Margins(dst, x, 0)
}

// Contributions implements models.Explainer: a row's contributions (Shapley
// values, path-dependent) and BaseMargin add up to its margin. It panics as
// PredictProba does, and where Explains reports an error.
func (m *Model) Contributions(dst, x *mat.Dense) *mat.Dense {
	n := m.rows(x)
	if dst != nil {
		if r, c := dst.Dims(); r != n || c != m.Features() {
			panic(fmt.Sprintf("gbdt: %d×%d places for %d×%d contributions", r, c, n, m.Features()))
		}
	}
	if err := m.Explains(); err != nil {
		panic(fmt.Sprintf("gbdt: %v", err))
	}
	return m.explainer.Contributions(dst, x, 0)
}

// ContributionsByGroup implements models.GroupExplainer. It panics as
// Contributions does.
func (m *Model) ContributionsByGroup(x *mat.Dense, group []int, groups int) *mat.Dense {
	m.rows(x)
	if err := m.Explains(); err != nil {
		panic(fmt.Sprintf("gbdt: %v", err))
	}
	return m.explainer.ByGroup(nil, x, group, groups, 0)
}

// Explains reports why the model cannot explain its predictions, or nil: trees
// read from elsewhere may lack the counts of rows that explanations rest on.
func (m *Model) Explains() error {
	m.explaining.Do(func() { m.explainer, m.explainErr = shap.New(m.ensemble) })
	if m.explainErr != nil {
		return fmt.Errorf("explaining boosted trees: %w", m.explainErr)
	}
	return nil
}

// BaseMargin is the margin (log odds) of a row whose features add nothing. It
// panics where Explains reports an error.
func (m *Model) BaseMargin() float64 {
	if err := m.Explains(); err != nil {
		panic(fmt.Sprintf("gbdt: %v", err))
	}
	return m.explainer.Base()
}

func (m *Model) rows(x *mat.Dense) int {
	n, p := x.Dims()
	if p != m.Features() {
		panic(fmt.Sprintf("gbdt: %d columns for a model of %d features", p, m.Features()))
	}
	return n
}

// stored is the model's JSON.
type stored struct {
	ModelText string `json:"model_txt"`
}

// MarshalJSON gives a JSON object whose one member, model_txt, is the ensemble in
// LightGBM's text format. Load rebuilds the model from it bit for bit.
func (m *Model) MarshalJSON() ([]byte, error) {
	var text strings.Builder
	if err := m.ensemble.WriteText(&text); err != nil {
		return nil, fmt.Errorf("writing boosted trees: %w", err)
	}
	return json.Marshal(stored{ModelText: text.String()})
}

// Load rebuilds a Model from its JSON. It refuses unknown members and text after
// the object, and every text that tree.ReadText refuses.
func Load(data []byte) (models.Predictor, error) {
	var s stored
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading boosted trees: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("reading boosted trees: text after the model: %w", models.ErrValue)
	}
	e, err := tree.ReadText(strings.NewReader(s.ModelText))
	if err != nil {
		return nil, fmt.Errorf("reading boosted trees: %w", err)
	}
	m, err := NewModel(e)
	if err != nil {
		return nil, fmt.Errorf("reading boosted trees: %w", err)
	}
	return m, nil
}
