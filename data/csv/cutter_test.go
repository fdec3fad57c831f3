package csv

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

func TestCutterReadsRecords(t *testing.T) {
	comma := Dialect{Separator: ",", Quote: '"', Escape: '"'}
	trimmed := Dialect{Separator: ",", Quote: '"', Escape: '"', Trim: true}
	backslash := Dialect{Separator: ";", Quote: '"', Escape: '\\'}
	good := func(line int64, raw string, fields ...string) got {
		return got{Line: line, Fields: fields, Raw: raw}
	}
	for _, c := range []struct {
		name    string
		dialect Dialect
		width   int
		text    string
		want    []got
	}{
		{"plain", comma, 3, "a,b,c\n1,,\n", []got{good(1, "a,b,c", "a", "b", "c"), good(2, "1,,", "1", "", "")}},
		{"no last line end", comma, 2, "a,b\n1,2", []got{good(1, "a,b", "a", "b"), good(2, "1,2", "1", "2")}},
		{"mixed line ends", comma, 2, "a,b\r\nc,d\re,f\n", []got{
			good(1, "a,b", "a", "b"), good(2, "c,d", "c", "d"), good(3, "e,f", "e", "f"),
		}},
		{"blank lines are no records", comma, 2, "\n\r\na,b\n\n\nc,d\n\n", []got{
			good(3, "a,b", "a", "b"), good(6, "c,d", "c", "d"),
		}},
		{"quotes", comma, 3, "\"a,1\",\"b\"\"c\",\"\"\n", []got{good(1, `"a,1","b""c",""`, "a,1", `b"c`, "")}},
		{"line ends in quotes", comma, 2, "\"a\r\nb\n\",x\n1,2\n", []got{
			good(1, "\"a\r\nb\n\",x", "a\r\nb\n", "x"), good(4, "1,2", "1", "2"),
		}},
		{"quote inside a field is text", comma, 2, "5\" pipe,\"a\"\nx,y\"\n", []got{
			good(1, `5" pipe,"a"`, `5" pipe`, "a"), good(2, `x,y"`, "x", `y"`),
		}},
		{"blanks are kept", comma, 2, " a ,\"b\"\n", []got{good(1, ` a ,"b"`, " a ", "b")}},
		{"text after closing quote costs one line", comma, 2, "\"a\"x,1\nb,2\n", []got{
			{Line: 1, Bad: AfterQuote, Raw: `"a"x,1`}, good(2, "b,2", "b", "2"),
		}},
		{"lost quote costs one line", comma, 2, "\"a,1\nb,2\nc,\"3\"\n", []got{
			{Line: 1, Bad: Unclosed, Raw: `"a,1`}, good(2, "b,2", "b", "2"), good(3, `c,"3"`, "c", "3"),
		}},
		{"never closed", comma, 2, "a,\"1\nb,2\nc,3\n", []got{
			{Line: 1, Bad: Unclosed, Raw: `a,"1`}, good(2, "b,2", "b", "2"), good(3, "c,3", "c", "3"),
		}},
		{"too few and too many", comma, 2, "a\nb,1\nc,2,3\n", []got{
			{Line: 1, Bad: TooFew, Raw: "a"}, good(2, "b,1", "b", "1"), {Line: 3, Bad: TooMany, Raw: "c,2,3"},
		}},
		{"cut off between fields", comma, 3, "a,b,c\n1,2", []got{good(1, "a,b,c", "a", "b", "c"), {Line: 2, Bad: CutOff, Raw: "1,2"}}},
		{"cut off in quotes", comma, 2, "a,b\n1,\"2", []got{good(1, "a,b", "a", "b"), {Line: 2, Bad: CutOff, Raw: `1,"2`}}},
		{"too many at the end is not cut off", comma, 1, "a\n1,2", []got{good(1, "a", "a"), {Line: 2, Bad: TooMany, Raw: "1,2"}}},
		{"NUL", comma, 2, "a,b\x00\nc,d\n", []got{{Line: 1, Bad: NULByte, Raw: "a,b\x00"}, good(2, "c,d", "c", "d")}},
		{"invalid UTF-8", comma, 2, "a,\xff\nc,ü\n", []got{{Line: 1, Bad: NotUTF8, Raw: "a,\xff"}, good(2, "c,ü", "c", "ü")}},
		{"trim", trimmed, 3, " a , \"b \" ,\tc\n", []got{good(1, " a , \"b \" ,\tc", "a", "b ", "c")}},
		{"trim with tab as separator keeps empty fields", Dialect{Separator: "\t", Trim: true}, 3, " a \t\t b\n", []got{good(1, " a \t\t b", "a", "", "b")}},
		{"escape", backslash, 2, `"a\"b";"c\\"` + "\n" + `"d\x";e\` + "\n", []got{
			good(1, `"a\"b";"c\\"`, `a"b`, `c\`), good(2, `"d\x";e\`, `d\x`, `e\`),
		}},
		{"doubled quote where the escape is another one", backslash, 1, `"a""b"` + "\n", []got{{Line: 1, Bad: AfterQuote, Raw: `"a""b"`}}},
		{"no quote", Dialect{Separator: "|"}, 2, "\"a|b\"\n", []got{good(1, `"a|b"`, `"a`, `b"`)}},
		{"whitespace", Dialect{Separator: Whitespace, Quote: '"', Escape: '"'}, 3, "  1 \t2  3 \n \t\n1 \"2 x\" 3\r\n", []got{
			good(1, "  1 \t2  3 ", "1", "2", "3"), good(3, `1 "2 x" 3`, "1", "2 x", "3"),
		}},
		{"separator of two bytes", Dialect{Separator: ": ", Quote: '"', Escape: '"'}, 2, "a: 10:30\n\"b: \": \n", []got{
			good(1, "a: 10:30", "a", "10:30"), good(2, `"b: ": `, "b: ", ""),
		}},
		{"one column", comma, 1, "a\n\"\"\nb\n", []got{good(1, "a", "a"), good(2, `""`, ""), good(3, "b", "b")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{1, 5, 1000} {
				var list []got
				cutter := newCutter(c.dialect, c.width, defaultMaxRecord, nil)
				for _, b := range blocksOf(t, c.dialect, []byte(c.text), size, defaultMaxRecord) {
					part := readBlock(t, cutter, &b)
					if int64(len(part)) != b.Records {
						t.Errorf("the splitter counts %d records, the cutter %d", b.Records, len(part))
					}
					list = append(list, part...)
				}
				if diff := cmp.Diff(c.want, list); diff != "" {
					t.Errorf("blocks of %d (-want +got):\n%s", size, diff)
				}
			}
		})
	}
}

