package tree_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	"predict/models/gbdt/tree"
)

// A model that was trained in Python scores rows of a wider table here. Its
// features are found by name. LightGBM 4.7.0 says 0.499, too.
func ExampleReadText() {
	file, err := os.Open("testdata/names.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	model, err := tree.ReadText(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	table := []string{"customer", "spend€", "days since order", "größe", "x=1", "a/b(c)"}
	columns, err := model.Columns(table)
	if err != nil {
		fmt.Println(err)
		return
	}
	margin := model.Remap(table, columns).Margin([]float64{4711, 0, 1.2, math.NaN(), 0.5, 3})
	fmt.Printf("%d trees, probability %.3f\n", len(model.Trees), model.Probability(margin))
	// Output:
	// 2 trees, probability 0.499
}

// A text that is cut or edited is refused, and the error says where and why.
func ExampleTextError() {
	_, err := tree.ReadText(strings.NewReader("tree\nversion=v4\nnum_class=3\nnum_tree_per_iteration=3\n\n"))
	var wrong *tree.TextError
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Line, errors.Is(err, tree.ErrUnsupported))
	}
	fmt.Println(err)
	// Output:
	// 3 true
	// reading model.txt: line 3: num_class="3": several classes; train with objective=binary: models of this kind are not supported
}
