package grow

// Sampling is how the rows of a tree are chosen.
type Sampling int

// The ways to choose rows.
const (
	All     Sampling = iota // every row
	Bagging                 // a share of the rows
	MVS                     // rows in proportion to their gradient
)

// Params are hyperparameters, checked by the caller. Their meaning is that of
// the options of the same name in package gbdt.
type Params struct {
	Rounds                int
	LearningRate          float64
	Leaves, Depth         int
	MinRows               int
	MinHessian            float64
	L1, L2, MinGain       float64
	FeatureShare          float64
	FeatureShareOfNode    float64
	Sampling              Sampling
	Share                 float64
	Renew                 bool
	StopAfter             int
	MaxOneHot             int
	MaxSet                int
	CategorySmooth, SetL2 float64
	MinRowsPerGroup       int
	// Monotone is nil or the constraint of each feature.
	Monotone []int8
	Seed     uint64
	// Workers is the number of goroutines, at least 1.
	Workers int
}
