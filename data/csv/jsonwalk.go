package csv

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonWalk steps through text that is known to be valid JSON.
type jsonWalk struct {
	text []byte
	pos  int
}

func (w *jsonWalk) blanks() {
	for w.pos < len(w.text) && (isBlank(w.text[w.pos]) || w.text[w.pos] == '\r') {
		w.pos++
	}
}

// str moves behind the string at pos and returns what its quotes hold; plain
// says that it holds no escape.
func (w *jsonWalk) str() (inside []byte, plain bool) {
	from := w.pos + 1
	plain = true
	for p := from; ; {
		i := bytes.IndexAny(w.text[p:], `"\`)
		p += i
		if w.text[p] == '"' {
			w.pos = p + 1
			return w.text[from:p], plain
		}
		plain = false
		p += 2
	}
}

// skip moves behind the value at pos.
func (w *jsonWalk) skip() {
	depth := 0
	for {
		switch c := w.text[w.pos]; c {
		case '"':
			w.str()
		case '{', '[':
			depth++
			w.pos++
		case '}', ']':
			depth--
			w.pos++
		case ',', ':', ' ', '\t', '\r':
			w.pos++
		default:
			for w.pos < len(w.text) && bytes.IndexByte([]byte(",:]} \t\r"), w.text[w.pos]) < 0 {
				w.pos++
			}
		}
		if depth == 0 {
			return
		}
	}
}

// unescapeJSON appends what stands between the quotes of a valid JSON string,
// without its escapes. Half a surrogate pair becomes U+FFFD, as in encoding/json.
func unescapeJSON(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		c := text[i+1]
		text = text[i+2:]
		switch c {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := hexRune(text)
			text = text[4:]
			if utf16.IsSurrogate(r) {
				low := rune(utf8.RuneError)
				if bytes.HasPrefix(text, []byte(`\u`)) {
					low = hexRune(text[2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					text = text[6:]
				}
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, c)
		}
	}
}

// hexRune reads the four hexadecimal digits at the front of text.
func hexRune(text []byte) rune {
	n, err := strconv.ParseUint(string(text[:4]), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}
