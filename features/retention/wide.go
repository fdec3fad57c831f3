package retention

import (
	"math/big"
	"math/bits"
)

// Wide is a whole number of 128 bits, in which sums of products of money stay
// exact. The zero value is 0.
type Wide struct {
	hi int64
	lo uint64
}

// Add adds another number.
func (w *Wide) Add(other Wide) {
	lo, carry := bits.Add64(w.lo, other.lo, 0)
	w.lo, w.hi = lo, w.hi+other.hi+int64(carry)
}

// AddInt adds a number of 64 bits.
func (w *Wide) AddInt(x int64) { w.Add(Wide{hi: x >> 63, lo: uint64(x)}) }

// AddProduct adds x*y.
func (w *Wide) AddProduct(x, y int64) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	// Of a negative factor, Mul64 saw 2^64 more.
	w.Add(Wide{hi: int64(hi) - x>>63&y - y>>63&x, lo: lo})
}

// Big returns the number.
func (w Wide) Big() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(w.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(w.lo))
}

// Float64 returns the nearest number that a float64 holds.
func (w Wide) Float64() float64 {
	f, _ := new(big.Float).SetInt(w.Big()).Float64()
	return f
}
