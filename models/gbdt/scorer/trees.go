package scorer

// ones spreads a byte over a word.
const ones = 0x0101010101010101

// fork is a node with a child that is no leaf, asked about eight rows at once.
type fork struct {
	// bias is 127 less the highest code that goes left, in each byte.
	bias   uint64
	column uint32
	// slot holds the rows that are at the node; left and right are the slots of
	// those that go there, or leafSlot.
	slot, left, right uint8
	// leaves is how many leaves lie on the left side.
	leaves uint8
}

// end is a node between two leaves.
type end struct {
	bias   uint64
	column uint32
	slot   uint8
}

const (
	// maxLeaves is the size of the largest tree whose leaves one byte numbers.
	maxLeaves = 256
	// leafSlot is where rows go that reach a leaf: the root's slot, which was read
	// before.
	leafSlot = 0
)

// packed is a tree of at most maxLeaves leaves.
type packed struct {
	// sections are in an order in which the sections below one follow it.
	sections []section
	values   []float64 // of leaves from left to right, padded to 32 or 256
}

// section is a part of a tree that is passed over, with all that is below it,
// where no row of a group reaches its first node.
type section struct {
	// forks and ends each have a slot. Forks come in order of depth, so that a
	// parent's result is long there when a child asks for it.
	forks []fork
	ends  []end
	// slot is that of the first node, next the section behind all that is below.
	slot uint8
	next int
}

// bias is what lifts codes beyond code, and no others, to 128 or more.
func bias(code uint8) uint64 { return uint64(127-code) * ones }
