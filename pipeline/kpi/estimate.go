package kpi

import (
	"math"
	"math/big"
	"strconv"

	"predict/features"
	"predict/features/retention"
	"predict/models/inference"
)

// estimate is a ratio of sums over customers, y over x, with its interval.
type estimate struct {
	value     *float64
	low, high *float64
}

// sums are what the ratio of two amounts of n customers, and its error, are made
// of: the sums of y, x, y², xy and x².
type sums struct {
	n                int64
	y, x, yy, xy, xx *big.Int
}

// ratio estimates y/x by the linearised standard error of a ratio (Cochran 1977,
// Sampling Techniques, section 2.11): that of the mean of y − (y/x)·x. Where that is
// 0 because all customers have the same ratio of 0 or 1, the interval is Wilson's of
// as many customers as weigh alike (x total squared over the sum of squares; Kish
// 1965). The total x must be above 0.
func (j *judge) ratio(s sums) estimate {
	value, _ := new(big.Rat).SetFrac(s.y, s.x).Float64()
	e := estimate{value: &value}
	if s.n < 2 {
		return e
	}
	// All in whole numbers: the terms nearly cancel.
	square := new(big.Int).Mul(s.yy, sq(s.x))
	cross := new(big.Int).Mul(new(big.Int).Mul(s.y, s.x), s.xy)
	square.Sub(square, cross.Lsh(cross, 1))
	square.Add(square, new(big.Int).Mul(sq(s.y), s.xx))
	if square.Sign() <= 0 {
		return j.certain(e, s)
	}
	scaled := new(big.Rat).SetFrac(square.Mul(square, big.NewInt(s.n)), new(big.Int).Mul(sq(sq(s.x)), big.NewInt(s.n-1)))
	variance, _ := scaled.Float64()
	width := float64(j.z * math.Sqrt(variance))
	low, high := value-width, value+width
	e.low, e.high = &low, &high
	return e
}

func sq(x *big.Int) *big.Int { return new(big.Int).Mul(x, x) }

// certain fills the interval of a ratio in which nobody differs.
func (j *judge) certain(e estimate, s sums) estimate {
	if *e.value != 0 && *e.value != 1 || s.xx.Sign() <= 0 {
		return e
	}
	alike := new(big.Int).Div(sq(s.x), s.xx).Int64() // at most n
	kept := int64(0)
	if *e.value == 1 {
		kept = alike
	}
	return j.share(kept, alike).with(e.value)
}

func (e estimate) with(value *float64) estimate {
	e.value = value
	return e
}

// within keeps the interval at or above low, and at or below high.
func (e estimate) within(low, high float64) estimate {
	if e.low != nil {
		*e.low, *e.high = max(low, *e.low), min(high, *e.high)
	}
	return e
}

// share estimates k of n by Wilson's interval; it is empty where n is 0.
func (j *judge) share(k, n int64) estimate {
	s, ok := inference.Wilson(k, n, j.o.Level)
	if !ok {
		return estimate{}
	}
	return estimate{value: &s.Value, low: &s.Interval.Low, high: &s.Interval.High}
}

// mapped applies a function to value and interval.
func (e estimate) mapped(f func(float64) float64) estimate {
	of := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		y := f(*x)
		return &y
	}
	return estimate{of(e.value), of(e.low), of(e.high)}
}

// retained are the sums of the share of an amount that the retained hold.
func retained(m *retention.Money, n int64) sums {
	kept := m.RetainedSquares.Big()
	return sums{n: n, y: m.Retained.Big(), x: m.Start.Big(), yy: kept, xy: kept, xx: m.StartSquares.Big()}
}

// cents rounds an amount in units of 1/features.MoneyScale, divided by a divisor,
// half away from zero, to a hundredth of a unit of currency.
func cents(amount *big.Int, divisor int64) *big.Int {
	div := big.NewInt(divisor * (features.MoneyScale / 100))
	twice := new(big.Int).Lsh(new(big.Int).Abs(amount), 1)
	n := twice.Add(twice, div)
	n.Quo(n, div.Lsh(div, 1))
	if amount.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

// currency writes hundredths as an amount with two decimals.
func currency(hundredths *big.Int) string {
	return new(big.Rat).SetFrac(hundredths, big.NewInt(100)).FloatString(2)
}

// amount returns hundredths as units of currency.
func amount(hundredths *big.Int) *float64 {
	f, _ := new(big.Rat).SetFrac(hundredths, big.NewInt(100)).Float64()
	return &f
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }
