package csv

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func openLines(t testing.TB, text string, opt Options) *File {
	t.Helper()
	f, err := OpenJSONLines(write(t, "export.jsonl", text), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestJSONLines(t *testing.T) {
	text := strings.Join([]string{
		`{"id":"007","amount":1.50,"tags":["a","{b"],"ok":true}`,
		`  {"amount": 1e400 , "id": null, "extra": {"x":"}"}}  `,
		``,
		`{"id":"J\u00fcrgen \"x\" \ud83d\ude00\n","late":18446744073709551617}`,
		`{}`,
		`{"id":"broken"`,
		`[1,2]`,
		`{"id":"1","id":"2"}`,
		"{\"id\":\"\xff\"}",
		`{"\u0069d":"escaped key"}`,
		`{"id":"cut of`,
	}, "\n")
	f := openLines(t, text, Options{Expected: []string{"id", "never"}})
	columns := []string{"id", "amount", "tags", "ok", "extra", "late", "never"}
	if diff := cmp.Diff(columns, f.Columns()); diff != "" {
		t.Fatalf("columns (-want +got):\n%s", diff)
	}
	want := []got{
		{Line: 1, Fields: []string{"007", "1.50", `["a","{b"]`, "true", "-", "-", "-"}},
		{Line: 2, Fields: []string{"-", "1e400", "-", "-", `{"x":"}"}`, "-", "-"}},
		{Line: 4, Fields: []string{"Jürgen \"x\" 😀\n", "-", "-", "-", "-", "18446744073709551617", "-"}},
		{Line: 5, Fields: []string{"-", "-", "-", "-", "-", "-", "-"}},
		{Line: 6, Bad: NotJSON},
		{Line: 7, Bad: NotObject},
		{Line: 8, Bad: DuplicateKey},
		{Line: 9, Bad: NotUTF8},
		{Line: 10, Fields: []string{"escaped key", "-", "-", "-", "-", "-", "-"}},
		{Line: 11, Bad: CutOff},
	}
	var b Block
	if err := f.Next(&b); err != nil {
		t.Fatal(err)
	}
	if b.Records != int64(len(want)) || b.Blank != 1 {
		t.Errorf("the splitter counts %d records and %d blank lines, want %d and 1", b.Records, b.Blank, len(want))
	}
	r := f.Records()
	r.Start(&b)
	var list []got
	for r.Next() {
		g := got{Line: r.Line(), Bad: r.Bad()}
		for i := 0; g.Bad == "" && i < r.Len(); i++ {
			if r.Missing(i) {
				g.Fields = append(g.Fields, "-")
			} else {
				g.Fields = append(g.Fields, string(r.Text(i)))
			}
		}
		list = append(list, g)
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJSONLinesFindsKeysSeenLate(t *testing.T) {
	text := strings.Repeat(`{"id":1}`+"\n", 1000) + `{"id":2,"late":"x"}` + "\n"
	f := openLines(t, text, Options{Expected: []string{"late"}, SampleSize: 100, BlockSize: 200})
	list := readAll(t, f)
	if last := list[len(list)-1]; len(list) != 1001 || last.Fields[1] != "x" {
		t.Errorf("%d records, the last %q; want 1001 and late = x", len(list), last.Fields)
	}
	if w := f.Warnings(); len(w) != 1 || !strings.Contains(w[0].Text, `"late"`) {
		t.Errorf("warnings %v, want one that names the key late", w)
	}
}

func TestJSONLinesRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		kind       error
	}{
		{"empty", "", ErrEmpty},
		{"CSV", "id,name\n1,a\n", ErrNotLines},
		{"one array", "[\n{\"id\":1},\n{\"id\":2}\n]\n", ErrNotLines},
		{"gzip cut off", gzipped(t, `{"id":1}`)[:15], ErrTruncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := OpenJSONLines(write(t, "export.jsonl", c.text), Options{})
			if err == nil {
				f.Close()
			}
			if !errors.Is(err, c.kind) {
				t.Errorf("error %v, want %v", err, c.kind)
			}
		})
	}
}

// TestJSONTextsMatchTheStandardLibrary holds the texts of random objects
// against encoding/json, with and without escapes for everything that can be
// escaped.
func TestJSONTextsMatchTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		object := rapid.MapOfN(rapid.StringMatching(`[a-z"\\ü]{1,4}`), rapid.String(), 1, 6).Draw(rt, "object")
		line, err := json.Marshal(object)
		if err != nil {
			rt.Fatal(err)
		}
		if rapid.Bool().Draw(rt, "ascii") {
			line = escapeAll(line)
		}
		c := newJSONCutter(nil)
		var names []string
		c.unknown = func(key []byte) {
			c.columns[string(key)] = len(names)
			c.values = append(c.values, jsonValue{})
			names = append(names, string(key))
		}
		c.Start(&Block{Data: line, FirstLine: 1})
		if !c.Next() || c.Bad() != "" {
			rt.Fatalf("%s: bad: %s", line, c.Bad())
		}
		read := map[string]string{}
		for i, name := range names {
			read[name] = string(c.Text(i))
		}
		var want map[string]string
		if err := json.Unmarshal(line, &want); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, read); diff != "" {
			rt.Fatalf("%s (-want +got):\n%s", line, diff)
		}
	})
}

// escapeAll writes every rune beyond ASCII of a JSON text as \u escapes.
func escapeAll(line []byte) []byte {
	var b strings.Builder
	for _, r := range string(line) {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16Units(r) {
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte("0123456789abcdef"[unit>>shift&15])
			}
		}
	}
	return []byte(b.String())
}

func utf16Units(r rune) []rune {
	if r < 0x10000 {
		return []rune{r}
	}
	r -= 0x10000
	return []rune{0xd800 + r>>10, 0xdc00 + r&0x3ff}
}
