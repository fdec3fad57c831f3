package report

import (
	"encoding/json"
	"fmt"

	"predict/features/reasons/phrases"
)

// NewReason makes a reason of a sentence in English and the family that it comes
// from; the family may be empty. Where the sentence is of the catalogue of phrases,
// the reason has the key and the arguments by which other languages say the same.
func NewReason(family, text string) Reason {
	r := Reason{Family: family, Text: text}
	if p, ok := phrases.Parse(text); ok {
		r.Key, r.Args = p.Key, p.Args
	}
	return r
}

// LocaleData returns what i18n.setup of the page takes, as JSON: locales, and the
// patterns by which sentences that come whole, such as causes, are known. It holds no
// "<", so that it can stand in a script element.
func LocaleData() ([]byte, error) {
	locales, err := Locales()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(struct {
		Locales  []Locale          `json:"locales"`
		Patterns []phrases.Pattern `json:"patterns"`
	}{locales, phrases.Patterns()})
	if err != nil {
		return nil, fmt.Errorf("report: writing locales: %w", err)
	}
	return text, nil
}
