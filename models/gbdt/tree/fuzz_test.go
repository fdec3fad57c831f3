package tree

import (
	"bytes"
	"math"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzReadText reads damaged texts. What is accepted is sound, predicts a number
// for any row, and survives being written and read.
func FuzzReadText(f *testing.F) {
	f.Add([]byte(sized(small)))
	for _, name := range []string{"one_leaf", "names", "forest_stumps", "coarse"} {
		f.Add([]byte(fixture(f, name)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		survives(t, text)
		// With sizes that fit the damage goes deeper.
		survives(t, []byte(sized(regexp.MustCompile(`\ntree_sizes=.*\n`).ReplaceAllString(string(text), "\ntree_sizes=\n"))))
	})
}

func survives(t *testing.T, text []byte) {
	e, err := ReadText(bytes.NewReader(text))
	sound(t, e, err)
	if err != nil {
		return
	}
	row := make([]float64, len(e.Features))
	for _, v := range []float64{0, math.NaN(), math.Inf(1), math.Inf(-1), -1, 31, 1e300} {
		for i := range row {
			row[i] = v
		}
		for i := range e.Trees {
			if leaf := e.Trees[i].Leaf(row); leaf < 0 || leaf >= len(e.Trees[i].Leaves) {
				t.Fatalf("tree %d: leaf %d of %d", i, leaf, len(e.Trees[i].Leaves))
			}
		}
	}
	// The first writing may change names; the second may change nothing.
	once := read(t, write(t, e))
	if diff := cmp.Diff(once, read(t, write(t, once))); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(e.Trees, once.Trees, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
}
