package tree

// Missing says what a numeric node takes for a missing value.
type Missing uint8

// The kinds of missing values, numbered as in model.txt.
const (
	MissingNone Missing = 0 // NaN is taken for 0
	MissingZero Missing = 1 // NaN and |v| ≤ 1e-35 are missing
	MissingNaN  Missing = 2 // NaN is missing
)

// Node is an inner node.
type Node struct {
	// Feature is the column that is asked for, from 0.
	Feature int
	// Threshold of a numeric node: v ≤ Threshold goes left. It may be +Inf.
	Threshold float64
	// Categorical nodes send the categories whose bit is set in Categories left, and
	// all others, with NaN and negative values, right. Word k of Categories holds the
	// categories 32k to 32k+31.
	Categorical bool
	Categories  []uint32
	// Missing and DefaultLeft say where missing values of a numeric node go.
	Missing     Missing
	DefaultLeft bool
	// Left and Right are nodes, or leaves where negative: leaf ^child.
	Left, Right int
	// Gain is what the split brought, as float32.
	Gain float64
	// Value, Weight and Count are the output before the split, the sum of hessians
	// and the number of training rows at the node.
	Value, Weight float64
	Count         int
}

// Leaf is a node without children.
type Leaf struct {
	// Value is added to the margin; shrinkage is in it.
	Value float64
	// Weight is the sum of hessians, Count the number of training rows.
	Weight float64
	Count  int
}

// Tree is one tree: len(Nodes) = len(Leaves)-1. A tree of one leaf has no nodes.
type Tree struct {
	Nodes     []Node
	Leaves    []Leaf
	Shrinkage float64
}

// Ensemble is a trained model for a binary label.
type Ensemble struct {
	// Features are the names of the columns in order; Infos are the ranges or
	// categories seen in training, in the spelling of model.txt: [min:max], a:b:c or
	// none.
	Features, Infos []string
	// Monotone is nil, or for each feature +1 where the margin may never fall as the
	// feature rises, -1 where it may never rise, and 0 elsewhere.
	Monotone []int8
	// Sigmoid is the slope of P = 1/(1+exp(-Sigmoid·margin)); 1 as a rule.
	Sigmoid float64
	// Average divides the margin by the number of trees (a random forest).
	Average bool
	Trees   []Tree
	// Parameters are lines of the section "parameters:" of model.txt, for the reader
	// only.
	Parameters []string
}
