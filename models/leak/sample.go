package leak

import "math/rand/v2"

// sample gives the numbers of the rows that are looked at, rising: all, or at
// most limit of them, half of either class where there are enough. Everything
// that is judged is a share within a class, so the classes may be drawn at
// different rates.
func sample(y []float64, limit int, seed uint64) []int32 {
	var left, need [2]int
	for _, v := range y {
		left[int(v)]++
	}
	if len(y) <= limit {
		need = left
	} else {
		for c := range need {
			need[c] = min(left[c], max(limit/2, limit-left[1-c]))
		}
	}
	random := rand.New(rand.NewPCG(seed, 0x6c65616b))
	rows := make([]int32, 0, need[0]+need[1])
	for i, v := range y {
		c := int(v)
		if need[c] == left[c] || random.IntN(left[c]) < need[c] {
			if need[c] > 0 {
				rows = append(rows, int32(i))
				need[c]--
			}
		}
		left[c]--
	}
	return rows
}
