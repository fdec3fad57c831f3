package csv

import (
	"bytes"
	"unicode/utf8"
)

// facts are what holds for a whole block, so that records need no check.
type facts struct{ quotes, nul, invalid, loneReturn bool }

// factsOf looks at the data in pieces that stay in the processor's cache, for it
// looks at each several times.
func factsOf(data []byte, quote byte) facts {
	const piece = 32 << 10
	var f facts
	for from := 0; from < len(data); {
		end := min(from+piece, len(data))
		for back := 1; back < utf8.UTFMax && end < len(data) && !utf8.RuneStart(data[end]); back++ {
			end--
		}
		part := data[from:end]
		f.quotes = f.quotes || quote != 0 && bytes.IndexByte(part, quote) >= 0
		f.nul = f.nul || bytes.IndexByte(part, 0) >= 0
		f.invalid = f.invalid || !utf8.Valid(part)
		f.loneReturn = f.loneReturn || hasLoneReturn(data, from, end)
		from = end
	}
	return f
}
