package lake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The exports are most of a manifest: a nightly lake has thousands of them, and
// each run reads and writes them all. Their lines are written and read here, as
// encoding/json writes a FileEntry and several times as fast; nothing else is
// read.

// Where the exports begin and end in a manifest. No text within holds a line end.
const (
	filesMark = "\n\"files\":["
	loadsMark = "],\n\"loads\":["
)

// cutFiles takes the exports out of a manifest and returns it without them.
func cutFiles(text []byte) (rest []byte, files []FileEntry, err error) {
	from := bytes.Index(text, []byte(filesMark))
	to := bytes.Index(text, []byte(loadsMark))
	if from < 0 || to < from {
		return nil, nil, errors.New("it does not list exports and loads")
	}
	from += len(filesMark)
	rest = append(bytes.Clone(text[:from]), text[to:]...)
	lines := string(text[from:to]) // which the texts of all exports are cut from
	files = make([]FileEntry, 0, strings.Count(lines, "\n"))
	for more := lines != ""; more; {
		var line string
		var f FileEntry
		line, lines, more = strings.Cut(lines, ",\n")
		if len(files) == 0 && strings.HasPrefix(line, "\n") {
			line = line[1:]
		}
		if !f.parse(line) {
			return nil, nil, fmt.Errorf("the line of export %d is not as predict writes it", len(files)+1)
		}
		files = append(files, f)
	}
	return rest, files, nil
}

// appendLine appends the export to b as encoding/json writes it.
func (f *FileEntry) appendLine(b []byte) []byte {
	number := func(key string, n int64) {
		b = strconv.AppendInt(append(b, key...), n, 10)
	}
	some := func(key string, n int64) {
		if n != 0 {
			number(key, n)
		}
	}
	b = appendText(append(b, `{"table":`...), f.Table)
	b = appendText(append(b, `,"path":`...), f.Path)
	number(`,"size":`, f.Size)
	number(`,"mod_time":`, f.ModTime)
	b = appendText(append(b, `,"sha256":`...), f.SHA256)
	number(`,"read":`, f.Read)
	number(`,"kept":`, f.Kept)
	number(`,"duplicates":`, f.Duplicates)
	number(`,"out_of_scope":`, f.OutOfScope)
	number(`,"quarantined":`, f.Quarantined)
	number(`,"load":`, int64(f.Load))
	number(`,"number":`, int64(f.Number))
	some(`,"replaced":`, int64(f.Replaced))
	some(`,"unkeyed":`, f.Unkeyed)
	if f.First != nil {
		number(`,"first":`, *f.First)
	}
	if f.Last != nil {
		number(`,"last":`, *f.Last)
	}
	if len(f.Days) > 0 {
		b = f.Days.appendRuns(append(b, `,"days":`...))
	}
	if f.Note != "" {
		b = appendText(append(b, `,"note":`...), f.Note)
	}
	return append(b, '}')
}

// parse is the inverse of appendLine; it reports whether the line is as that
// writes it.
func (f *FileEntry) parse(line string) bool {
	s := scanner{rest: line}
	f.Table = s.text(`{"table":`)
	f.Path = s.text(`,"path":`)
	f.Size, f.ModTime = s.number(`,"size":`), s.number(`,"mod_time":`)
	f.SHA256 = s.text(`,"sha256":`)
	f.Read, f.Kept, f.Duplicates = s.number(`,"read":`), s.number(`,"kept":`), s.number(`,"duplicates":`)
	f.OutOfScope, f.Quarantined = s.number(`,"out_of_scope":`), s.number(`,"quarantined":`)
	f.Load, f.Number = int(s.number(`,"load":`)), int(s.number(`,"number":`))
	if s.next(`,"replaced":`) {
		f.Replaced = int(s.number(`,"replaced":`))
		s.must(f.Replaced != 0)
	}
	if s.next(`,"unkeyed":`) {
		f.Unkeyed = s.number(`,"unkeyed":`)
		s.must(f.Unkeyed != 0)
	}
	if s.next(`,"first":`) {
		first := s.number(`,"first":`)
		f.First = &first
	}
	if s.next(`,"last":`) {
		last := s.number(`,"last":`)
		f.Last = &last
	}
	if s.next(`,"days":`) {
		f.Days = s.days(`,"days":`)
	}
	if s.next(`,"note":`) {
		f.Note = s.text(`,"note":`)
		s.must(f.Note != "")
	}
	return !s.bad && s.rest == "}"
}

