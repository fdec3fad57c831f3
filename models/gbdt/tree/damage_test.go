package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// small is a text with a categorical and two numeric nodes, and a tree of one leaf.
const small = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:1
feature_names=days kind
monotone_constraints=1 0
feature_infos=[0:9.5] -1:2:33
tree_sizes=

Tree=0
num_leaves=4
num_cat=1
split_feature=0 1 0
split_gain=3 2 1
threshold=1.5 0 7
decision_type=10 1 2
left_child=1 -1 -2
right_child=2 -3 -4
leaf_value=0.25 -0.5 1 2
leaf_weight=1 2 3 4
leaf_count=10 20 30 40
internal_value=0 0.5 0.25
internal_weight=10 4 6
internal_count=100 40 60
cat_boundaries=0 2
cat_threshold=4 2
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
split_feature=
split_gain=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0.125
leaf_weight=
leaf_count=100
internal_value=
internal_weight=
internal_count=
is_linear=0
shrinkage=0.1


end of trees

feature_importances:
days=2
kind=1

parameters:
[objective: binary]

end of parameters

pandas_categorical:null
`

// sized fills in tree_sizes, so that a test meets the damage it is about.
func sized(text string) string {
	var sizes []string
	for _, block := range regexp.MustCompile(`(?s)Tree=.*?\n\n\n`).FindAllString(text, -1) {
		sizes = append(sizes, fmt.Sprint(len(block)))
	}
	return strings.Replace(text, "tree_sizes=\n", "tree_sizes="+strings.Join(sizes, " ")+"\n", 1)
}

func TestSmallTextIsSound(t *testing.T) {
	e := read(t, []byte(sized(small)))
	if diff := cmp.Diff(sized(small), string(write(t, e))); diff != "" {
		t.Error(diff)
	}
	for _, test := range []struct {
		row  []float64
		want float64
	}{{[]float64{1, 2}, 0.375}, {[]float64{1, 33}, 0.375}, {[]float64{1, 3}, 1.125}, {[]float64{7, 2}, -0.375}, {[]float64{8, 2}, 2.125}} {
		if got := e.Margin(test.row); got != test.want {
			t.Errorf("%v: margin %v, expected %v", test.row, got, test.want)
		}
	}
}

func TestDamageIsNamed(t *testing.T) {
	tests := []struct {
		old, new string
		line     int
		cause    error
		want     string
	}{
		// The file.
		{small, "", 1, ErrForeign, "empty"},
		{small, "{\"learner\":{}}", 1, ErrForeign, "JSON"},
		{small, "\x1f\x8b\x08", 1, ErrForeign, "unpack"},
		{small, "\xef\xbb\xbftree\n", 1, ErrForeign, "byte order mark"},
		{small, "tree\r\nversion=v4\r\n", 1, ErrForeign, "CR LF"},
		{small, "PK\x03\x04" + strings.Repeat("x", 99), 1, ErrForeign, `expected "tree"`},
		{small, "tree\n", 2, ErrDamaged, "the text ends"},
		// The head.
		{"version=v4", "version=v5", 2, ErrVersion, `version="v5": expected v3 or v4`},
		{"version=v4", "version=v2", 2, ErrVersion, "load and save it with LightGBM 4"},
		{"version=v4\n", "", 2, ErrDamaged, "version= is missing"},
		{"num_class=1", "num_class=3", 3, ErrUnsupported, "objective=binary"},
		{"num_class=1", "num_class=x", 3, ErrDamaged, `num_class="x": expected an integer`},
		{"num_tree_per_iteration=1", "num_tree_per_iteration=2", 4, ErrUnsupported, "objective=binary"},
		{"label_index=0", "label_index", 5, ErrDamaged, "expected key=value"},
		{"label_index", "lable_index", 5, ErrUnsupported, `"lable_index" is not known`},
		{"label_index=0", "version=v4", 5, ErrDamaged, "version stands there twice"},
		{"max_feature_idx=1", "max_feature_idx=2", 8, ErrDamaged, "expected 3 values"},
		{"max_feature_idx=1", "max_feature_idx=0", 8, ErrDamaged, "expected 1 values"},
		{"max_feature_idx=1", "max_feature_idx=-1", 6, ErrDamaged, "at least 0"},
		{"max_feature_idx=1", "max_feature_idx=9223372036854775807", 6, ErrDamaged, "more features than"},
		{"max_feature_idx=1", "max_feature_idx=1000000000", 6, ErrDamaged, "more features than"},
		{"objective=binary sigmoid:1\n", "", 2, ErrUnsupported, "no objective"},
		{"binary sigmoid:1", "regression", 7, ErrUnsupported, "train with objective=binary"},
		{"binary sigmoid:1", "binary sigmoid:0", 7, ErrDamaged, "positive number"},
		{"binary sigmoid:1", "binary sigmoid:nan", 7, ErrDamaged, "positive number"},
		{"binary sigmoid:1", "binary", 7, ErrDamaged, "positive number"},
		{"days kind", "days days", 8, ErrDamaged, `value 2 of 2: "days"`},
		{"days kind", " days", 8, ErrDamaged, `value 1 of 2: ""`},
		{"days kind", "a:b a_b", 8, ErrDamaged, `value 2 of 2: "a_b"`},
		{"days kind", "days  kind", 8, ErrDamaged, "expected 2 values, found 3"},
		{"constraints=1 0", "constraints=1 2", 9, ErrDamaged, `value 2 of 2: "2"`},
		{"constraints=1 0", "constraints=1", 9, ErrDamaged, "expected 2 values"},
		{"[0:9.5]", "[0:9.5", 10, ErrDamaged, `value 1 of 2: "[0:9.5"`},
		{"-1:2:33", "-1:2:x", 10, ErrDamaged, `value 2 of 2: "-1:2:x"`},
		{"tree_sizes=\n", "tree_sizes=1 2\n", 13, ErrDamaged, "tree 0 takes 350 bytes, but tree_sizes says 1"},
		{"tree_sizes=\n", "tree_sizes=350\n", 34, ErrDamaged, `"Tree=1": expected "end of trees"`},
		{"tree_sizes=\n", "tree_sizes=-5\n", 11, ErrDamaged, `"-5" is not what belongs here`},
		{"tree_sizes=\n", "", 2, ErrDamaged, "tree_sizes= is missing"},
		// The trees.
		{"Tree=1", "Tree=2", 34, ErrDamaged, `"Tree=2": expected Tree=1`},
		{"num_leaves=4", "num_leaves=0", 14, ErrDamaged, "at least 1"},
		{"num_leaves=4", "num_leaves=-2147483648", 14, ErrDamaged, "at least 1"},
		{"num_leaves=4", "num_leaves=99999999", 14, ErrDamaged, "more leaves than leaf_value can hold"},
		{"num_leaves=4", "num_leaves=5", 14, ErrDamaged, "more leaves than split_feature can hold"},
		{"num_leaves=4", "num_leaves=3", 22, ErrDamaged, "expected 3 values"},
		{"num_leaves=4", "num_leaves=1", 22, ErrDamaged, "expected 1 values"},
		{"num_leaves=4\n", "", 13, ErrDamaged, "num_leaves= is missing"},
		{"split_feature=0 1 0", "split_feature=0 1 2", 16, ErrDamaged, "node 2 asks for feature 2 of 2"},
		{"split_feature=0 1 0", "split_feature=0 1 -1", 16, ErrDamaged, "node 2 asks for feature -1 of 2"},
		{"split_feature=0 1 0", "split_feature=0 1 4294967296", 16, ErrDamaged, "value 3 of 3"},
		{"split_feature=0 1 0", "split_feature=0 1", 14, ErrDamaged, "more leaves than split_feature can hold"},
		{"split_gain=3 2 1", "split_gain=3 2 nan", 17, ErrDamaged, "node 2 has the gain NaN"},
		{"threshold=1.5 0 7", "threshold=nan 0 7", 18, ErrDamaged, "node 0 has the threshold NaN"},
		{"threshold=1.5 0 7", "threshold=1e999 0 7", 18, ErrDamaged, `value 1 of 3: "1e999"`},
		{"threshold=1.5 0 7", "threshold=0x1p4 0 7", 18, ErrDamaged, `value 1 of 3: "0x1p4"`},
		{"threshold=1.5 0 7", "threshold=1.5 1 7", 18, ErrDamaged, "node 1 asks for the categories 1, expected set 0 of 1"},
		{"threshold=1.5 0 7", "threshold=1.5 -1 7", 18, ErrDamaged, "node 1 asks for the categories -1"},
		{"decision_type=10 1 2", "decision_type=10 1 14", 19, ErrDamaged, "missing type 3"},
		{"decision_type=10 1 2", "decision_type=10 1 16", 19, ErrDamaged, `value 3 of 3: "16"`},
		{"decision_type=10 1 2", "decision_type=10 1 1", 18, ErrDamaged, "node 2 asks for the categories 7, expected set 1 of 1"},
		{"decision_type=10 1 2", "decision_type=10 2 2", 15, ErrDamaged, "only 0 nodes are categorical"},
		{"left_child=1 -1 -2", "left_child=0 -1 -2", 20, ErrDamaged, "node 0 has the child 0"},
		{"left_child=1 -1 -2", "left_child=3 -1 -2", 20, ErrDamaged, "node 0 has the child 3, beyond the 4 leaves"},
		{"left_child=1 -1 -2", "left_child=1 -1 -1", 20, ErrDamaged, "node 1 has the child -1, which has another parent"},
		{"left_child=1 -1 -2", "left_child=1 -5 -2", 20, ErrDamaged, "node 1 has the child -5, beyond the 4 leaves"},
		{"right_child=2 -3 -4", "right_child=2 2 -4", 21, ErrDamaged, "node 1 has the child 2, which has another parent"},
		{"right_child=2 -3 -4", "right_child=-4 -3 2", 20, ErrDamaged, "only 2 of 3 nodes are reached"},
		{"leaf_value=0.25", "leaf_value=inf", 22, ErrDamaged, "leaf 0 has the value +Inf"},
		{"leaf_value=0.25", "leaf_value=0,25", 22, ErrDamaged, `"0,25" is not what belongs here`},
		{"leaf_value=0.125", "leaf_value=", 43, ErrDamaged, "expected 1 values, found 0"},
		{"leaf_weight=1 2 3 4\n", "", 13, ErrDamaged, "leaf_weight= is missing"},
		{"leaf_count=10 20 30 40", "leaf_count=10 20 30 -40", 24, ErrDamaged, "leaf 3 has -40 rows"},
		{"internal_value=0 0.5", "internal_value=0 inf", 25, ErrDamaged, "node 1 has the value +Inf"},
		{"internal_count=100", "internal_count=2147483648", 27, ErrDamaged, `"2147483648"`},
		{"num_cat=1", "num_cat=2", 15, ErrDamaged, "more sets than cat_boundaries can hold"},
		{"num_cat=1", "num_cat=9223372036854775807", 15, ErrDamaged, "more sets than cat_boundaries can hold"},
		{"num_cat=1", "num_cat=-1", 15, ErrDamaged, "at least 0"},
		{"num_cat=1", "num_cat=0", 18, ErrDamaged, "expected set 0 of 0"},
		{"cat_boundaries=0 2", "cat_boundaries=0 3", 28, ErrDamaged, "cat_threshold has fewer words"},
		{"cat_boundaries=0 2", "cat_boundaries=0 1", 29, ErrDamaged, "expected 1 values"},
		{"cat_boundaries=0 2", "cat_boundaries=1 2", 28, ErrDamaged, "value 1 of 2"},
		{"cat_boundaries=0 2", "cat_boundaries=0 0", 28, ErrDamaged, "value 2 of 2"},
		{"cat_boundaries=0 2", "cat_boundaries=0 -2", 28, ErrDamaged, "value 2 of 2"},
		{"cat_boundaries=0 2\n", "", 13, ErrDamaged, "cat_boundaries= is missing"},
		{"cat_threshold=4 2", "cat_threshold=4 4294967296", 29, ErrDamaged, `"4294967296"`},
		{"is_linear=0", "is_linear=1", 30, ErrUnsupported, "linear_tree=false"},
		{"shrinkage=1", "shrinkage=inf", 31, ErrDamaged, "finite number"},
		{"shrinkage=1\n\n\n", "shrinkage=1\n\n", 34, ErrDamaged, `"Tree=1": expected a second empty line`},
		// The rest.
		{"end of trees", "end of tree", 53, ErrDamaged, `"end of tree": expected "end of trees"`},
		{"days=2", "weeks=2", 56, ErrDamaged, "importance of a feature"},
		{"days=2", "days=two", 56, ErrDamaged, "name=number"},
		{"[objective: binary]", "objective: binary", 60, ErrDamaged, "expected [name: value]"},
		{"end of parameters", "", 64, ErrDamaged, `"pandas_categorical:null"`},
		{"\nend of parameters\n\npandas_categorical:null\n", "", 61, ErrDamaged, `expected "end of parameters"`},
		{"categorical:null", `categorical:[["shop", "web"]]`, 64, ErrUnsupported, "cat.codes"},
		{"categorical:null", `categorical:[["shop", `, 64, ErrDamaged, "a list or null"},
		{"pandas_categorical:null", "parser:", 64, ErrUnsupported, `section "parser:" is not known`},
	}
	for i, test := range tests {
		t.Run(fmt.Sprintf("%d %.30q", i, test.new), func(t *testing.T) {
			if strings.Count(small, test.old) == 0 {
				t.Fatalf("%q is not in the text", test.old)
			}
			e, err := ReadText(strings.NewReader(sized(strings.Replace(small, test.old, test.new, 1))))
			var wrong *TextError
			if e != nil || !errors.As(err, &wrong) {
				t.Fatalf("ensemble %v, error %v", e, err)
			}
			if !errors.Is(err, test.cause) || wrong.Line != test.line || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v\nexpected line %d, %q, %v", err, test.line, test.want, test.cause)
			}
			if len(err.Error()) > 400 {
				t.Errorf("the error takes %d bytes", len(err.Error()))
			}
		})
	}
}

// The models are LightGBM's own; see testdata/README.md.
func TestOtherKindsOfModelsAreRefused(t *testing.T) {
	for name, want := range map[string]string{
		"linear":            `is_linear="1"`,
		"multiclass":        `num_class="3"`,
		"regression":        `objective="regression": not a probability`,
		"lambdarank":        `objective="lambdarank"`,
		"custom":            "no objective",
		"pandas_categories": "pandas_categorical:",
	} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "refused", name+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = ReadText(bytes.NewReader(text))
			if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, expected %q", err, want)
			}
		})
	}
}

// fixture gives the text of one of LightGBM's models.
func fixture(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sound fails unless an ensemble that was read is sound, or there is an error of
// the right type.
func sound(t testing.TB, e *Ensemble, err error) {
	t.Helper()
	var wrong *TextError
	switch {
	case err != nil && !errors.As(err, &wrong):
		t.Fatalf("error %T: %v", err, err)
	case err == nil && e.Validate() != nil:
		t.Fatalf("accepted, but %v", e.Validate())
	}
}

func TestTextCutAnywhere(t *testing.T) {
	text := fixture(t, "one_hot")
	whole, end := read(t, []byte(text)), strings.Index(text, "\nend of trees")
	for i := range text {
		e, err := ReadText(strings.NewReader(text[:i]))
		sound(t, e, err)
		if err == nil && (i <= end || !cmp.Equal(e.Trees, whole.Trees)) {
			t.Fatalf("cut at byte %d of %d: accepted as another model", i, len(text))
		}
	}
}

func TestEveryLineRemoved(t *testing.T) {
	all := strings.SplitAfter(fixture(t, "categorical"), "\n")
	end := 0
	for all[end] != "end of trees\n" {
		end++
	}
	for i := range all {
		e, err := ReadText(strings.NewReader(strings.Join(all[:i], "") + strings.Join(all[i+1:], "")))
		sound(t, e, err)
		if err == nil && i <= end && all[i] != "label_index=0\n" {
			t.Errorf("accepted without line %d %q", i+1, all[i])
		}
	}
}

func TestEveryByteChanged(t *testing.T) {
	text := []byte(sized(small))
	for i := range text {
		for _, c := range []byte("0-9 =\nx\x00\xff") {
			was := text[i]
			text[i] = c
			e, err := ReadText(bytes.NewReader(text))
			sound(t, e, err)
			text[i] = was
		}
	}
}

// A tree of one long chain is read without recursion, and memory stays a small
// multiple of the text.
func TestDeepTree(t *testing.T) {
	const leaves = 200_000
	tree := Tree{Nodes: make([]Node, leaves-1), Leaves: make([]Leaf, leaves), Shrinkage: 1}
	for i := range tree.Nodes {
		tree.Nodes[i].Left, tree.Nodes[i].Right = ^i, i+1
	}
	tree.Nodes[leaves-2].Right = ^(leaves - 1)
	e := &Ensemble{Features: []string{"a"}, Infos: []string{"none"}, Sigmoid: 1, Trees: []Tree{tree}}
	text := write(t, e)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := read(t, text)
	runtime.ReadMemStats(&after)
	if many := (after.TotalAlloc - before.TotalAlloc) / uint64(len(text)); many > 20 {
		t.Errorf("%d bytes taken per byte of text", many)
	}
	if len(got.Trees[0].Leaves) != leaves {
		t.Errorf("%d leaves", len(got.Trees[0].Leaves))
	}
}

func TestReaderThatFails(t *testing.T) {
	_, err := ReadText(io.MultiReader(strings.NewReader("tree\nversion"), iotest.ErrReader(io.ErrClosedPipe)))
	var wrong *TextError
	if !errors.Is(err, io.ErrClosedPipe) || !errors.As(err, &wrong) || wrong.Line != 2 {
		t.Error(err)
	}
}

func TestWriterThatFails(t *testing.T) {
	r, w := io.Pipe()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := awkward().WriteText(w); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}
