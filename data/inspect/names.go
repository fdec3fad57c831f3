package inspect

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes letters of different forms alike: case, accents, the Arabic forms
// of Persian letters, ß and the like. Joiners and marks without a width go.
func fold(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'ı':
		return "i"
	case 'ø', 'Ø':
		return "o"
	case 'ł', 'Ł':
		return "l"
	case 'æ', 'Æ':
		return "ae"
	case 'đ', 'Đ':
		return "d"
	case 'ي', 'ى', 'ئ':
		return "ی"
	case 'ك':
		return "ک"
	case 'ة', 'ۀ':
		return "ه"
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا"
	case 'ؤ':
		return "و"
	case 'ـ': // stretches a word
		return ""
	}
	if r >= '۰' && r <= '۹' {
		return string('0' + r - '۰')
	}
	if r >= '٠' && r <= '٩' {
		return string('0' + r - '٠')
	}
	return string(unicode.ToLower(r))
}

// words splits a name at blanks, marks, joiners and where small letters meet
// capitals or letters meet digits, and folds what it finds.
func words(name string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	runes := []rune(norm.NFKD.String(name))
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case i > 0 && boundary(runes, i):
			end()
		}
		word.WriteString(fold(r))
	}
	end()
	return out
}

// boundary says that a word begins at i though no mark stands before it: customerId,
// CSATScore, q1.
func boundary(runes []rune, i int) bool {
	before, r := runes[i-1], runes[i]
	switch {
	case unicode.IsDigit(before) != unicode.IsDigit(r):
		return unicode.IsLetter(before) || unicode.IsLetter(r)
	case unicode.IsLower(before) && unicode.IsUpper(r):
		return true
	case unicode.IsUpper(before) && unicode.IsUpper(r) && i+1 < len(runes) && unicode.IsLower(runes[i+1]):
		return true
	}
	return false
}

// key is what names are compared by: the folded letters and digits, without
// what separates words.
func key(name string) string { return strings.Join(words(name), "") }

// plainKey is key with German umlauts written either way made alike: Käufer,
// Kaeufer and Kaufer. English words suffer, but all in the same manner.
func plainKey(k string) string {
	return strings.NewReplacer("ae", "a", "oe", "o", "ue", "u").Replace(k)
}
