package value

// ParseWide returns the magnitude of the number that b names in units of
// 10^-scale (0 to 18) as 128 bits, and its sign, with the grammar of
// ParseMoney. Numbers of more than 38 digits in these units are not ok.
func ParseWide(b []byte, decimal byte, scale int) (hi, lo uint64, negative, ok bool) {
	// The usual form: up to 18 digits in all.
	i := 0
	if len(b) > 0 && b[0] == '-' {
		i, negative = 1, true
	}
	start := i
	for i < len(b) && b[i]-'0' <= 9 {
		lo = lo*10 + uint64(b[i]-'0')
		i++
	}
	whole, decimals := i-start, 0
	if whole > 0 && i < len(b) && b[i] == decimal {
		for i++; i < len(b) && b[i]-'0' <= 9 && decimals < scale; i++ {
			lo = lo*10 + uint64(b[i]-'0')
			decimals++
		}
	}
	if whole > 0 && i == len(b) && whole+scale <= 18 {
		for ; decimals < scale; decimals++ {
			lo *= 10
		}
		return 0, lo, negative, true
	}
	var d digits
	if !d.scan(b, decimal) {
		return 0, 0, false, false
	}
	hi, lo, ok = d.scaled(scale)
	return hi, lo, d.negative, ok
}
