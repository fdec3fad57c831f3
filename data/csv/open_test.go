package csv

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"predict/data"
)

const small = "id,name,amount\n007,Jürgen – ß,1.50\n008,Zoë,2\n"

var smallFields = [][]string{{"007", "Jürgen – ß", "1.50"}, {"008", "Zoë", "2"}}

func fieldsOf(list []got) [][]string {
	var rows [][]string
	for _, g := range list {
		rows = append(rows, g.Fields)
	}
	return rows
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

func TestOpenDecodes(t *testing.T) {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		text, err := unicode.UTF16(order, mark).NewEncoder().String(small)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	latin, err := charmap.Windows1252.NewEncoder().String(small)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, raw, want, encoding string }{
		{"utf-8", small, "", utf8Name},
		{"utf-8 with mark", "\ufeff" + small, "", utf8Name},
		{"utf-16le with mark", utf16(unicode.LittleEndian, unicode.UseBOM), "", utf16leName},
		{"utf-16be with mark", utf16(unicode.BigEndian, unicode.UseBOM), "", utf16beName},
		{"utf-16le", utf16(unicode.LittleEndian, unicode.IgnoreBOM), "", utf16leName},
		{"utf-16be", utf16(unicode.BigEndian, unicode.IgnoreBOM), "", utf16beName},
		{"windows-1252", latin, "", latin1Name},
		{"asked for", latin, latin1Name, latin1Name},
		{"gzip", gzipped(t, small), "", utf8Name},
		{"gzip in two members", gzipped(t, small[:20]) + gzipped(t, small[20:]), "", utf8Name},
		{"zstd", zstded(t, small), "", utf8Name},
		{"utf-16 in gzip", gzipped(t, utf16(unicode.LittleEndian, unicode.UseBOM)), "", utf16leName},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, c.raw, data.Dialect{Encoding: c.want}, Options{})
			if diff := cmp.Diff(smallFields, fieldsOf(readAll(t, f))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"id", "name", "amount"}, f.Columns()); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			if f.Dialect().Encoding != c.encoding {
				t.Errorf("encoding %s, want %s", f.Dialect().Encoding, c.encoding)
			}
			if f.Size() != int64(len(c.raw)) || f.Sum() != sha256.Sum256([]byte(c.raw)) {
				t.Errorf("size %d and sum %x are not those of the %d raw bytes", f.Size(), f.Sum(), len(c.raw))
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	pack := gzipped(t, small)
	for _, c := range []struct {
		name, raw string
		want      data.Dialect
		opt       Options
		kind      error
		says      string
	}{
		{"empty", "", data.Dialect{}, Options{}, ErrEmpty, "file is empty"},
		{"only a mark", "\ufeff", data.Dialect{}, Options{}, ErrEmpty, "file is empty"},
		{"blank lines only", "\n\r\n\n", data.Dialect{}, Options{}, ErrEmpty, "blank lines"},
		{"empty gzip", gzipped(t, ""), data.Dialect{}, Options{}, ErrEmpty, "file is empty"},
		{"gzip cut off", pack[:len(pack)-12], data.Dialect{}, Options{}, ErrTruncated, "unexpected EOF"},
		{"gzip cut off in its first bytes", pack[:5], data.Dialect{}, Options{}, ErrTruncated, "fetch the export again"},
		{"zstd cut off", zstded(t, small)[:20], data.Dialect{}, Options{}, ErrTruncated, "of zstd read"},
		{
			"wrong separator", small,
			data.Dialect{Separator: ";"},
			Options{},
			ErrSeparator,
			`line 1: separator does not fit: csv.separator ";" does not stand in "id,name,amount"; set csv.separator to ",", which gives 3 columns on 100% of the records`,
		},
		{"ambiguous", "a,b;c\nd,e;f\ng,h;i\n", data.Dialect{}, Options{}, ErrAmbiguous, "set csv.separator"},
		{"no separator fits", "a,b;c\nd;e|f|g\nh|i,j,k,l\nm;n;o;p;q,r\ns|t|u|v|w,x,y;z\n", data.Dialect{}, Options{}, ErrSeparator, "set csv.separator"},
		{"mark of another encoding", "\xff\xfea\x00", data.Dialect{Encoding: "utf-8"}, Options{}, ErrEncoding, "csv.encoding is utf-8"},
		{"unknown encoding", small, data.Dialect{Encoding: "ebcdic"}, Options{}, ErrDialect, `csv.encoding is "ebcdic"`},
		{"header too short", "a,b\n1,2,3\n4,5,6\n", data.Dialect{}, Options{}, ErrHeader, "line 2: header does not fit: there are 2 column names, the record has 3 fields"},
		{"too few names", "1,2,3\n4,5,6\n", data.Dialect{Names: []string{"a", "b"}}, Options{}, ErrHeader, "2 column names"},
		{"broken header", "\"a,b\n1,\"2\"\n3,\"4\"\n", data.Dialect{}, Options{}, ErrHeader, "quote is not closed"},
		{"skips the whole file", small, data.Dialect{Skip: 9}, Options{}, ErrDialect, "csv.skip_lines is 9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "export.csv", c.raw)
			f, err := Open(path, c.want, c.opt)
			if err == nil {
				f.Close()
			}
			if !errors.Is(err, c.kind) {
				t.Fatalf("error %v, want kind %v", err, c.kind)
			}
			var typed *Error
			if !errors.As(err, &typed) || typed.File != path || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %q does not name the file and say %q", err, c.says)
			}
		})
	}
	if _, err := Open("does-not-exist.csv", data.Dialect{}, Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestCheckSettingsReportsAll(t *testing.T) {
	err := CheckSettings(data.Dialect{Separator: "a\n", Quote: "ab", Escape: "a", Header: "maybe", Trim: "1", Skip: -1})
	for _, key := range []string{"csv.separator", "csv.quote", "csv.escape", "csv.header", "csv.trim", "csv.skip_lines"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not reported in: %v", key, err)
		}
	}
	if err := CheckSettings(data.Dialect{Separator: "whitespace", Quote: "none", Header: "no", Names: []string{"a"}}); err != nil {
		t.Errorf("good settings: %v", err)
	}
}

