package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible is a writer for people's eyes: exports, file names and configs end up
// in what the program prints, and none of them may move the cursor, set the
// title of the terminal, hide a line or turn its direction. Such characters are
// written as \u001b, which JSON reads as what they are.
type visible struct{ to io.Writer }

// Write writes p with all control characters but tab and line end spelt out,
// and bytes that are no UTF-8 too.
func (v visible) Write(p []byte) (int, error) {
	text := string(p)
	if !strings.ContainsFunc(text, unseen) { // bytes that are no UTF-8 read as U+FFFD
		return v.to.Write(p)
	}
	var out strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[0])
		case r != utf8.RuneError && unseen(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteString(text[:size])
		}
		text = text[size:]
	}
	if _, err := io.WriteString(v.to, out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// unseen reports whether a character does something to a terminal in place of
// being shown: controls, and those that turn the direction of what follows. The
// joiners that Persian is written with are none.
func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029:
		return true
	}
	return r == utf8.RuneError || unicode.IsControl(r)
}
