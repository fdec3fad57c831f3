package configs

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// writable says that YAML can hold a text.
func writable(s string) bool { return utf8.ValidString(s) }

// quoted writes a text as a YAML scalar: plain where it is words and marks that
// cannot mean anything else, in double quotes otherwise.
func quoted(s string) string {
	if plainScalar(s) {
		return s
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case unicode.IsPrint(r) || r == '\u200c' || r == '\u200d':
			out.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&out, `\x%02X`, r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			fmt.Fprintf(&out, `\U%08X`, r)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// expression writes a text as the value of a key on a line of its own, where more
// can stand without quotes than within brackets.
func expression(s string) string {
	plain := s != "" && strings.TrimSpace(s) == s && !strings.Contains(s, ": ") && !strings.Contains(s, " #") && !strings.HasSuffix(s, ":")
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		plain = plain && (letter || i > 0 && (unicode.IsPrint(r) && r != '\ufeff'))
	}
	if plain && strings.ContainsAny(s, "(*") {
		return s
	}
	return quoted(s)
}

// plainScalar says that a text needs no quotes.
func plainScalar(s string) bool {
	if s == "" || strings.TrimSpace(s) != s {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan":
		return false
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) && r != '\ufeff', r == '_':
		case i == 0:
			return false
		case r >= '0' && r <= '9', r == '.', r == '/', r == '-', r == ' ', r == '(', r == ')', r == '+':
		default:
			return false
		}
	}
	return true
}
