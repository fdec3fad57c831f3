package value

import "math"

// moneyDigits is the number of decimals of an amount: data.MoneyScale is
// 10^moneyDigits.
const moneyDigits = 4

var moneyPowers = [moneyDigits + 1]uint64{1, 10, 100, 1_000, 10_000}

// ParseMoney returns the amount that b names in units of 1/10,000, exactly.
//
// decimal is the decimal mark, '.' or ','. The other mark, blanks and
// apostrophes may stand between groups of three digits, one kind to a number.
// A sign may stand before or behind, a negative amount in parentheses; a
// currency sign or an ISO 4217 code may stand before or behind; 1.5e3 is read
// too. Decimals beyond the fourth are rounded half to even, so that the noise
// of floating point (15.299999999999999) disappears. Anything else, 1,23 with
// a decimal point or an amount beyond 922 trillion, is not ok.
func ParseMoney(b []byte, decimal byte) (units int64, ok bool) {
	// The usual form: a sign, up to 13 digits, a mark, up to 4 digits.
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
	whole := i - start
	if whole == 0 || whole > 13 {
		return parseMoneySlow(b, decimal)
	}
	decimals := 0
	if i < len(b) && b[i] == decimal {
		i++
		for i < len(b) && b[i]-'0' <= 9 && decimals < moneyDigits {
			n = n*10 + uint64(b[i]-'0')
			i++
			decimals++
		}
	}
	if i != len(b) {
		return parseMoneySlow(b, decimal)
	}
	units = int64(n * moneyPowers[moneyDigits-decimals])
	if negative {
		units = -units
	}
	return units, true
}

// parseMoneySlow reads every form that ParseMoney promises.
func parseMoneySlow(b []byte, decimal byte) (int64, bool) {
	return ParseScaled(b, decimal, moneyDigits)
}

// ParseScaled returns the number that b names in units of 10^-scale, rounded
// half to even, with the grammar of ParseMoney. Scale is 0 to 18. Numbers
// beyond the range of int64 are not ok; neither is its smallest, which stands
// for "missing".
func ParseScaled(b []byte, decimal byte, scale int) (units int64, ok bool) {
	var d digits
	if !d.scan(b, decimal) {
		return 0, false
	}
	hi, lo, ok := d.scaled(scale)
	if !ok || hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if d.negative {
		return -int64(lo), true
	}
	return int64(lo), true
}
