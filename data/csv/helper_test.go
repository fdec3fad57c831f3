package csv

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"predict/data"
)

// got is one record as a test sees it.
type got struct {
	Line   int64
	Bad    Reason
	Fields []string
	Raw    string
}

// write puts text into a file of the test's own folder.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// realData is the folder of the public data sets; the test is skipped where it
// is absent.
func realData(t testing.TB) string {
	t.Helper()
	folder := os.Getenv("CHURN_REAL_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the real data is absent (%v); set CHURN_REAL_DATA", err)
	}
	return folder
}

// readAll reads a file to its end and holds every block against the cutter:
// the same number of records, and not one byte or line that nobody claims.
func readAll(t testing.TB, f *File) []got {
	t.Helper()
	list, err := readUntilError(t, f)
	if !errors.Is(err, io.EOF) {
		t.Fatalf("reading to the end: %v", err)
	}
	return list
}

func readUntilError(t testing.TB, f *File) (list []got, err error) {
	t.Helper()
	r := f.Records()
	line, ordinal := int64(-1), int64(0)
	for seq := 0; ; seq++ {
		var b Block
		if err := f.Next(&b); err != nil {
			return list, err
		}
		if line >= 0 && b.FirstLine != line || b.FirstRecord != ordinal || b.Seq != seq {
			t.Fatalf("block %d begins at line %d and record %d, want %d and %d", b.Seq, b.FirstLine, b.FirstRecord, line, ordinal)
		}
		list = append(list, readBlock(t, r, &b)...)
		line, ordinal = b.FirstLine+b.Lines, b.FirstRecord+b.Records
		if int64(len(list)) != ordinal {
			t.Fatalf("block %d: the cutter finds %d records so far, the splitter %d", b.Seq, len(list), ordinal)
		}
	}
}

// readBlock cuts one block and checks that records and blank lines are all of it.
func readBlock(t testing.TB, r Records, b *Block) (list []got) {
	t.Helper()
	r.Start(b)
	var blank, lines int64
	rest := b.Data
	for r.Next() {
		at := bytes.Index(rest, r.Raw())
		blank += countLines(rest[:at])
		if text := bytes.Trim(rest[:at], "\r\n \t"); len(text) > 0 {
			t.Fatalf("line %d: %q belongs to no record", r.Line(), text)
		}
		end := at + len(r.Raw())
		if end < len(rest) && rest[end] == '\r' {
			end++
		}
		if end < len(rest) && rest[end] == '\n' && (end == at+len(r.Raw()) || rest[end-1] == '\r') {
			end++
		}
		lines += countLines(rest[at:end])
		if pos := len(b.Data) - len(rest) + at; len(list)%499 < 9 && Line(b, pos) != r.Line() {
			t.Fatalf("record %d: line %d by its position, %d by the cutter", r.Ordinal(), Line(b, pos), r.Line())
		}
		rest = rest[end:]
		g := got{Line: r.Line(), Bad: r.Bad(), Raw: string(r.Raw())}
		if g.Bad == "" {
			for i := range r.Len() {
				g.Fields = append(g.Fields, string(r.Text(i)))
			}
		}
		list = append(list, g)
	}
	blank += countLines(rest)
	if text := bytes.Trim(rest, "\r\n \t"); len(text) > 0 {
		t.Fatalf("%q at the end of block %d belongs to no record", text, b.Seq)
	}
	if blank != b.Blank || lines+blank != b.Lines {
		t.Fatalf("block %d has %d blank of %d lines, the splitter says %d of %d", b.Seq, blank, lines+blank, b.Blank, b.Lines)
	}
	return list
}

// open opens text as a CSV file and closes it with the test.
func open(t testing.TB, text string, want data.Dialect, opt Options) *File {
	t.Helper()
	f, err := Open(write(t, "export.csv", text), want, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
