package features

// halfLives are the half-lives in days of the decayed purchase counts. Each is
// half of the next, so that one table of powers serves all.
var halfLives = [numHalfLives]int{15, 30, 60, 120, 240}

const numHalfLives = 5

// decayTable holds 2^(-d/half-life) for whole days d. It is filled by
// multiplication alone, so that it is the same on every machine.
type decayTable struct {
	days [4096][numHalfLives]float64
}

// dailyDecay is 2^(-1/240), the share of a count with a half-life of 240 days
// that is left after a day.
const dailyDecay = 0.997116053334589197777412856484

func newDecayTable() *decayTable {
	t := &decayTable{}
	power := 1.0
	for d := range t.days {
		p := power
		for h := numHalfLives - 1; h >= 0; h-- {
			t.days[d][h] = p
			p = float64(p * p)
		}
		power = float64(power * dailyDecay)
	}
	return t
}

// after returns what is left of the decayed counts after some days; nothing
// after eleven years.
func (t *decayTable) after(days int64) [numHalfLives]float64 {
	if days < 0 || days >= int64(len(t.days)) {
		return [numHalfLives]float64{}
	}
	return t.days[days]
}
