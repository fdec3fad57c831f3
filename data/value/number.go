package value

import (
	"math"
	"strconv"
)

// exactPowers are the powers of ten that a float64 holds exactly.
var exactPowers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// ParseNumber returns the number that b names, correctly rounded, with the
// grammar of ParseMoney. NaN, infinities and numbers beyond the range of
// float64 are not ok. A negative zero comes back as zero.
func ParseNumber(b []byte, decimal byte) (float64, bool) {
	// Up to 15 digits: both the digits and the power of ten are exact in a
	// float64, so one division rounds correctly (Clinger 1990).
	i, negative := 0, false
	if len(b) > 0 && b[0] == '-' {
		i, negative = 1, true
	}
	start := i
	var n uint64
	for i < len(b) && b[i]-'0' <= 9 {
		n = n*10 + uint64(b[i]-'0')
		i++
	}
	count, decimals := i-start, 0
	if count == 0 {
		return parseNumberSlow(b, decimal)
	}
	if i < len(b) && b[i] == decimal {
		i++
		for i < len(b) && b[i]-'0' <= 9 {
			n = n*10 + uint64(b[i]-'0')
			i++
			decimals++
		}
	}
	if i != len(b) || count+decimals > 15 {
		return parseNumberSlow(b, decimal)
	}
	f := float64(n) / exactPowers[decimals]
	if negative && n != 0 {
		f = -f
	}
	return f, true
}

// parseNumberSlow reads the forms that ParseNumber has no short way for: it
// writes the number as strconv reads it.
func parseNumberSlow(b []byte, decimal byte) (float64, bool) {
	var d digits
	if !d.scan(b, decimal) {
		return 0, false
	}
	if d.n == 0 {
		return 0, true
	}
	var text [keptDigits + 16]byte
	out := text[:0]
	if d.negative {
		out = append(out, '-')
	}
	out = append(out, '.')
	for _, c := range d.d[:d.n] {
		out = append(out, '0'+c)
	}
	if d.rest { // more digits follow: they only tell which side of a tie it is
		out = append(out, '1')
	}
	out = append(out, 'e')
	out = strconv.AppendInt(out, int64(d.point), 10)
	f, err := strconv.ParseFloat(string(out), 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, false
	}
	if f == 0 {
		f = 0 // no negative zero from an underflow
	}
	return f, true
}

// ParseWhole returns the small whole number that b names, 0 to 2^31-1. The
// ".0" that data frames write behind whole numbers is ignored; a negative
// number is not ok, for -1 stands for "missing".
func ParseWhole(b []byte) (int32, bool) {
	b = Trim(b)
	if len(b) > 0 && b[0] == '+' {
		b = b[1:]
	}
	i := 0
	var n int64
	for i < len(b) && b[i]-'0' <= 9 {
		n = n*10 + int64(b[i]-'0')
		if n > math.MaxInt32 {
			return 0, false
		}
		i++
	}
	if i == 0 {
		return 0, false
	}
	if i < len(b) && (b[i] == '.' || b[i] == ',') && i+1 < len(b) {
		for i++; i < len(b) && b[i] == '0'; i++ {
		}
	}
	return int32(n), i == len(b)
}
