package lake

// SymbolIndex gives each text of a Symbol column its code. Lookup, Len and Text
// may be called by several goroutines while none calls Code.
type SymbolIndex struct{}

// Code returns the code of a text, adding the text when new. The text is not
// kept.
func (s *SymbolIndex) Code(text []byte) int32 { return 0 }

// Lookup is like Code but adds nothing: ok is false for a new text.
func (s *SymbolIndex) Lookup(text []byte) (code int32, ok bool) { return 0, false }

// Len returns the number of texts.
func (s *SymbolIndex) Len() int { return 0 }

// Text returns the text of a code.
func (s *SymbolIndex) Text(code int32) string { return "" }