// appendText appends a text as encoding/json writes it.
func appendText(b []byte, text string) []byte {
	at := len(b)
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c > '~' || c == '<' || c == '>' || c == '&':
			quoted, _ := json.Marshal(text) // texts can always be marshalled
			return append(b[:at], quoted...)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// appendRuns appends the counts as MarshalJSON writes them.
func (c DayCounts) appendRuns(b []byte) []byte {
	b = append(b, '[')
	for i, d := range c {
		switch {
		case i == 0:
			b = strconv.AppendInt(append(b, '['), int64(d.Day), 10)
		case d.Day != c[i-1].Day+1:
			b = strconv.AppendInt(append(b, "],["...), int64(d.Day), 10)
		}
		b = strconv.AppendInt(append(b, ','), d.Rows, 10)
	}
	if len(c) > 0 {
		b = append(b, ']')
	}
	return append(b, ']')
}

// scanner reads what a line holds from its beginning. Once something is not as
// it should be, the line is bad.
type scanner struct {
	rest string
	bad  bool
}

func (s *scanner) must(ok bool) { s.bad = s.bad || !ok }

// next reports whether the rest begins with a text.
func (s *scanner) next(text string) bool { return strings.HasPrefix(s.rest, text) }

// skip goes behind a text that must come next.
func (s *scanner) skip(text string) {
	s.must(s.next(text))
	s.rest = strings.TrimPrefix(s.rest, text)
}

// number reads a number after a key.
func (s *scanner) number(key string) int64 {
	s.skip(key)
	end := 0
	for end < len(s.rest) && (s.rest[end] >= '0' && s.rest[end] <= '9' || end == 0 && s.rest[end] == '-') {
		end++
	}
	digits := s.rest[:end]
	n, err := strconv.ParseInt(digits, 10, 64)
	s.must(err == nil && (digits == "0" || !strings.HasPrefix(strings.TrimPrefix(digits, "-"), "0")))
	s.rest = s.rest[end:]
	return n
}

// text reads a text after a key.
func (s *scanner) text(key string) string {
	s.skip(key)
	if s.must(s.next(`"`)); s.bad {
		return ""
	}
	plain := true
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			quoted := s.rest[:i+1]
			s.rest = s.rest[i+1:]
			if plain {
				return quoted[1:i]
			}
			return s.unquote(quoted)
		case c == '\\':
			plain = false
			i++
		case c < ' ' || c > '~':
			plain = false
		}
	}
	s.bad = true
	return ""
}

// unquote is the inverse of appendText.
func (s *scanner) unquote(quoted string) string {
	plain := make([]byte, 0, len(quoted))
	for i := 1; i < len(quoted)-1; i++ {
		c := quoted[i]
		escaped := c == '\\'
		if escaped {
			i++
			c = quoted[i]
		}
		if c < ' ' || c > '~' || escaped && c != '"' && c != '\\' { // as encoding/json writes it
			var text string
			s.must(json.Unmarshal([]byte(quoted), &text) == nil)
			return text
		}
		plain = append(plain, c)
	}
	return string(plain)
}

// days reads counts by day after a key.
func (s *scanner) days(key string) DayCounts {
	s.skip(key)
	var c DayCounts
	for sep := "[["; !s.bad && !s.next("]]"); sep = "],[" {
		day := s.number(sep)
		for begun := false; !s.bad && (!begun || s.next(",")); begun = true {
			n := s.number(",")
			s.must(n > 0 && int64(int32(day)) == day && (len(c) == 0 || int64(c[len(c)-1].Day) < day))
			c = append(c, DayCount{int32(day), n})
			day++
		}
	}
	s.skip("]]")
	return c
}
