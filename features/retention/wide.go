package retention

import (
	"math/big"
	"math/bits"
)

// Wide is a whole number of 192 bits, in which sums of squares of money stay exact
// in any currency. The zero value is 0.
type Wide struct {
	hi      int64
	mid, lo uint64
}

// wide returns a number of 64 bits.
func wide(x int64) Wide { return Wide{hi: x >> 63, mid: uint64(x >> 63), lo: uint64(x)} }

// Add adds another number.
func (w *Wide) Add(other Wide) {
	lo, carry := bits.Add64(w.lo, other.lo, 0)
	mid, carry := bits.Add64(w.mid, other.mid, carry)
	w.lo, w.mid, w.hi = lo, mid, w.hi+other.hi+int64(carry)
}

// AddInt adds a number of 64 bits.
func (w *Wide) AddInt(x int64) { w.Add(wide(x)) }

// AddProduct adds x*y.
func (w *Wide) AddProduct(x, y int64) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	// Of a negative factor, Mul64 saw 2^64 more.
	mid := int64(hi) - x>>63&y - y>>63&x
	w.Add(Wide{hi: mid >> 63, mid: uint64(mid), lo: lo})
}

// addSquare adds x*x, where x is less than 2^80 on either side of 0: an amount of 64
// bits times the days of some years.
func (w *Wide) addSquare(x Wide) {
	if x.hi < 0 {
		x = x.negative()
	}
	mid, lo := bits.Mul64(x.lo, x.lo)
	w.Add(Wide{mid: mid, lo: lo})
	if x.mid == 0 {
		return
	}
	hi, mid := bits.Mul64(x.mid, x.lo)
	w.Add(Wide{hi: int64(hi<<1 | mid>>63), mid: mid << 1})
	w.Add(Wide{hi: int64(x.mid * x.mid)})
}

// negative returns the number with the other sign.
func (w Wide) negative() Wide {
	n := Wide{hi: ^w.hi, mid: ^w.mid, lo: ^w.lo}
	n.AddInt(1)
	return n
}

// Big returns the number.
func (w Wide) Big() *big.Int {
	n := big.NewInt(w.hi)
	n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(w.mid))
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(w.lo))
}

// Float64 returns the nearest number that a float64 holds.
func (w Wide) Float64() float64 {
	f, _ := new(big.Float).SetInt(w.Big()).Float64()
	return f
}
