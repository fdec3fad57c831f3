package examine

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"predict/data/value"
)

// money reads an amount and counts what it is like.
func (w *worker) money(c *Column, text []byte, mark byte) (int64, string) {
	a := c.Amounts
	v, ok := value.ParseMoney(text, mark)
	last := text[len(text)-1]
	if text[0]-'0' > 9 && text[0] != '-' || last-'0' > 9 {
		if code := currency(text); code != "" {
			at(a.Currencies, code).see(w.file.facts.Path, w.file.line(w.records), text)
		}
	}
	if !ok {
		other := byte(',')
		if mark == ',' {
			other = '.'
		}
		if _, fits := value.ParseMoney(text, other); fits {
			a.OtherMark.see(w.file.facts.Path, w.file.line(w.records), text)
		}
		return 0, reasonMoney
	}
	switch {
	case v > 0:
		a.Positive++
	case v < 0:
		a.Negative++
	default:
		a.Zero++
	}
	if v%10_000 != 0 {
		a.Decimals++
	}
	if v > w.limit || v < -w.limit {
		return 0, reasonAbsurd
	}
	return v, ""
}

// currency is the sign or the code before or behind the digits of an amount, in
// upper case; empty where there is none.
func currency(text []byte) string {
	text = value.Trim(text)
	for _, r := range []rune{first(text), last(text)} {
		if unicode.Is(unicode.Sc, r) {
			return string(r)
		}
	}
	if n := len(text); n > 3 {
		for _, cut := range [][2][]byte{{text[:3], text[3:]}, {text[n-3:], text[:n-3]}} {
			// Beside a code stands a number; other words name no currency.
			if code, ok := letters(cut[0]); ok && bytes.ContainsAny(cut[1], "0123456789") && !bytes.ContainsFunc(cut[1], unicode.IsLetter) {
				return code
			}
		}
	}
	return ""
}

func first(b []byte) rune { r, _ := utf8.DecodeRune(b); return r }
func last(b []byte) rune  { r, _ := utf8.DecodeLastRune(b); return r }

// letters returns three ASCII letters in upper case.
func letters(b []byte) (string, bool) {
	var code [3]byte
	for i, c := range b {
		c &^= 0x20
		if c < 'A' || c > 'Z' {
			return "", false
		}
		code[i] = c
	}
	return string(code[:]), true
}
