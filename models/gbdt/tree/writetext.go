package tree

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// WriteText writes the ensemble as the model.txt (v4) that LightGBM 4 reads, in
// LightGBM's own spelling. A text of LightGBM that ReadText accepts comes back
// byte for byte, but for version=v3, a label_index, importances saved by gain and
// an empty list of pandas categories. What is written and read again is the same
// ensemble, but for names, where blanks and ",:[]{} become underscores.
//
// An ensemble that is not sound (see Validate) is not written.
func (e *Ensemble) WriteText(w io.Writer) error {
	if err := e.Validate(); err != nil {
		return fmt.Errorf("writing model.txt: %w", err)
	}
	var trees []byte
	sizes := make([]string, len(e.Trees))
	for i := range e.Trees {
		before := len(trees)
		trees = e.Trees[i].appendText(trees, i)
		sizes[i] = strconv.Itoa(len(trees) - before)
	}
	names := make([]string, len(e.Features))
	for i, name := range e.Features {
		names[i] = textName(name)
	}
	var b bytes.Buffer
	e.writeHead(&b, names, sizes)
	b.Write(trees)
	e.writeTail(&b, names)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing model.txt: %w", err)
	}
	return nil
}

func (e *Ensemble) writeHead(b *bytes.Buffer, names, sizes []string) {
	fmt.Fprintf(b, "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n")
	fmt.Fprintf(b, "max_feature_idx=%d\nobjective=binary sigmoid:%s\n", len(names)-1, appendShort(nil, e.Sigmoid))
	if e.Average {
		b.WriteString("average_output\n")
	}
	fmt.Fprintf(b, "feature_names=%s\n", strings.Join(names, " "))
	if e.Monotone != nil {
		line := "monotone_constraints="
		for _, m := range e.Monotone {
			line += strconv.Itoa(int(m)) + " "
		}
		b.WriteString(strings.TrimSuffix(line, " ") + "\n")
	}
	fmt.Fprintf(b, "feature_infos=%s\n", strings.Join(e.Infos, " "))
	fmt.Fprintf(b, "tree_sizes=%s\n\n", strings.Join(sizes, " "))
}

func (e *Ensemble) writeTail(b *bytes.Buffer, names []string) {
	b.WriteString("end of trees\n\nfeature_importances:\n")
	_, splits := e.Importances()
	order := make([]int, 0, len(splits))
	for i, n := range splits {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return splits[j] - splits[i] })
	for _, i := range order {
		fmt.Fprintf(b, "%s=%d\n", names[i], splits[i])
	}
	b.WriteString("\nparameters:\n")
	for _, p := range e.Parameters {
		b.WriteString(p + "\n")
	}
	b.WriteString("\nend of parameters\n\npandas_categorical:null\n")
}

// appendText writes tree number i with the two empty lines that belong to it.
func (t *Tree) appendText(b []byte, i int) []byte {
	n, l := t.Nodes, t.Leaves
	sets, words := 0, 0
	for k := range n {
		if n[k].Categorical {
			sets, words = sets+1, words+len(n[k].Categories)
		}
	}
	b = fmt.Appendf(b, "Tree=%d\nnum_leaves=%d\nnum_cat=%d\n", i, len(l), sets)
	b = appendList(b, "split_feature", len(n), func(b []byte, k int) []byte { return appendInt(b, n[k].Feature) })
	b = appendList(b, "split_gain", len(n), func(b []byte, k int) []byte { return appendGain(b, n[k].Gain) })
	set := 0
	b = appendList(b, "threshold", len(n), func(b []byte, k int) []byte {
		if n[k].Categorical {
			set++
			return appendInt(b, set-1)
		}
		return appendLong(b, n[k].Threshold)
	})
	b = appendList(b, "decision_type", len(n), func(b []byte, k int) []byte { return appendInt(b, n[k].decision()) })
	b = appendList(b, "left_child", len(n), func(b []byte, k int) []byte { return appendInt(b, n[k].Left) })
	b = appendList(b, "right_child", len(n), func(b []byte, k int) []byte { return appendInt(b, n[k].Right) })
	b = appendList(b, "leaf_value", len(l), func(b []byte, k int) []byte { return appendLong(b, l[k].Value) })
	weights := len(l)
	if weights == 1 && l[0].Weight == 0 {
		weights = 0 // as LightGBM does
	}
	b = appendList(b, "leaf_weight", weights, func(b []byte, k int) []byte { return appendLong(b, l[k].Weight) })
	b = appendList(b, "leaf_count", len(l), func(b []byte, k int) []byte { return appendInt(b, l[k].Count) })
	b = appendList(b, "internal_value", len(n), func(b []byte, k int) []byte { return appendShort(b, n[k].Value) })
	b = appendList(b, "internal_weight", len(n), func(b []byte, k int) []byte { return appendShort(b, n[k].Weight) })
	b = appendList(b, "internal_count", len(n), func(b []byte, k int) []byte { return appendInt(b, n[k].Count) })
	if sets > 0 {
		b = t.appendCategories(b, words)
	}
	b = append(b, "is_linear=0\nshrinkage="...)
	return append(appendShort(b, t.Shrinkage), "\n\n\n"...)
}

func (t *Tree) appendCategories(b []byte, words int) []byte {
	bounds, all := []int{0}, make([]uint32, 0, words)
	for i := range t.Nodes {
		if t.Nodes[i].Categorical {
			all = append(all, t.Nodes[i].Categories...)
			bounds = append(bounds, len(all))
		}
	}
	b = appendList(b, "cat_boundaries", len(bounds), func(b []byte, k int) []byte { return appendInt(b, bounds[k]) })
	return appendList(b, "cat_threshold", len(all), func(b []byte, k int) []byte { return appendInt(b, int(all[k])) })
}

// decision packs how a node decides, as model.txt has it.
func (n *Node) decision() int {
	d := int(n.Missing) << 2
	if n.Categorical {
		d |= 1
	}
	if n.DefaultLeft {
		d |= 2
	}
	return d
}

func appendList(b []byte, key string, n int, value func(b []byte, k int) []byte) []byte {
	b = append(append(b, key...), '=')
	for k := range n {
		if k > 0 {
			b = append(b, ' ')
		}
		b = value(b, k)
	}
	return append(b, '\n')
}

func appendInt(b []byte, v int) []byte { return strconv.AppendInt(b, int64(v), 10) }

// appendLong writes a float as %.17g of C does.
func appendLong(b []byte, v float64) []byte { return appendFloat(b, v, 17, 64) }

// appendShort writes the shortest text from which the float can be read back. For
// a value that was read from %g of C that is the same text.
func appendShort(b []byte, v float64) []byte { return appendFloat(b, v, -1, 64) }

// appendGain is appendShort for a gain, which LightGBM keeps as float32.
func appendGain(b []byte, v float64) []byte { return appendFloat(b, v, -1, 32) }

func appendFloat(b []byte, v float64, digits, bits int) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(b, "inf"...)
	case math.IsInf(v, -1):
		return append(b, "-inf"...)
	}
	return strconv.AppendFloat(b, v, 'g', digits, bits)
}
