package csv

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// The encodings that Open reads.
const (
	utf8Name    = "utf-8"
	utf16leName = "utf-16le"
	utf16beName = "utf-16be"
	latin1Name  = "latin-1"
)

// unicodeOnly asks for detection that never takes text for latin-1: JSON is
// Unicode by its definition.
const unicodeOnly = "unicode"

func encodings() []string { return []string{utf8Name, utf16leName, utf16beName, latin1Name} }

func newBytes(b []byte) io.Reader { return bytes.NewReader(b) }

func byteCount(n int64) string { return fmt.Sprintf("%d bytes", n) }

const byteOrderMark = "\ufeff"

// marks are the byte order marks of the encodings that have one.
var marks = []struct{ name, mark string }{
	{utf8Name, byteOrderMark}, {utf16leName, "\xff\xfe"}, {utf16beName, "\xfe\xff"},
}

// guessEncoding tells the encoding from a sample and how many bytes of byte
// order mark it begins with. Text that is no valid UTF-8 is taken for latin-1,
// which can hold any bytes: there is no telling it from its relatives.
func guessEncoding(sample []byte) (name string, mark int) {
	for _, m := range marks {
		if bytes.HasPrefix(sample, []byte(m.mark)) {
			return m.name, len(m.mark)
		}
	}
	if name := zeroPattern(sample); name != "" {
		return name, 0
	}
	if utf8.Valid(wholeRunes(sample)) {
		return utf8Name, 0
	}
	return latin1Name, 0
}

// zeroPattern tells UTF-16 without a mark: in text of western scripts one of
// the two bytes of nearly every unit is zero, and always the same one.
func zeroPattern(sample []byte) string {
	pairs := len(sample) / 2
	if pairs == 0 {
		return ""
	}
	var even, odd int
	for i := 0; i < 2*pairs; i += 2 {
		if sample[i] == 0 {
			even++
		}
		if sample[i+1] == 0 {
			odd++
		}
	}
	switch {
	case odd > pairs/2 && even < pairs/20+1:
		return utf16leName
	case even > pairs/2 && odd < pairs/20+1:
		return utf16beName
	}
	return ""
}

// wholeRunes drops a rune that the end of the sample cuts in two.
func wholeRunes(sample []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(sample); back++ {
		b := sample[len(sample)-back]
		if utf8.RuneStart(b) {
			if !utf8.FullRune(sample[len(sample)-back:]) {
				return sample[:len(sample)-back]
			}
			break
		}
	}
	return sample
}

// decoded returns the reader's text as UTF-8, without a byte order mark. want is
// the encoding that was asked for, empty to detect it from the first bytes.
func decoded(path string, r io.Reader, want string, sampleSize int) (io.Reader, string, error) {
	if want != "" && want != unicodeOnly && !slices.Contains(encodings(), want) {
		return nil, "", &Error{
			File: path, Kind: ErrDialect, Found: fmt.Sprintf("csv.encoding is %q", want),
			Remedy: fmt.Sprintf("set one of %v", encodings()),
		}
	}
	var sample []byte
	for len(sample) < sampleSize {
		sample = slices.Grow(sample, min(firstRead, sampleSize-len(sample)))
		n, err := r.Read(sample[len(sample):min(cap(sample), sampleSize)])
		sample = sample[:len(sample)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, "", err
		}
	}
	name, mark := guessEncoding(sample)
	if want == unicodeOnly {
		want = ""
		if name == latin1Name {
			name = utf8Name
		}
	}
	if want != "" && want != name && mark > 0 {
		return nil, "", &Error{
			File: path, Line: 1, Kind: ErrEncoding,
			Found:  fmt.Sprintf("csv.encoding is %s, the file begins with the mark of %s", want, name),
			Remedy: "correct csv.encoding or leave it out",
		}
	}
	if want != "" {
		name = want
	}
	whole := io.MultiReader(newBytes(sample[mark:]), r)
	if scheme := schemeOf(name); scheme != nil {
		whole = scheme.NewDecoder().Reader(whole)
	}
	return whole, name, nil
}

func schemeOf(name string) encoding.Encoding {
	switch name {
	case utf16leName:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case utf16beName:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case latin1Name:
		return charmap.Windows1252
	}
	return nil
}