// TestCutterIsExactAtEveryLength moves a record's ends over all positions within
// the eight bytes that the quick way takes at once.
func TestCutterIsExactAtEveryLength(t *testing.T) {
	d := Dialect{Separator: ",", Quote: '"', Escape: '"'}
	for first := range 20 {
		for second := range 20 {
			a, b := "xxxxxxxxxxxxxxxxxxxx"[:first], "+++-++++,+++++-++++-"[:min(second, 8)]
			text := a + "," + b + "\n" + b + "," + a + "\r\n" + a + "," + b
			list := recordsOfWidth(t, d, 2, text)
			want := [][]string{{a, b}, {b, a}, {a, b}}
			if diff := cmp.Diff(want, list); diff != "" {
				t.Fatalf("%q (-want +got):\n%s", text, diff)
			}
		}
	}
}

func recordsOfWidth(t *testing.T, d Dialect, width int, text string) [][]string {
	t.Helper()
	var list [][]string
	c := newCutter(d, width, defaultMaxRecord, nil)
	for _, b := range blocksOf(t, d, []byte(text), len(text)+1, defaultMaxRecord) {
		for _, g := range readBlock(t, c, &b) {
			list = append(list, g.Fields)
		}
	}
	return list
}

func TestCutterAllocatesNothingPerRecord(t *testing.T) {
	text := []byte("a,\"b\"\"c\",d\n1,\"2\",3\nx,y,z\n")
	for range 8 {
		text = append(text, text...)
	}
	c := newCutter(Dialect{Separator: ",", Quote: '"', Escape: '"'}, 3, defaultMaxRecord, nil)
	b := Block{Data: text, FirstLine: 1, Last: true}
	n := testing.AllocsPerRun(10, func() {
		c.Start(&b)
		for c.Next() {
			for i := range c.Len() {
				c.Text(i)
			}
		}
	})
	if n > 0 {
		t.Errorf("reading 768 records allocates %v times, want 0", n)
	}
}

func TestHeaderAmongTheRecordsIsReported(t *testing.T) {
	f := open(t, "id,name\n1,a\n\ufeffid,\"name\"\n2,b\nid,x\n", data.Dialect{}, Options{Expected: []string{"id"}})
	var bad []Reason
	for _, g := range readAll(t, f) {
		bad = append(bad, g.Bad)
	}
	if diff := cmp.Diff([]Reason{"", HeaderAgain, "", ""}, bad); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
