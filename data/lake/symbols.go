package lake

// SymbolIndex gives each text of a Symbol column its code. Lookup, Len and Text
// may be called by several goroutines while none calls Code.
type SymbolIndex struct {
	codes     map[string]int32
	texts     []string
	committed int // texts of earlier loads
}

func newSymbolIndex(texts []string) *SymbolIndex {
	s := &SymbolIndex{codes: make(map[string]int32, len(texts)), texts: texts, committed: len(texts)}
	for i, t := range texts {
		s.codes[t] = int32(i)
	}
	return s
}

// Code returns the code of a text, adding the text when new. The text is not
// kept.
func (s *SymbolIndex) Code(text []byte) int32 {
	if code, ok := s.codes[string(text)]; ok {
		return code
	}
	own := string(text)
	code := int32(len(s.texts))
	s.codes[own] = code
	s.texts = append(s.texts, own)
	return code
}

// Lookup is like Code but adds nothing: ok is false for a new text.
func (s *SymbolIndex) Lookup(text []byte) (code int32, ok bool) {
	code, ok = s.codes[string(text)]
	return code, ok
}

// Len returns the number of texts.
func (s *SymbolIndex) Len() int { return len(s.texts) }

// Text returns the text of a code.
func (s *SymbolIndex) Text(code int32) string { return s.texts[code] }
