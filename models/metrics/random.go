package metrics

import "math"

// poissonTable maps 16 random bits to how often a Poisson bootstrap draws a
// customer: Poisson with mean 1, rounded to 1/65,536 (so at most 8 times).
func poissonTable() *[1 << 16]uint8 {
	var table [1 << 16]uint8
	probability, cumulative := math.Exp(-1), 0.0
	from := 0
	for k := 0; from < len(table); k++ {
		cumulative += probability
		to := int(math.Round(cumulative * float64(len(table))))
		if k == 8 {
			to = len(table)
		}
		for ; from < to; from++ {
			table[from] = uint8(k)
		}
		probability /= float64(k + 1)
	}
	return &table
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection
// of 64 bits whose output looks random for consecutive inputs.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// drawReplicate fills draw with how often each row is in a replicate. It
// depends on seed, replicate and the row's key alone: rows of one customer come
// together, whatever their place.
func drawReplicate(draw []uint8, keys []uint64, table *[1 << 16]uint8, seed uint64, replicate int) {
	salt := mix(mix(seed) ^ uint64(replicate))
	for i, key := range keys {
		draw[i] = table[mix(key^salt)>>48]
	}
}

// rowKeys gives every row a key of its own.
func rowKeys(n int) []uint64 {
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = mix(uint64(i))
	}
	return keys
}
