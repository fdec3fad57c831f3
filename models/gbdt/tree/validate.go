package tree

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Validate reports everything that would make the ensemble predict wrongly or
// fail: trees that are no trees, features that are not there, values that are not
// numbers, names that no text can hold, counts that fit no int32. It names the first defect of each tree
// and stops at the tenth. An ensemble without trees is sound; its margin is 0.
func (e *Ensemble) Validate() error {
	found := e.headDefects()
	for i := range e.Trees {
		if d := e.Trees[i].defect(len(e.Features)); d != nil {
			found = append(found, fmt.Errorf("validating an ensemble: tree %d: %s: %s", i, d.field, d.what))
		}
		if len(found) >= 10 {
			break
		}
	}
	return errors.Join(found...)
}

func (e *Ensemble) headDefects() []error {
	var found []error
	wrong := func(format string, args ...any) {
		found = append(found, fmt.Errorf("validating an ensemble: "+format, args...))
	}
	if len(e.Features) == 0 {
		wrong("no features")
	}
	if len(e.Infos) != len(e.Features) {
		wrong("%d infos for %d features", len(e.Infos), len(e.Features))
	}
	if e.Monotone != nil && len(e.Monotone) != len(e.Features) {
		wrong("%d monotone constraints for %d features", len(e.Monotone), len(e.Features))
	}
	if !(e.Sigmoid > 0) || math.IsInf(e.Sigmoid, 0) {
		wrong("sigmoid is %v, expected a positive number", e.Sigmoid)
	}
	seen := make(map[string]bool, len(e.Features))
	for i, name := range e.Features {
		if name == "" || seen[textName(name)] {
			wrong("feature %d is named %q: expected a name that is not empty and differs from the others "+
				"when blanks and \",:[]{} are underscores", i, name)
		}
		seen[textName(name)] = true
	}
	for i, s := range e.Infos {
		if !isInfo(s) {
			wrong("info %d is %q: expected [min:max], a:b:c or none", i, s)
		}
	}
	for i, m := range e.Monotone {
		if m < -1 || m > 1 {
			wrong("monotone constraint %d is %d: expected -1, 0 or 1", i, m)
		}
	}
	for i, s := range e.Parameters {
		if !isParameter(s) {
			wrong("parameter %d is %q: expected [name: value]", i, s)
		}
	}
	return found
}

// textName is a feature's name as model.txt can hold it: like LightGBM it has
// underscores for blanks, and also for the signs that LightGBM refuses.
func textName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n\v\f\",:[]{}", r) {
			return '_'
		}
		return r
	}, name)
}

// defect is what is wrong with a tree; field is a key of model.txt.
type defect struct{ field, what string }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// defect gives the first defect of the tree, or nil.
func (t *Tree) defect(features int) *defect {
	if len(t.Leaves) == 0 || len(t.Nodes) != len(t.Leaves)-1 {
		return &defect{"num_leaves", fmt.Sprintf("%d leaves and %d nodes", len(t.Leaves), len(t.Nodes))}
	}
	for i := range t.Leaves {
		l := &t.Leaves[i]
		switch {
		case !finite(l.Value):
			return &defect{"leaf_value", fmt.Sprintf("leaf %d has the value %v", i, l.Value)}
		case !finite(l.Weight):
			return &defect{"leaf_weight", fmt.Sprintf("leaf %d has the weight %v", i, l.Weight)}
		case l.Count < 0 || l.Count > math.MaxInt32:
			return &defect{"leaf_count", fmt.Sprintf("leaf %d has %d rows", i, l.Count)}
		}
	}
	for i := range t.Nodes {
		if d := t.Nodes[i].defect(i, features); d != nil {
			return d
		}
	}
	if !finite(t.Shrinkage) {
		return &defect{"shrinkage", fmt.Sprintf("shrinkage is %v", t.Shrinkage)}
	}
	return t.shape()
}

func (n *Node) defect(i, features int) *defect {
	switch {
	case n.Feature < 0 || n.Feature >= features:
		return &defect{"split_feature", fmt.Sprintf("node %d asks for feature %d of %d", i, n.Feature, features)}
	case math.IsNaN(n.Gain) || math.Abs(n.Gain) > math.MaxFloat32 && !math.IsInf(n.Gain, 0):
		return &defect{"split_gain", fmt.Sprintf("node %d has the gain %v", i, n.Gain)}
	case math.IsNaN(n.Threshold):
		return &defect{"threshold", fmt.Sprintf("node %d has the threshold %v", i, n.Threshold)}
	case n.Missing > MissingNaN:
		return &defect{"decision_type", fmt.Sprintf("node %d has the missing type %d", i, n.Missing)}
	case n.Categorical && len(n.Categories) == 0:
		return &defect{"cat_boundaries", fmt.Sprintf("node %d is categorical without categories", i)}
	case !n.Categorical && n.Categories != nil:
		return &defect{"decision_type", fmt.Sprintf("node %d is numeric with categories", i)}
	case !finite(n.Value):
		return &defect{"internal_value", fmt.Sprintf("node %d has the value %v", i, n.Value)}
	case !finite(n.Weight):
		return &defect{"internal_weight", fmt.Sprintf("node %d has the weight %v", i, n.Weight)}
	case n.Count < 0 || n.Count > math.MaxInt32:
		return &defect{"internal_count", fmt.Sprintf("node %d has %d rows", i, n.Count)}
	}
	return nil
}

// shape checks that every node and leaf is reached from the root exactly once. It
// keeps its own stack, because a tree may be as deep as it has leaves.
func (t *Tree) shape() *defect {
	nodes, leaves := make([]bool, len(t.Nodes)), make([]bool, len(t.Leaves))
	var stack []int
	if len(t.Nodes) > 0 {
		nodes[0] = true
		stack = append(stack, 0)
	}
	reached := len(stack)
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for side, c := range [2]int{t.Nodes[i].Left, t.Nodes[i].Right} {
			key := [2]string{"left_child", "right_child"}[side]
			seen, k := nodes, c
			if c < 0 {
				seen, k = leaves, ^c
			}
			if k >= len(seen) {
				return &defect{key, fmt.Sprintf("node %d has the child %d, beyond the %d leaves", i, c, len(t.Leaves))}
			}
			if seen[k] {
				return &defect{key, fmt.Sprintf("node %d has the child %d, which has another parent or is the root", i, c)}
			}
			seen[k] = true
			if c >= 0 {
				stack = append(stack, c)
				reached++
			}
		}
	}
	if reached != len(t.Nodes) {
		return &defect{"left_child", fmt.Sprintf("only %d of %d nodes are reached from the root", reached, len(t.Nodes))}
	}
	return nil
}
