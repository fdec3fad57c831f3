package generate

import (
	"math"
	"math/rand/v2"
)

// profile is what is fixed about a customer. What the exports tell of it was
// drawn before anything happened, so that nothing of the future leaks into the
// customers table.
type profile struct {
	number                   int32
	signup, birth, contract  int32 // days; contract is never without one
	segment, region, channel uint8
	hour                     uint8
	reach                    uint8 // index into contactChannels of the preferred one
	serveCents               int32

	// Hidden.
	rate     float64 // purchases a week in a neutral mood
	amount   float64 // factor on amounts
	tardy    float64 // added to the log odds of paying late
	tolerant bool    // stays although dissatisfied
	panel    bool    // tells a survey what is spent anywhere
	loyalty  [numCategories]float64
	wants    [numCategories]float64
	channels []float64
}

// newProfile draws a customer. Seven in ten signed up before the window, up to
// eight years ago; the others arrive through all of it but its last month.
func newProfile(r *rand.Rand, number int, m *market, c *calendar) profile {
	p := profile{number: int32(number), contract: never}
	s := m.segments[0]
	weights := [4]float64{}
	for i := range m.segments {
		weights[i] = m.segments[i].share
	}
	p.segment = uint8(pick(r, weights[:]))
	s = m.segments[p.segment]
	p.region = uint8(pick(r, m.regionP))
	p.signup = int32(-1 - r.IntN(2_900))
	if chance(r, .3) {
		p.signup = int32(r.IntN(c.monthFirst[c.months-1]))
	}
	p.birth = p.signup - int32(between(r, 18*365, 80*365))
	if chance(r, s.contract) {
		term := 365 * between(r, 1, 2)
		p.contract = p.signup
		for int(p.contract) <= c.days {
			p.contract += int32(term)
		}
	}
	p.reach = uint8(pick(r, []float64{3, 3, 2, 1}))
	p.hour = uint8(clamp(math.Round(14+4*r.NormFloat64()), 8, 20))
	p.serveCents = int32(100 * s.serve * math.Exp(.3*r.NormFloat64()))

	p.rate = s.rate * (.17 + .27*gamma(r, .9))
	p.amount = s.amount * math.Exp(.4*r.NormFloat64())
	p.tardy = .6 * r.NormFloat64()
	p.tolerant = chance(r, .15)
	p.panel = chance(r, .06)
	for i := range p.wants {
		p.wants[i] = m.categories[i].weight * (.15 + .85*gamma(r, .9))
		p.loyalty[i] = clamp(.65+.15*r.NormFloat64(), .3, .95)
	}
	p.channels = make([]float64, len(m.channels))
	for i, base := range []float64{3, 2, 2, .4} {
		p.channels[i] = base * (.1 + .9*gamma(r, .8))
	}
	p.channel = uint8(pick(r, p.channels))
	return p
}