func TestTruncatedGzipNamesLineReached(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,amount\n")
	for i := range 400_000 {
		fmt.Fprintf(&text, "%d,%d\n", i*7919%1000003, i*104729%99991)
	}
	pack := gzipped(t, text.String())
	f := open(t, pack[:len(pack)/2], data.Dialect{}, Options{BlockSize: 1 << 18, SampleSize: 1 << 16})
	list, err := readUntilError(t, f)
	var typed *Error
	if !errors.Is(err, ErrTruncated) || !errors.As(err, &typed) {
		t.Fatalf("error %v, want %v", err, ErrTruncated)
	}
	if typed.Line <= list[len(list)-1].Line || typed.Line > 400_001 {
		t.Errorf("the error names line %d, the last whole record stands on line %d", typed.Line, list[len(list)-1].Line)
	}
	if again := f.Next(&Block{}); !errors.Is(again, err) {
		t.Errorf("the next call returns %v, want the same error", again)
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"none", "a,b\n1,2\n", nil},
		{"cut off", "a,b,c\n1,2,3\n4,5", []string{"line 3: the file ends in the middle of a record"}},
		{"no line end", "a,b\n1,2\n3,4", []string{"line 3: the last line has no line end; if the file was cut off, its last field may be short"}},
		{"same names", "a,b, a \n1,2,3\n4,5,6\n", []string{`line 1: columns 1 and 3 of the header are both called "a"`}},
		{"no name", "a,,c\n1,2,3\n4,5,6\n", []string{"line 1: column 2 of the header has no name; it is called column1"}},
		{"title lines", "Report of May\n\na,b,c\n1,2,3\n4,5,6\n", []string{"line 1: skipped 1 records before the header in line 3"}},
		{"stray quotes", "id,name\n1,\"5 pipe\n2,\"6 pipe\n", []string{"quotes are read as text, for none of them opens and closes a field; set csv.quote"}},
		{"all text", "a,b\nx,y\nz,y\n", []string{"line 1: took the line for the header: every column is text; set csv.header"}},
		{"all text, no names", "x,y\nx,z\n", []string{"line 1: took the line for a record: its texts are no names; set csv.header"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, c.text, data.Dialect{}, Options{})
			readAll(t, f)
			var texts []string
			for _, w := range f.Warnings() {
				texts = append(texts, strings.TrimPrefix(w.String(), w.File+": "))
			}
			if diff := cmp.Diff(c.want, texts); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoRecords: an empty file is an error, unless the settings say that there is
// no header: then it is an export of a day without events.
func TestNoRecords(t *testing.T) {
	names := []string{"customer_id", "time", "amount"}
	for _, c := range []struct {
		name, text string
		want       data.Dialect
		ok         bool
	}{
		{"empty", "", data.Dialect{}, false},
		{"empty, header expected", "", data.Dialect{Header: "yes"}, false},
		{"empty, names given", "", data.Dialect{Names: names}, false},
		{"empty, no header", "", data.Dialect{Header: "no", Names: names}, true},
		{"blank lines, no header", "\n\n", data.Dialect{Header: "no", Names: names}, true},
		{"nothing below what is skipped", "customer_id;time;amount\n", data.Dialect{Header: "no", Names: names, Skip: 1, Separator: ";", Quote: "none"}, true},
	} {
		f, err := Open(write(t, "export.csv", c.text), c.want, Options{})
		if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: error %v, want one: %v", c.name, err, !c.ok)
		}
		if err != nil {
			continue
		}
		if diff := cmp.Diff(names, f.Columns()); diff != "" {
			t.Errorf("%s: columns (-want +got):\n%s", c.name, diff)
		}
		if list := readAll(t, f); len(list) > 0 || len(f.Warnings()) != 1 {
			t.Errorf("%s: %d records, warnings %v; want none, and one warning", c.name, len(list), f.Warnings())
		}
		f.Close()
	}
}
