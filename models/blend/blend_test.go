package blend_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/blend"
)

// scaled is a model whose margin is scale times the first feature.
type scaled struct {
	Scale float64 `json:"scale"`
}

func (s scaled) PredictProba(dst []float64, x *mat.Dense) []float64 {
	n, _ := x.Dims()
	if dst == nil {
		dst = make([]float64, n)
	}
	for i := range n {
		dst[i] = 1 / (1 + math.Exp(-s.Scale*x.At(i, 0)))
	}
	return dst
}

func (s scaled) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]float64{"scale": s.Scale})
}

func (s scaled) Features() int { return 2 }

// told is a scaled model that explains itself.
type told struct{ scaled }

func (s told) Contributions(dst, x *mat.Dense) *mat.Dense {
	n, p := x.Dims()
	if dst == nil {
		dst = mat.NewDense(n, p, nil)
	}
	dst.Zero()
	for i := range n {
		dst.Set(i, 0, s.Scale*x.At(i, 0))
	}
	return dst
}

func loadTold(data []byte) (models.Predictor, error) {
	var s scaled
	err := json.Unmarshal(data, &s)
	return told{s}, err
}

// TestMarginsAverage: the margin of .25·(2x) + .75·(-2x) is -x, by hand.
func TestMarginsAverage(t *testing.T) {
	m, err := blend.New([]blend.Member{
		{Algorithm: "a", Weight: 1, Predictor: told{scaled{Scale: 2}}},
		{Algorithm: "b", Weight: 3, Predictor: told{scaled{Scale: -2}}},
		{Algorithm: "none", Weight: 0, Predictor: scaled{Scale: 100}},
	})
	if err != nil {
		t.Fatal(err)
	}
	x := mat.NewDense(3, 2, []float64{0, 9, 1, 9, -3, 9})
	want := []float64{0.5, 1 / (1 + math.E), 1 / (1 + math.Exp(-3))}
	p := m.Predictor()
	if diff := cmp.Diff(want, p.PredictProba(nil, x), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("probabilities (-want +got):\n%s", diff)
	}
	explainer, ok := p.(models.Explainer)
	if !ok {
		t.Fatal("members that explain themselves make a blend that does not")
	}
	if diff := cmp.Diff([]float64{0, 0, -1, 0, 3, 0}, explainer.Contributions(nil, x).RawMatrix().Data, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("contributions (-want +got):\n%s", diff)
	}
	text, err := p.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := blend.Loader(map[string]func([]byte) (models.Predictor, error){"a": loadTold, "b": loadTold})(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.PredictProba(nil, x), again.PredictProba(nil, x)); diff != "" {
		t.Errorf("loaded again (-want +got):\n%s", diff)
	}
}

func TestPartlyExplainedIsNotExplained(t *testing.T) {
	m, err := blend.New([]blend.Member{{"a", 1, told{scaled{Scale: 2}}}, {"b", 1, scaled{Scale: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Predictor().(models.Explainer); ok {
		t.Error("a blend explains itself though a member cannot")
	}
}

func TestRefuses(t *testing.T) {
	for name, weights := range map[string][]float64{"no weight": {0, 0}, "negative": {1, -1}, "not a number": {math.NaN(), 1}, "infinite": {math.Inf(1), 1}} {
		var members []blend.Member
		for _, w := range weights {
			members = append(members, blend.Member{Algorithm: "a", Weight: w, Predictor: scaled{}})
		}
		if _, err := blend.New(members); !errors.Is(err, models.ErrEmpty) && !errors.Is(err, models.ErrValue) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	load := blend.Loader(map[string]func([]byte) (models.Predictor, error){"a": loadTold})
	for name, text := range map[string]string{
		"not JSON": "{", "no members": "{}", "unknown member": `{"members":[{"algorithm":"z","weight":1,"predictor":{}}]}`,
		"blend of blends": `{"members":[{"algorithm":"average","weight":1,"predictor":{}}]}`,
		"damaged member":  `{"members":[{"algorithm":"a","weight":1,"predictor":[]}]}`,
		"negative weight": `{"members":[{"algorithm":"a","weight":-1,"predictor":{}}]}`,
	} {
		if p, err := load([]byte(text)); err == nil || p != nil && !strings.Contains(err.Error(), "blend") {
			t.Errorf("%s: predictor %v, error %v", name, p, err)
		}
	}
}

// TestWeights: a member that knows the labels' odds takes everything from one
// that is noise; two halves of the truth share alike.
func TestWeights(t *testing.T) {
	var y, first, second, noise []float64
	for i := range 4000 {
		u, v := float64(i%20)/20-0.475, float64(i/20%20)/20-0.475
		p := 1 / (1 + math.Exp(-4*(u+v)))
		label := 0.0
		if math.Mod(float64(i)*0.6180339887498949, 1) < p { // evenly spread by the golden ratio
			label = 1
		}
		y = append(y, label)
		first, second = append(first, 1/(1+math.Exp(-8*u))), append(second, 1/(1+math.Exp(-8*v)))
		noise = append(noise, 1/(1+math.Exp(-4*math.Mod(float64(i)*0.7548776662466927, 1)+2)))
	}
	w, err := blend.Weights([][]float64{first, second, noise}, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(w[0]-w[1]) > 0.11 || w[2] > 0.11 || math.Abs(w[0]+w[1]+w[2]-1) > 1e-12 {
		t.Errorf("weights %v, want halves for the first two and next to nothing for noise", w)
	}
	// A member of nearly one value says nothing, and a good one keeps its weight.
	flat := make([]float64, len(y))
	for i := range flat {
		flat[i] = 0.5 + 1e-12*float64(i%2)
	}
	both := make([]float64, len(y))
	for i := range both {
		both[i] = 1 / (1 + math.Exp(-blend.Logit(first[i])/2-blend.Logit(second[i])/2))
	}
	if w, err := blend.Weights([][]float64{flat, both}, y, nil); err != nil || w[1] < 0.1 {
		t.Errorf("beside a constant: weights %v, error %v", w, err)
	}
	if _, err := blend.Weights(nil, y, nil); !errors.Is(err, models.ErrEmpty) {
		t.Errorf("no members: error %v", err)
	}
	if _, err := blend.Weights([][]float64{first[1:]}, y, nil); !errors.Is(err, models.ErrShape) {
		t.Errorf("too few rows: error %v", err)
	}
}
