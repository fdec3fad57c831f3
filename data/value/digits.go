package value

import "math/bits"

// keptDigits is how many significant digits of a number are kept. 38 is what
// the widest exact type of the engine holds; what follows only matters for
// rounding.
const keptDigits = 40

// digits is a decimal number taken apart: 0.d1d2d3… × 10^point.
type digits struct {
	d        [keptDigits]byte // values 0 to 9, the first not 0
	n        int              // digits kept
	rest     bool             // a digit beyond the kept ones is not 0
	point    int
	negative bool
}

// scan reads a whole text as a number, with the grammar of ParseMoney.
func (d *digits) scan(b []byte, decimal byte) bool {
	if decimal == 0 {
		decimal = '.'
	}
	body, negative, ok := unwrap(Trim(b))
	if !ok {
		return false
	}
	d.negative = negative
	i, ok := d.scanWhole(body, decimal)
	if !ok {
		return false
	}
	seen := i > 0
	if i < len(body) && body[i] == decimal {
		i++
		for i < len(body) && body[i]-'0' <= 9 {
			d.push(body[i]-'0', false)
			seen = true
			i++
		}
	}
	if !seen {
		return false
	}
	if i < len(body) {
		exponent, ok := scanExponent(body[i:])
		if !ok {
			return false
		}
		d.point += exponent
	}
	return true
}

// scanWhole reads the digits before the decimal mark, grouped or not, and
// returns how many bytes they take.
func (d *digits) scanWhole(b []byte, decimal byte) (int, bool) {
	i, group, groups := 0, 0, 0
	var mark [3]byte
	for i < len(b) {
		if b[i]-'0' <= 9 {
			d.push(b[i]-'0', true)
			group++
			i++
			continue
		}
		n := groupMark(b[i:], decimal)
		if n == 0 {
			break
		}
		var m [3]byte
		copy(m[:], b[i:i+n])
		switch {
		// 0,123 is no 123: a group mark behind a leading zero is a decimal mark
		// of another country.
		case groups == 0 && (group == 0 || group > 3 || b[0] == '0'):
			return 0, false
		case groups > 0 && (group != 3 || m != mark):
			return 0, false
		}
		mark = m
		groups++
		group = 0
		i += n
	}
	if groups > 0 && group != 3 {
		return 0, false
	}
	return i, true
}

// groupMark returns the bytes of the thousands separator that b begins with:
// the mark that is not the decimal one, a blank or an apostrophe.
func groupMark(b []byte, decimal byte) int {
	switch c := b[0]; {
	case c == decimal:
		return 0
	case c == '.' || c == ',' || c == '\'' || c == ' ':
		return 1
	case c == 0xE2 && len(b) >= 3 && b[1] == 0x80 && b[2] == 0x99: // ’
		return 3
	case c >= 0x80 && c != 0xEF:
		return blankPrefix(b)
	}
	return 0
}

// scanExponent reads e3, E+03 or e-3. Exponents beyond ±9999 are cut there: no
// type holds such numbers, and zero stays zero.
func scanExponent(b []byte) (int, bool) {
	if b[0] != 'e' && b[0] != 'E' {
		return 0, false
	}
	i, sign := 1, 1
	if i < len(b) && (b[i] == '+' || b[i] == '-') {
		if b[i] == '-' {
			sign = -1
		}
		i++
	}
	if i == len(b) {
		return 0, false
	}
	n := 0
	for ; i < len(b); i++ {
		if b[i]-'0' > 9 {
			return 0, false
		}
		n = min(n*10+int(b[i]-'0'), 9999)
	}
	return sign * n, true
}

// push appends a digit; whole says that it stands before the decimal mark.
func (d *digits) push(c byte, whole bool) {
	if d.n == 0 && c == 0 { // a leading zero
		if !whole {
			d.point--
		}
		return
	}
	if whole {
		d.point++
	}
	if d.n == keptDigits {
		d.rest = d.rest || c != 0
		return
	}
	d.d[d.n] = c
	d.n++
}

// scaled returns the magnitude in units of 10^-scale, rounded half to even, as
// 128 bits, and whether it fits.
func (d *digits) scaled(scale int) (hi, lo uint64, ok bool) {
	n := d.point + scale // digits before the rounding point
	if d.n == 0 || n < 0 {
		return 0, 0, true
	}
	if n > 38 {
		return 0, 0, false
	}
	for i := range n {
		var c uint64
		if i < d.n {
			c = uint64(d.d[i])
		}
		h, l := bits.Mul64(lo, 10)
		var carry uint64
		lo, carry = bits.Add64(l, c, 0)
		hi = hi*10 + h + carry // 38 digits stay below 2^127
	}
	if d.roundsUp(n, lo&1 == 1) {
		var carry uint64
		lo, carry = bits.Add64(lo, 1, 0)
		hi += carry
	}
	return hi, lo, true
}

// roundsUp says whether what follows digit n rounds the number before it up.
func (d *digits) roundsUp(n int, odd bool) bool {
	if n >= d.n || d.d[n] < 5 {
		return false
	}
	if d.d[n] > 5 || d.rest || odd {
		return true
	}
	for _, c := range d.d[n+1 : d.n] {
		if c != 0 {
			return true
		}
	}
	return false
}
