package scorer

import (
	"errors"
	"fmt"

	"predict/models/gbdt/tree"
)

// check reports every tree that is none.
func check(e *tree.Ensemble) error {
	var problems []error
	for i := range e.Trees {
		if err := checkTree(&e.Trees[i], len(e.Features)); err != nil {
			problems = append(problems, fmt.Errorf("tree %d: %w", i, err))
		}
	}
	return errors.Join(problems...)
}

// checkTree reports a wrong number of leaves, a feature that there is not, and
// a node or leaf that is not reached exactly once from the root.
func checkTree(t *tree.Tree, features int) error {
	if len(t.Leaves) != len(t.Nodes)+1 {
		return fmt.Errorf("%d leaves for %d nodes, want one more", len(t.Leaves), len(t.Nodes))
	}
	nodes, leaves := make([]bool, len(t.Nodes)), make([]bool, len(t.Leaves))
	if len(nodes) > 0 {
		nodes[0] = true
	}
	for k := range t.Nodes {
		n := &t.Nodes[k]
		if n.Feature < 0 || n.Feature >= features {
			return fmt.Errorf("node %d asks for feature %d of %d", k, n.Feature, features)
		}
		for _, child := range []int{n.Left, n.Right} {
			seen, at := nodes, child
			if child < 0 {
				seen, at = leaves, ^child
			}
			if at >= len(seen) || seen[at] {
				return fmt.Errorf("node %d has the child %d, which is not there or has a parent already", k, child)
			}
			seen[at] = true
		}
	}
	// Every node but the root has one parent now; a cycle apart from the root would
	// still leave the depth of its nodes without end.
	return connected(t)
}

// connected reports nodes that cannot be reached from the root.
func connected(t *tree.Tree) error {
	reached, open := 0, []int{0}
	if len(t.Nodes) == 0 {
		return nil
	}
	for len(open) > 0 {
		n := &t.Nodes[open[len(open)-1]]
		open = open[:len(open)-1]
		reached++
		for _, child := range []int{n.Left, n.Right} {
			if child >= 0 {
				open = append(open, child)
			}
		}
	}
	if reached < len(t.Nodes) {
		return fmt.Errorf("%d of %d nodes are not reached from the root", len(t.Nodes)-reached, len(t.Nodes))
	}
	return nil
}
