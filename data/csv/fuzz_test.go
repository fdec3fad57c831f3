package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fuzzDialects are the dialects that the fuzz tests choose from by number.
func fuzzDialects() []Dialect {
	return []Dialect{
		{Separator: ",", Quote: '"', Escape: '"'},
		{Separator: ";", Quote: '"', Escape: '\\'},
		{Separator: "\t"},
		{Separator: ",", Quote: '\'', Escape: '\'', Trim: true},
		{Separator: Whitespace, Quote: '"', Escape: '"'},
		{Separator: "::", Quote: '"', Escape: '"'},
		{Separator: " ", Quote: '"', Escape: '"', Trim: true},
		{Separator: ", ", Quote: '"'},
	}
}

// blocksOf splits text as File.Next does, with buffers that hold only so many
// bytes at first and double when no whole record is in them.
func blocksOf(t *testing.T, d Dialect, text []byte, size, limit int) []Block {
	s := newSplitter(d, Options{BlockSize: size, MaxRecord: limit})
	var blocks []Block
	line, ordinal := int64(1), int64(0)
	for len(text) > 0 {
		var found span
		reach := size
		for {
			reach = min(reach, len(text))
			found = s.split(text[:reach], reach == len(text))
			if found.end > 0 {
				break
			}
			if reach == len(text) {
				t.Fatalf("no progress at line %d of %q", line, text)
			}
			reach *= 2
		}
		blocks = append(blocks, Block{
			Seq: len(blocks), Data: text[:found.end], FirstLine: line, FirstRecord: ordinal,
			Records: found.records, Blank: found.blank, Lines: found.lines, Last: found.end == len(text),
		})
		text, line, ordinal = text[found.end:], line+found.lines, ordinal+found.records
	}
	return blocks
}

func recordsOf(t *testing.T, d Dialect, text []byte, size, limit int) []got {
	c := newCutter(d, 3, limit, nil)
	var list []got
	for _, b := range blocksOf(t, d, text, size, limit) {
		part := readBlock(t, c, &b)
		if int64(len(part)) != b.Records {
			t.Fatalf("%+v: the cutter finds %d records, the splitter %d in %q", d, len(part), b.Records, b.Data)
		}
		list = append(list, part...)
	}
	return list
}

// FuzzRecords holds splitter and cutter against each other on any bytes, and
// the records of small blocks against those of one block.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{
		"a,b,c\n1,2,3\n", "a;\"b;\n\";c\r\n\"x\"y;1;2\r\n", "'a','b\n", "  1  \"2 3\"  4 \n\n \n", "1::\"2\"::3\n1:2",
		"a,\"b\"\"c\",d\r\r\ne,f,g\r", "\"\\\"\",\\,1\n\"\\", "\x00,\xff,1\n\"\"\"", "a, \"b, c\" , d\n", "\"a\" \"b\"\n",
	} {
		for i := range fuzzDialects() {
			f.Add([]byte(seed), uint8(i), uint8(7))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, number, size uint8) {
		d := fuzzDialects()[int(number)%len(fuzzDialects())]
		const limit = 40
		whole := recordsOf(t, d, text, len(text)+1, limit)
		parts := recordsOf(t, d, text, int(size)+1, limit)
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatalf("%+v: small blocks change the records of %q (-whole +parts):\n%s", d, text, diff)
		}
	})
}

// TestRecordsMatchTheStandardLibrary writes random tables with encoding/csv and
// reads them back: what is well formed is read as Go reads it. The standard
// library turns \r\n inside a quoted field into \n; we keep it, so the tables
// hold no \r.
func TestRecordsMatchTheStandardLibrary(t *testing.T) {
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", `"`, `""`, ",", "\n", "5\" pipe", `a,"b"`, " padded ", "ü", "\n\n", `\`, `\"`}),
		rapid.StringMatching(`[a-z0-9 ,"\n;.'-]{0,12}`),
	)
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(2, 5).Draw(rt, "width")
		table := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 30).Draw(rt, "table")
		var text bytes.Buffer
		w := stdcsv.NewWriter(&text)
		w.UseCRLF = false
		if err := w.WriteAll(table); err != nil {
			rt.Fatal(err)
		}
		d := fuzzDialects()[0]
		c := newCutter(d, width, defaultMaxRecord, nil)
		var read [][]string
		for _, b := range blocksOf(t, d, text.Bytes(), rapid.IntRange(1, 100).Draw(rt, "block"), defaultMaxRecord) {
			for _, g := range readBlock(t, c, &b) {
				if g.Bad != "" {
					rt.Fatalf("line %d: %s: %q", g.Line, g.Bad, g.Raw)
				}
				read = append(read, g.Fields)
			}
		}
		if diff := cmp.Diff(table, read); diff != "" {
			rt.Fatalf("(-written +read):\n%s", diff)
		}
	})
}
