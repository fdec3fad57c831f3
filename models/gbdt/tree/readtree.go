package tree

import (
	"math"
	"strconv"
)

// treeKeys are the keys of a tree, in the order in which LightGBM writes them.
func treeKeys() []string {
	return []string{
		"num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child",
		"right_child", "leaf_value", "leaf_weight", "leaf_count", "internal_value", "internal_weight",
		"internal_count", "cat_boundaries", "cat_threshold", "is_linear", "leaf_const", "num_features",
		"leaf_features", "leaf_coeff", "shrinkage",
	}
}

// read fills the tree from its fields; line is where its section begins.
func (t *Tree) read(all fields, line, features int) error {
	if linear, ok := all.get("is_linear"); ok && linear.value != "0" {
		return linear.refused("linear trees; train with linear_tree=false")
	}
	if err := t.size(all, line); err != nil {
		return err
	}
	if err := t.readLeaves(all, line); err != nil {
		return err
	}
	if len(t.Nodes) > 0 { // LightGBM ignores all else where nothing is split
		if err := t.readNodes(all, line); err != nil {
			return err
		}
		if err := t.readCategories(all, line); err != nil {
			return err
		}
	}
	shrinkage, err := all.need("shrinkage", line)
	if err != nil {
		return err
	}
	if t.Shrinkage, err = shrinkage.number(); err != nil {
		return err
	}
	if d := t.defect(features); d != nil {
		where, _ := all.get(d.field)
		return where.damaged("%s", d.what)
	}
	return nil
}

// size takes the memory for the leaves and nodes, if every list can hold them.
func (t *Tree) size(all fields, line int) error {
	count, err := all.need("num_leaves", line)
	if err != nil {
		return err
	}
	leaves, err := count.integer(1)
	if err != nil {
		return err
	}
	lists := []string{"leaf_value"}
	if leaves > 1 {
		lists = append(lists, "leaf_weight", "leaf_count", "split_feature", "split_gain", "threshold", "decision_type",
			"left_child", "right_child", "internal_value", "internal_weight", "internal_count")
	}
	for _, key := range lists {
		values, err := all.need(key, line)
		if err != nil {
			return err
		}
		if !values.holds(leaves - 1) {
			return count.damaged("more leaves than %s can hold", key)
		}
	}
	t.Leaves = make([]Leaf, leaves)
	if leaves > 1 {
		t.Nodes = make([]Node, leaves-1)
	}
	return nil
}

// list is a list of the text and what to do with its values.
type list struct {
	key string
	set func(i int, s string) bool
}

func readLists(all fields, line, n int, lists []list) error {
	for _, one := range lists {
		f, err := all.need(one.key, line)
		if err != nil {
			return err
		}
		if err := f.each(n, one.set); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tree) readLeaves(all fields, line int) error {
	lists := []list{
		{"leaf_value", func(i int, s string) bool { return setFloat(&t.Leaves[i].Value, s) }},
		{"leaf_weight", func(i int, s string) bool { return setFloat(&t.Leaves[i].Weight, s) }},
		{"leaf_count", func(i int, s string) bool { return setInt(&t.Leaves[i].Count, s) }},
	}
	if len(t.Leaves) == 1 { // weight and count are empty as a rule
		some := lists[:1]
		for _, one := range lists[1:] {
			if f, ok := all.get(one.key); ok && f.value != "" {
				some = append(some, one)
			}
		}
		lists = some
	}
	return readLists(all, line, len(t.Leaves), lists)
}

func (t *Tree) readNodes(all fields, line int) error {
	n := t.Nodes
	return readLists(all, line, len(n), []list{
		{"split_feature", func(i int, s string) bool { return setInt(&n[i].Feature, s) }},
		{"split_gain", func(i int, s string) bool {
			v, ok := parseFloat(s, 32) // LightGBM keeps a float32
			n[i].Gain = v
			return ok
		}},
		{"threshold", func(i int, s string) bool { return setFloat(&n[i].Threshold, s) }},
		{"decision_type", func(i int, s string) bool {
			d, err := strconv.ParseUint(s, 10, 4)
			n[i].Categorical, n[i].DefaultLeft, n[i].Missing = d&1 != 0, d&2 != 0, Missing(d>>2)
			return err == nil
		}},
		{"left_child", func(i int, s string) bool { return setInt(&n[i].Left, s) }},
		{"right_child", func(i int, s string) bool { return setInt(&n[i].Right, s) }},
		{"internal_value", func(i int, s string) bool { return setFloat(&n[i].Value, s) }},
		{"internal_weight", func(i int, s string) bool { return setFloat(&n[i].Weight, s) }},
		{"internal_count", func(i int, s string) bool { return setInt(&n[i].Count, s) }},
	})
}

// readCategories gives each categorical node its set. In the text the nodes'
// thresholds number the sets 0, 1, …, and cat_boundaries says where each begins
// among the words of cat_threshold.
func (t *Tree) readCategories(all fields, line int) error {
	count, err := all.need("num_cat", line)
	if err != nil {
		return err
	}
	sets, err := count.integer(0)
	if err != nil {
		return err
	}
	bounds, words, err := categoryWords(all, count, sets, line)
	if err != nil {
		return err
	}
	thresholds, _ := all.get("threshold")
	used := 0
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if !n.Categorical {
			continue
		}
		if used == sets || n.Threshold != float64(used) {
			return thresholds.damaged("node %d asks for the categories %v, expected set %d of %d", i, n.Threshold, used, sets)
		}
		n.Threshold = 0
		n.Categories = words[bounds[used]:bounds[used+1]:bounds[used+1]]
		used++
	}
	if used != sets {
		return count.damaged("only %d nodes are categorical", used)
	}
	return nil
}

func categoryWords(all fields, count field, sets, line int) (bounds []int, words []uint32, err error) {
	if sets == 0 {
		return nil, nil, nil
	}
	edges, err := all.need("cat_boundaries", line)
	if err != nil {
		return nil, nil, err
	}
	if sets >= maxText || !edges.holds(sets+1) {
		return nil, nil, count.damaged("more sets than cat_boundaries can hold")
	}
	bounds = make([]int, sets+1)
	err = edges.each(sets+1, func(i int, s string) bool {
		return setInt(&bounds[i], s) && (i == 0 && bounds[0] == 0 || i > 0 && bounds[i] > bounds[i-1])
	})
	if err != nil {
		return nil, nil, err
	}
	set, err := all.need("cat_threshold", line)
	if err != nil {
		return nil, nil, err
	}
	n := bounds[sets]
	if !set.holds(n) {
		return nil, nil, edges.damaged("cat_threshold has fewer words")
	}
	words = make([]uint32, n)
	err = set.each(n, func(i int, s string) bool {
		v, err := strconv.ParseUint(s, 10, 32)
		words[i] = uint32(v)
		return err == nil
	})
	return bounds, words, err
}

func setInt(to *int, s string) bool {
	v, err := strconv.ParseInt(s, 10, 64)
	*to = int(v)
	return err == nil && v >= math.MinInt32 && v <= math.MaxInt32
}

func setFloat(to *float64, s string) bool {
	v, ok := parseFloat(s, 64)
	*to = v
	return ok
}
