package grow

// node is an inner node of a tree in the making.
type node struct {
	candidate
	// sides says which bins go left.
	sides *sides
	// left and right are nodes, or leaves where negative: leaf ^child.
	left, right int
	// gained is what the split takes off the penalised loss, doubled.
	gained float64
	// before is the node as a leaf.
	before leaf
}

// leaf is a leaf of a tree in the making.
type leaf struct {
	// from and to are the range of its entries.
	from, to int
	total    uint64
	depth    int
	bounds   bounds
	// l2 is the penalty of its output.
	l2 float64
	// parent is the node above, -1 for the root; right tells on which side.
	parent int
	right  bool

	histogram histogram
	// mask tells which features its split may use; nil for all.
	mask []bool
	best candidate
	// gained is what the best split would take off the loss; 0 where there is none.
	gained float64
}

// grown is a tree without the values of its leaves.
type grown struct {
	nodes  []node
	leaves []leaf
	units  units
}

// sidesOf fills the table of a split.
func sidesOf(c *candidate) *sides {
	s := new(sides)
	if c.set != nil {
		for _, b := range c.set {
			s[b] = 1
		}
		return s
	}
	for b := 1; b <= c.bin; b++ {
		s[b] = 1
	}
	if c.missingLeft {
		s[0] = 1
	}
	return s
}
