package tree

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/models/gbdt/tree/treetest"
)

// read reads a text that has to be sound.
func read(t testing.TB, text []byte) *Ensemble {
	t.Helper()
	e, err := ReadText(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func write(t testing.TB, e *Ensemble) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := e.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The expected figures are those of LightGBM's Python package; its version is in
// the fixtures.
func TestPredictsAsLightGBM(t *testing.T) {
	for _, f := range treetest.Load(t, "testdata") {
		t.Run(f.Name, func(t *testing.T) {
			e := read(t, f.Text)
			if f.LightGBM == "" {
				t.Error("the fixture does not say which version made it")
			}
			for i, row := range f.Rows {
				margin := e.Margin(row)
				if !(math.Abs(margin-f.Raw[i]) <= 1e-12) {
					t.Errorf("row %d %v: margin %v, LightGBM %v", i, row, margin, f.Raw[i])
				}
				if p := e.Probability(margin); !(math.Abs(p-f.Probability[i]) <= 1e-12) {
					t.Errorf("row %d %v: probability %v, LightGBM %v", i, row, p, f.Probability[i])
				}
			}
			if diff := cmp.Diff(f.Features, e.Features); diff != "" {
				t.Errorf("names (-LightGBM +here):\n%s", diff)
			}
			gain, splits := e.Importances()
			for i := range gain {
				if float64(splits[i]) != f.Splits[i] || math.Abs(gain[i]-f.Gain[i]) > 1e-9*f.Gain[i] {
					t.Errorf("%s: %d splits bring %v, LightGBM %v and %v", e.Features[i], splits[i], gain[i], f.Splits[i], f.Gain[i])
				}
			}
		})
	}
}

func TestLightGBMsTextComesBackByteForByte(t *testing.T) {
	for _, f := range treetest.Load(t, "testdata") {
		t.Run(f.Name, func(t *testing.T) {
			e := read(t, f.Text)
			want := strings.Replace(string(f.Text), "pandas_categorical:[]", "pandas_categorical:null", 1)
			want = strings.Replace(want, "version=v3", "version=v4", 1)
			if f.LightGBM == "2.3.1" {
				want = strings.Replace(want, "feature importances:", "feature_importances:", 1)
				want = strings.ReplaceAll(want, "\nshrinkage=", "\nis_linear=0\nshrinkage=")
				want = regexp.MustCompile(`tree_sizes=.*`).ReplaceAllString(want, "tree_sizes=")
				want = sized(want)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(write(t, e)), "\n")); diff != "" {
				t.Errorf("text (-LightGBM +here):\n%s", diff)
			}
			if err := e.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

// awkward is an ensemble with every number that is hard to write.
func awkward() *Ensemble {
	third := 1.0 / 3
	return &Ensemble{
		Features: []string{"a", "größe", "c=1"},
		Infos:    []string{"[-1e+300:5e-324]", "none", "-1:7:31"},
		Monotone: []int8{-1, 0, 1},
		Sigmoid:  third,
		Average:  true,
		Trees: []Tree{
			{Leaves: []Leaf{{Value: third, Weight: third, Count: 7}}, Shrinkage: third},
			{
				Nodes: []Node{
					{
						Feature: 2, Categorical: true, Categories: []uint32{0, 1 << 31}, Missing: MissingNaN, Left: 1, Right: -2,
						Gain: float64(float32(third)), Value: third, Weight: third * 1e-300, Count: math.MaxInt32,
					},
					{Threshold: math.Inf(1), DefaultLeft: true, Missing: MissingZero, Left: 2, Right: -4, Gain: math.Inf(-1)},
					{Feature: 1, Threshold: math.Copysign(0, -1), Left: -1, Right: -3},
				},
				Leaves:    []Leaf{{Value: 5e-324}, {Value: -math.MaxFloat64}, {Value: 1e21, Weight: 0.1}, {Value: 123456789.123}},
				Shrinkage: 1,
			},
		},
		Parameters: []string{"[objective: binary]", "[data: ]"},
	}
}

func TestWrittenAndReadIsTheSame(t *testing.T) {
	for name, e := range map[string]*Ensemble{
		"awkward numbers": awkward(),
		"no trees":        {Features: []string{"a"}, Infos: []string{"none"}, Sigmoid: 1},
	} {
		t.Run(name, func(t *testing.T) {
			text := write(t, e)
			got := read(t, text)
			if diff := cmp.Diff(e, got); diff != "" {
				t.Errorf("ensemble (-written +read):\n%s\n%s", diff, text)
			}
			if !bytes.Equal(text, write(t, got)) {
				t.Error("the second text differs from the first")
			}
		})
	}
}

func TestNamesAreWrittenAsLightGBMAllowsThem(t *testing.T) {
	e := &Ensemble{Features: []string{"Churn Score", "a:b"}, Infos: []string{"none", "none"}, Sigmoid: 1}
	got := read(t, write(t, e))
	if diff := cmp.Diff([]string{"Churn_Score", "a_b"}, got.Features); diff != "" {
		t.Error(diff)
	}
	e.Features[1] = "Churn_Score"
	if err := e.WriteText(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), `feature 1 is named "Churn_Score"`) {
		t.Errorf("two names that become the same: %v", err)
	}
}

func TestUnsoundEnsembleIsNotWritten(t *testing.T) {
	tests := map[string]struct {
		spoil func(*Ensemble)
		want  string
	}{
		"no features":     {func(e *Ensemble) { e.Features, e.Infos, e.Monotone = nil, nil, nil }, "no features"},
		"infos":           {func(e *Ensemble) { e.Infos = e.Infos[1:] }, "2 infos for 3 features"},
		"spelling":        {func(e *Ensemble) { e.Infos[0] = "0-1" }, "info 0"},
		"constraints":     {func(e *Ensemble) { e.Monotone = e.Monotone[1:] }, "2 monotone constraints"},
		"constraint":      {func(e *Ensemble) { e.Monotone[1] = 2 }, "monotone constraint 1 is 2"},
		"sigmoid":         {func(e *Ensemble) { e.Sigmoid = math.NaN() }, "sigmoid is NaN"},
		"parameter":       {func(e *Ensemble) { e.Parameters[0] = "[a: b]\nend of parameters" }, "parameter 0"},
		"leaf":            {func(e *Ensemble) { e.Trees[1].Leaves[2].Value = math.NaN() }, "tree 1: leaf_value: leaf 2"},
		"weight":          {func(e *Ensemble) { e.Trees[1].Leaves[2].Weight = math.Inf(1) }, "leaf_weight"},
		"rows":            {func(e *Ensemble) { e.Trees[1].Leaves[2].Count = -1 }, "leaf_count"},
		"many rows":       {func(e *Ensemble) { e.Trees[1].Nodes[0].Count++ }, "internal_count"},
		"leaves":          {func(e *Ensemble) { e.Trees[0].Leaves = nil }, "tree 0: num_leaves: 0 leaves"},
		"feature":         {func(e *Ensemble) { e.Trees[1].Nodes[1].Feature = 3 }, "node 1 asks for feature 3 of 3"},
		"gain":            {func(e *Ensemble) { e.Trees[1].Nodes[1].Gain = 1e39 }, "split_gain"},
		"threshold":       {func(e *Ensemble) { e.Trees[1].Nodes[1].Threshold = math.NaN() }, "threshold"},
		"missing":         {func(e *Ensemble) { e.Trees[1].Nodes[1].Missing = 3 }, "missing type 3"},
		"categories":      {func(e *Ensemble) { e.Trees[1].Nodes[0].Categories = nil }, "without categories"},
		"numeric":         {func(e *Ensemble) { e.Trees[1].Nodes[0].Categorical = false }, "numeric with categories"},
		"value":           {func(e *Ensemble) { e.Trees[1].Nodes[0].Value = math.Inf(1) }, "internal_value"},
		"internal weight": {func(e *Ensemble) { e.Trees[1].Nodes[0].Weight = math.NaN() }, "internal_weight"},
		"shrinkage":       {func(e *Ensemble) { e.Trees[1].Shrinkage = math.NaN() }, "shrinkage is NaN"},
		"root as child":   {func(e *Ensemble) { e.Trees[1].Nodes[2].Left = 0 }, "left_child: node 2 has the child 0"},
		"two parents":     {func(e *Ensemble) { e.Trees[1].Nodes[1].Right = -3 }, "right_child: node 2 has the child -3"},
		"no such leaf":    {func(e *Ensemble) { e.Trees[1].Nodes[1].Right = -5 }, "right_child: node 1 has the child -5"},
		"lowest child":    {func(e *Ensemble) { e.Trees[1].Nodes[1].Right = math.MinInt }, "right_child: node 1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := awkward()
			test.spoil(e)
			var b bytes.Buffer
			if err := e.WriteText(&b); err == nil || !strings.Contains(err.Error(), test.want) || b.Len() > 0 {
				t.Errorf("%d bytes and the error %v, expected %q", b.Len(), err, test.want)
			}
		})
	}
}

// A cycle away from the root gives every node one parent, but the root has no way
// to it.
func TestCycleAwayFromTheRootIsFound(t *testing.T) {
	e := awkward()
	e.Trees[1].Nodes[0].Left, e.Trees[1].Nodes[2].Left = -1, 1
	if err := e.Validate(); err == nil || !strings.Contains(err.Error(), "only 1 of 3 nodes") {
		t.Error(err)
	}
}

func TestValidateStopsAtTheTenthDefect(t *testing.T) {
	e := awkward()
	e.Trees = make([]Tree, 1000)
	if n := strings.Count(e.Validate().Error(), "\n"); n != 9 {
		t.Errorf("%d line ends, expected 9", n)
	}
}
