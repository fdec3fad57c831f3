package grow

// candidate is a way to split a leaf. Sums and gain are in units of entries.
type candidate struct {
	// gain is that of both sides, before that of the leaf is taken off; 0 stands for
	// no candidate.
	gain    float64
	feature int
	// left is the sum of the left side.
	left uint64
	// bin is the last bin that goes left of a numeric feature; missingLeft tells
	// where bin 0 goes.
	bin         int
	missingLeft bool
	// set holds the bins of the categories that go left.
	set []uint8
	// l2 is the penalty of the outputs of both sides.
	l2 float64
}

// better orders candidates: the larger gain, then the lower feature.
func (c *candidate) better(than *candidate) bool {
	if c.gain != than.gain {
		return c.gain > than.gain
	}
	return c.gain > 0 && c.feature < than.feature
}

// scan is what the search for a leaf's best split needs to know about the leaf,
// in units of entries.
type scan struct {
	total uint64
	// gradient and hessian are the halves of total.
	gradient, hessian float64
	// least is the smallest hessian of a side, perRow the mean hessian of a row.
	least, perRow float64
	l1, l2        float64
	bounds        bounds
	// plain tells that neither bounds nor l1 nor constraints matter.
	plain bool
	sets  setRules
}

// setRules are the rules for categories, in units of entries.
type setRules struct {
	maxOneHot, maxSet int
	smooth, l2        float64
	minRowsOfGroup    float64
	minRowsOfCategory float64
}

// pairGain is the gain of two sides.
func (s *scan) pairGain(left uint64, l2 float64, constraint int8) float64 {
	gl, hl := cellGradient(left), cellHessian(left)
	gr, hr := s.gradient-gl, s.hessian-hl
	wl := outputOf(gl, hl, s.l1, l2, s.bounds)
	wr := outputOf(gr, hr, s.l1, l2, s.bounds)
	if constraint > 0 && wl > wr || constraint < 0 && wl < wr {
		return 0
	}
	return gainOf(gl, hl, s.l1, l2, wl) + gainOf(gr, hr, s.l1, l2, wr)
}
