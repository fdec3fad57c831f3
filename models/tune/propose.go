package tune

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Search proposes settings of one algorithm.
type Search struct {
	// Space is what is searched.
	Space Space
	// Start is the point of the settings as they are without tuning. It is not
	// proposed: the caller tries it in any case.
	Start []float64
	// StartLoss is its loss on few rows.
	StartLoss float64
	// Seed decides the sequence.
	Seed uint64
}

// Trial is a point that was tried.
type Trial struct {
	// Values is the point.
	Values []float64
	// Loss is that on few rows; lower is better, NaN is worst.
	Loss float64
}

const (
	// explored is the number of trials that look everywhere before others look
	// around the best.
	explored = 6
	// reach is how far (as a share of a dimension) the first look around the best
	// goes, as a standard deviation; it is halved every halving looks, down to
	// leastReach.
	reach, leastReach = 0.2, 0.05
	halving           = 6
)

// Next proposes the point of the next trial after those in history, which are in
// the order of their proposals. The first points are spread evenly, every other
// one of them half way towards the start: settings far off are rarely good. Then
// every second point lies near the best so far.
func (s Search) Next(history []Trial) []float64 {
	k := len(history)
	var values []float64
	for attempt := range 8 { // a small space has few points, and none is worth trying twice
		if k < explored || k%2 == 1 {
			values = s.Space.values(s.spread(k + attempt*skip))
		} else {
			values = s.near(history, attempt)
		}
		known := slices.ContainsFunc(history, func(t Trial) bool { return slices.Equal(t.Values, values) })
		if !known && !slices.Equal(values, s.Start) {
			break
		}
	}
	return values
}

// skip leads to a part of the even sequence that no plan reaches; it is even, so
// that what is half way stays so.
const skip = 10 * MostTrials

// spread gives the k-th point of a sequence that fills the space evenly however
// long it becomes: multiples of powers of the root of x^(n+1) = x + 1, modulo 1
// (Roberts 2018, a generalised golden ratio), from an origin that the seed draws.
func (s Search) spread(k int) []float64 {
	n := len(s.Space)
	ratio := 2.0
	for range 40 { // converges to the last digit within 30 steps
		ratio = math.Pow(1+ratio, 1/float64(n+1))
	}
	origin := rand.New(rand.NewPCG(s.Seed, 0))
	start := s.Space.places(s.Start)
	out := make([]float64, n)
	step := 1.0
	for j, d := range s.Space {
		step /= ratio
		_, u := math.Modf(origin.Float64() + float64(float64(k+1)*step))
		if k%2 == 1 && d.Choices == nil {
			u = (u + start[j]) / 2
		}
		out[j] = u
	}
	return out
}

// near draws a point around the best one so far. About half of the settings move.
func (s Search) near(history []Trial, attempt int) []float64 {
	best, lowest := s.Start, s.StartLoss
	for _, t := range history {
		if t.Loss < lowest || math.IsNaN(lowest) {
			best, lowest = t.Values, t.Loss
		}
	}
	r := rand.New(rand.NewPCG(s.Seed, uint64(len(history)<<8|attempt+1))) //nolint:gosec // never negative
	looks := (len(history) - explored) / 2
	deviation := max(leastReach, reach/math.Exp2(float64(looks/halving)))
	places := s.Space.places(best)
	always := r.IntN(len(places)) // one moves in any case
	for j, d := range s.Space {
		moves, by, anew := r.Float64() < 0.5 || j == always, r.NormFloat64(), r.Float64()
		switch {
		case !moves:
		case d.Choices != nil:
			places[j] = anew
		default:
			places[j] = reflect(places[j] + float64(deviation*by))
		}
	}
	return s.Space.values(places)
}

// reflect brings a place back into [0, 1], as a mirror at the bounds would.
func reflect(u float64) float64 {
	u = math.Abs(u)
	if u > 1 {
		u = max(0, 2-u)
	}
	return u
}
