package candidates

import (
	"cmp"
	"slices"
)

// mix is a hash of a customer's key and a salt: the finaliser of SplitMix64
// (Steele, Lea and Flood 2014), in which every bit of the input moves every bit
// of the output.
func mix(key, salt uint64) uint64 {
	z := key + salt*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Salts keep samples and folds apart.
const (
	sampleSalt = 0x73616d70
	foldSalt   = 0x666f6c64
)

// sample draws exactly most rows, in their order: those of the customers with
// the lowest hashes. It depends on the keys and the seed alone, not on how the
// rows are ordered but for the last customer.
func (t Trainer) sample(keys []uint64, most int) []int {
	rows := make([]int, len(keys))
	hashes := make([]uint64, len(keys))
	for i, k := range keys {
		rows[i], hashes[i] = i, mix(k, t.Seed^sampleSalt)
	}
	slices.SortFunc(rows, func(a, b int) int { return cmp.Or(cmp.Compare(hashes[a], hashes[b]), cmp.Compare(a, b)) })
	rows = rows[:most]
	slices.Sort(rows)
	return rows
}

// Fold gives the fold of a customer among so many.
func (t Trainer) Fold(key uint64, folds int) int {
	return int(mix(key, t.Seed^foldSalt) % uint64(folds)) //nolint:gosec // below folds, which is an int
}
