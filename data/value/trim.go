package value

// Trim returns b without the blanks around it: ASCII white space, the
// no-break and figure spaces that spreadsheets write between digits, the wide
// space and the byte order mark. It shares the memory of b.
func Trim(b []byte) []byte {
	for len(b) > 0 {
		n := blankPrefix(b)
		if n == 0 {
			break
		}
		b = b[n:]
	}
	for len(b) > 0 {
		n := blankSuffix(b)
		if n == 0 {
			break
		}
		b = b[:len(b)-n]
	}
	return b
}

// blankPrefix returns the number of bytes of the blank that b begins with.
func blankPrefix(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch c := b[0]; {
	case c == ' ' || c >= '\t' && c <= '\r':
		return 1
	case c < 0x80:
		return 0
	case len(b) >= 2 && c == 0xC2 && b[1] == 0xA0:
		return 2
	case len(b) >= 3 && isBlank3(b[0], b[1], b[2]):
		return 3
	}
	return 0
}

// blankSuffix returns the number of bytes of the blank that b ends with.
func blankSuffix(b []byte) int {
	n := len(b)
	if n == 0 {
		return 0
	}
	switch c := b[n-1]; {
	case c == ' ' || c >= '\t' && c <= '\r':
		return 1
	case c < 0x80:
		return 0
	case n >= 2 && b[n-2] == 0xC2 && c == 0xA0:
		return 2
	case n >= 3 && isBlank3(b[n-3], b[n-2], c):
		return 3
	}
	return 0
}

// isBlank3 reports whether three bytes are a blank in UTF-8: the figure space,
// the thin space, the narrow no-break space, the ideographic space or the byte
// order mark.
func isBlank3(a, b, c byte) bool {
	switch a {
	case 0xE2:
		return b == 0x80 && (c == 0x87 || c == 0x89 || c == 0xAF)
	case 0xE3:
		return b == 0x80 && c == 0x80
	case 0xEF:
		return b == 0xBB && c == 0xBF
	}
	return false
}
