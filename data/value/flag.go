package value

// ParseFlag returns the truth value that b names: 1 and 0, true and false, yes
// and no, on and off, t and f, y and n, in any case.
func ParseFlag(b []byte) (v, ok bool) {
	b = Trim(b)
	if len(b) == 0 || len(b) > 5 {
		return false, false
	}
	var lower [5]byte
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(b)]) {
	case "1", "t", "y", "yes", "true", "on":
		return true, true
	case "0", "f", "n", "no", "false", "off":
		return false, true
	}
	return false, false
}

// DamagedID reports whether b is what a spreadsheet makes of a long id: a
// number with an exponent, such as 1.03E+19 or 1,03E+19. The id is lost; only
// a new export, with the column as text, brings it back.
func DamagedID(b []byte) bool {
	b = Trim(b)
	if len(b) < 5 || b[0] < '1' || b[0] > '9' {
		return false
	}
	i := 1
	if b[i] == '.' || b[i] == ',' {
		start := i + 1
		for i = start; i < len(b) && b[i]-'0' <= 9; i++ {
		}
		if i == start {
			return false
		}
	}
	rest := b[i:]
	if len(rest) < 4 || len(rest) > 5 || rest[0] != 'E' && rest[0] != 'e' || rest[1] != '+' {
		return false
	}
	for _, c := range rest[2:] {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}
