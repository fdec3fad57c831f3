package causes

import (
	"strconv"
	"strings"
	"unicode"

	counted "predict/features/causes"
)

// of returns the texts of a dimension by code.
func (n Names) of(d counted.Dimension) []string {
	switch d {
	case counted.Segment:
		return n.Segments
	case counted.Region:
		return n.Regions
	case counted.Channel:
		return n.Channels
	case counted.Category:
		return n.Categories
	case counted.Product:
		return n.Products
	case counted.ComplaintReason:
		return n.ContactReasons
	}
	return counted.TenureBands()
}

// cleanNames returns texts that are fit for a line of text.
func cleanNames(texts []string) []string {
	clean := make([]string, len(texts))
	for i, text := range texts {
		clean[i] = cleanName(text)
	}
	return clean
}

// cleanName puts a blank in place of each control character and line separator,
// drops the characters that turn the direction of the text around them, and mends
// what is no UTF-8.
func cleanName(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, text))
}

// nameOf returns the text of a code; its number where there is none.
func nameOf(names []string, code int32) string {
	if code >= 0 && int(code) < len(names) && names[code] != "" {
		return names[code]
	}
	return "code " + strconv.Itoa(int(code))
}

// short returns at most 60 characters of a text.
func short(text string) string {
	const most = 60
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
