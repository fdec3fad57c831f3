package shap

import (
	"errors"
	"fmt"
	"math"

	"predict/models/gbdt/tree"
)

// check reports everything in an ensemble that makes it impossible to explain,
// up to a few trees.
func check(e *tree.Ensemble) error {
	if e == nil {
		return errors.New("explaining an ensemble: there is none (nil)")
	}
	const most = 5
	var all []error
	for i := range e.Trees {
		if err := checkTree(&e.Trees[i], len(e.Features)); err != nil {
			all = append(all, fmt.Errorf("explaining an ensemble: tree %d: %w", i, err))
		}
		if len(all) == most {
			break
		}
	}
	return errors.Join(all...)
}

func checkTree(t *tree.Tree, features int) error {
	if len(t.Leaves) != len(t.Nodes)+1 {
		return fmt.Errorf("%d leaves for %d nodes; a tree has one leaf more than nodes", len(t.Leaves), len(t.Nodes))
	}
	for i, l := range t.Leaves {
		if math.IsNaN(l.Value) || math.IsInf(l.Value, 0) {
			return fmt.Errorf("leaf %d has the value %v; it must be finite", i, l.Value)
		}
		if l.Count < 0 {
			return fmt.Errorf("leaf %d has %d rows; the number may not be negative", i, l.Count)
		}
	}
	parents := make([]int, len(t.Nodes)+len(t.Leaves)) // leaves after nodes
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Feature < 0 || n.Feature >= features {
			return fmt.Errorf("node %d asks for feature %d of %d", i, n.Feature, features)
		}
		if n.Count < 0 {
			return fmt.Errorf("node %d has %d rows; the number may not be negative", i, n.Count)
		}
		for _, child := range [2]int{n.Left, n.Right} {
			if child >= len(t.Nodes) || ^child >= len(t.Leaves) || child == 0 {
				return fmt.Errorf("node %d has the child %d; with %d nodes a child is a node but the root, or a leaf from -1 to %d",
					i, child, len(t.Nodes), -len(t.Leaves))
			}
			if child < 0 {
				child = len(t.Nodes) + ^child
			}
			parents[child]++
		}
	}
	// Where nothing has two parents, and the root none, the root leads to no cycle.
	for i, n := range parents {
		if n > 1 {
			return fmt.Errorf("node or leaf %d (leaves after nodes) is the child of %d nodes", i, n)
		}
	}
	return nil
}
