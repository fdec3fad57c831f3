package gbdt_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// FuzzLoad damages the text of trees within their JSON. What is accepted gives
// the probability that walking its trees gives, for any row, explains itself or
// says why not, and is stored as it was read.
func FuzzLoad(f *testing.F) {
	add := func(e *tree.Ensemble) {
		var text strings.Builder
		if err := e.WriteText(&text); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text.String()), []byte(`{"model_txt":"tree"}`))
	}
	o := few()
	o.NumIterations, o.MinDataInLeaf, o.NumLeaves = 3, 1, 5
	for seed := range uint64(2) {
		m, _, err := mustNew(f, o).FitRows(f.Context(), behavioural(60, 2, seed), nil)
		if err != nil {
			f.Fatal(err)
		}
		add(m.(*gbdt.Model).Ensemble())
	}
	f.Add([]byte(""), []byte(`{"model_txt":""} {}`))
	f.Fuzz(func(t *testing.T, text, whole []byte) {
		if m, err := gbdt.Load(whole); err == nil {
			sound(t, m)
		}
		quoted, err := json.Marshal(map[string]string{"model_txt": string(text)})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := gbdt.Load(quoted); err == nil {
			sound(t, m)
		}
	})
}

func sound(t *testing.T, p models.Predictor) {
	m := p.(*gbdt.Model)
	if m.Features() > 1000 {
		return
	}
	values := []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -3, 17}
	x := mat.NewDense(len(values), m.Features(), nil)
	for i, v := range values {
		for j := range m.Features() {
			x.Set(i, j, v)
		}
	}
	e := m.Ensemble()
	for i, got := range m.Margins(nil, x) {
		want := 0.0
		for k := range e.Trees {
			leaf := e.Trees[k].Leaf(x.RawRowView(i))
			want += e.Trees[k].Leaves[leaf].Value
		}
		if e.Average && len(e.Trees) > 0 {
			want /= float64(len(e.Trees))
		}
		if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("a row of %v: margin %v, its leaves add up to %v", values[i], got, want)
		}
	}
	for i, v := range m.PredictProba(nil, x) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("a row of %v: probability %v", values[i], v)
		}
	}
	if m.Explains() == nil {
		m.Contributions(nil, x)
	}
	once, err := m.MarshalJSON()
	if err != nil {
		t.Fatalf("what was read is not stored: %v", err)
	}
	again, err := gbdt.Load(once)
	if err != nil {
		t.Fatalf("what was stored is not read: %v\n%s", err, once)
	}
	if twice, err := again.MarshalJSON(); err != nil || !bytes.Equal(once, twice) {
		t.Fatalf("stored again: %s, error %v; want %s", twice, err, once)
	}
}
