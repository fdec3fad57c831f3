package grow

// numeric finds the best split of a numeric feature: values holds the cells of
// bins 1, 2 and so on, missing that of bin 0. Splits that gain less than enough
// may be passed over.
func (s *scan) numeric(values []uint64, missing uint64, feature int, constraint int8, enough float64) candidate {
	best := candidate{feature: feature, l2: s.l2}
	run := func(values []uint64, sum uint64) {
		if s.plain && constraint == 0 {
			s.run(values, sum, &best)
		} else {
			s.runBounded(values, sum, constraint, enough, &best)
		}
	}
	if missing != 0 {
		run(values[:len(values)-1], missing)
		best.missingLeft = best.gain > 0
		before := best.gain
		run(values, 0)
		if best.gain > before {
			best.missingLeft = false
		}
	} else {
		run(values[:len(values)-1], 0)
		best.missingLeft = 2*cellHessian(best.left) > s.hessian
	}
	if best.gain > 0 {
		best.bin = pastEmpty(values, best.bin, missing != 0 && !best.missingLeft)
	}
	return best
}

// pastEmpty moves a split past bins that are empty in this leaf. As in LightGBM,
// such bins go left but where missing values go right; unless only those do.
func pastEmpty(values []uint64, bin int, missingRight bool) int {
	to := bin
	for to < len(values) && values[to] == 0 {
		to++
	}
	if missingRight && to < len(values) {
		return bin
	}
	return to
}

// run tries the ends of all bins; sum is what goes left before the first. Of
// equal gains the highest bin wins, and the candidate that is there already.
//
// The gain is g²/(h+l2) of both sides, with one division.
func (s *scan) run(values []uint64, sum uint64, best *candidate) {
	most := 0.0
	bin, left := 0, uint64(0)
	g, h, least, l2 := s.gradient, s.hessian, s.least, s.l2
	for b, v := range values {
		if v == 0 {
			continue
		}
		sum += v
		hl := cellHessian(sum)
		if hl < least {
			continue
		}
		hr := h - hl
		if hr < least {
			break
		}
		gl := cellGradient(sum)
		gr := g - gl
		a, c := hl+l2, hr+l2
		gain := (float64(gl*gl*c) + float64(gr*gr*a)) / (a * c)
		if gain >= most {
			most, bin, left = gain, b+1, sum
		}
	}
	if most > best.gain {
		best.gain, best.bin, best.left = most, bin, left
	}
}

// runBounded is run where outputs are bounded, penalised by L1, or have to rise
// or fall with the feature. All of that only lowers the gain: where it would not
// suffice without, even with some room for rounding, it is not worked out.
func (s *scan) runBounded(values []uint64, sum uint64, constraint int8, enough float64, best *candidate) {
	const room = 1 + 1e-12
	most := max(best.gain, enough)
	bin, left := 0, uint64(0)
	g, h, least, l2 := s.gradient, s.hessian, s.least, s.l2
	for b, v := range values {
		if v == 0 {
			continue
		}
		sum += v
		hl := cellHessian(sum)
		if hl < least {
			continue
		}
		hr := h - hl
		if hr < least {
			break
		}
		gl := cellGradient(sum)
		gr := g - gl
		a, c := hl+l2, hr+l2
		if (float64(gl*gl*c)+float64(gr*gr*a))*room < float64(most*(a*c)) {
			continue
		}
		if gain := s.pairGain(sum, s.l2, constraint); gain >= most && gain > 0 {
			most, bin, left = gain, b+1, sum
		}
	}
	if bin > 0 && most > best.gain {
		best.gain, best.bin, best.left = most, bin, left
	}
}
