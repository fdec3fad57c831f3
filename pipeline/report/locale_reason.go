package report

import "predict/features/reasons/phrases"

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
