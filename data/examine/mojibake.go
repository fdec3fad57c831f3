package examine

import "bytes"

// replacement is the character that stands where one could not be decoded.
var replacement = []byte("\ufffd")

// misread returns the position of the first text in b, from position from on,
// that was decoded as latin-1 or windows-1252 while it was UTF-8 (é as Ã©, the
// byte order mark as ï»¿), or -1. Only characters beyond ASCII are looked at.
func misread(b []byte, from int) int {
	for i := from; i < len(b); {
		step := bytes.IndexByte(b[i:], 0xC3)
		if step < 0 {
			return -1
		}
		i += step
		if i+3 < len(b) && isLead(b[i+1]) && continues(b[i+2:], trailing(b[i+1])) {
			return i
		}
		i++
	}
	return -1
}

// isLead reports whether the character U+00C0 + (c - 0x80) is one that the first
// byte of a UTF-8 sequence turns into. Of the sequences of two bytes only those
// of scripts in use count (Latin Â to Å, Greek Î and Ï, Cyrillic Ð to Ó, Hebrew
// and Arabic × to Û): É or ß before a closing quotation mark is a word's end.
func isLead(c byte) bool {
	switch lead := c + 0x40; {
	case lead >= 0xE0:
		return lead <= 0xF4
	case lead >= 0xC2 && lead <= 0xC5, lead >= 0xCE && lead <= 0xD3, lead >= 0xD7 && lead <= 0xDB:
		return true
	}
	return false
}

// trailing is the number of characters that have to follow: one for sequences
// of two bytes (C3 to DF), two for three (E0 to EF), three for four.
func trailing(c byte) int {
	switch lead := c + 0x40; {
	case lead >= 0xF0:
		return 3
	case lead >= 0xE0:
		return 2
	}
	return 1
}

// continues reports whether n characters follow that a continuation byte (80 to
// BF) turns into: U+0080 to U+00BF, or what windows-1252 has at 80 to 9F.
func continues(b []byte, n int) bool {
	for ; n > 0; n-- {
		switch {
		case len(b) >= 2 && b[0] == 0xC2 && b[1] >= 0x80 && b[1] <= 0xBF:
			b = b[2:]
		case len(b) >= 2 && (b[0] == 0xC5 || b[0] == 0xC6 || b[0] == 0xCB) && isWindows2(b[0], b[1]):
			b = b[2:]
		case len(b) >= 3 && b[0] == 0xE2 && isWindows3(b[1], b[2]):
			b = b[3:]
		default:
			return false
		}
	}
	return true
}

// isWindows2 names the characters of windows-1252 between 80 and 9F that take
// two bytes: Œ œ Š š Ÿ Ž ž ƒ ˆ ˜.
func isWindows2(a, b byte) bool {
	switch a {
	case 0xC5:
		return b == 0x92 || b == 0x93 || b == 0xA0 || b == 0xA1 || b == 0xB8 || b == 0xBD || b == 0xBE
	case 0xC6:
		return b == 0x92
	}
	return b == 0x86 || b == 0x9C
}

// isWindows3 names those that take three: € and punctuation such as ‚ „ … † ‡ ‰
// ‹ › ‘ ’ “ ” • – — ™.
func isWindows3(b, c byte) bool {
	return b == 0x82 && c == 0xAC || b == 0x84 && c == 0xA2 ||
		b == 0x80 && (c >= 0x93 && c <= 0x94 || c >= 0x98 && c <= 0x9E || c >= 0xA0 && c <= 0xA2 || c == 0xA6 || c == 0xB0 || c == 0xB9 || c == 0xBA)
}
