package tune

import "time"

// Speed is the work per second that a plan counts on. It is clearly below what
// two cores of a small server reach, so that a plan is normally finished before
// its budget is.
const Speed = 250e6

// MostTrials bounds a plan: beyond it, what is found fits the rehearsals rather
// than the customers to come.
const MostTrials = 200

// Work is the cost of trying one point of an algorithm.
type Work struct {
	// Few and All are those on few and on all rows; where they are the same, there
	// is but one try.
	Few, All float64
}

// narrowed reports whether trials begin on few rows.
func (w Work) narrowed() bool { return w.Few < w.All }

// Plan is a number of trials of one or more algorithms.
type Plan struct {
	// Algorithms take turns as Turn says.
	Algorithms []Work
	// Fixed is the work that is done however many trials there are.
	Fixed float64
}

// Turn gives the algorithm of trial number n from 0: of two, the first takes
// three turns of four, as it has more settings. A second has its fill after
// mostSecond trials.
func (p Plan) Turn(n int) int {
	if len(p.Algorithms) > 1 && n%4 == 3 && n/4 < mostSecond {
		return 1
	}
	return 0
}

// mostSecond is the largest number of trials of the second algorithm.
const mostSecond = 12

// Total is the work of n trials.
func (p Plan) Total(n int) float64 {
	sum := p.Fixed
	counts := make([]int, len(p.Algorithms))
	for _, w := range p.Algorithms { // each as it is without tuning
		sum += w.All
		if w.narrowed() {
			sum += w.Few
		}
	}
	for i := range n {
		a := p.Turn(i)
		counts[a]++
		w := p.Algorithms[a]
		if !w.narrowed() {
			sum += w.All
			continue
		}
		sum += w.Few + float64(float64(Promotions(counts[a])-Promotions(counts[a]-1))*w.All)
	}
	return sum
}

// Trials is how many trials a budget allows at Speed, at most MostTrials. It may
// be 0.
func (p Plan) Trials(budget time.Duration) int {
	n := 0
	for n < MostTrials && p.Total(n+1) <= budget.Seconds()*Speed {
		n++
	}
	return n
}

// Time is how long n trials take at Speed.
func (p Plan) Time(n int) time.Duration {
	return time.Duration(p.Total(n) / Speed * float64(time.Second))
}
