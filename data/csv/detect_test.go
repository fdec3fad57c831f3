package csv

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       data.Dialect
		expected   []string
		dialect    string
		trim       bool
		columns    string
		line       int64
		records    int
	}{
		{name: "comma", text: "id,day,x\n1,2024-01-01,a b\n2,2024-01-02,c\n", dialect: `separator "," with quote "`, columns: "id day x", line: 1, records: 2},
		{name: "semicolon with decimal commas", text: "id;amount;tax\n1;2,50;0,19\n2;13,99;0,07\n", dialect: `separator ";" with quote "`, columns: "id amount tax", line: 1, records: 2},
		{name: "tab with commas in the text", text: "id\tname\n1\tSmith, John\n2\tDoe, Jane\n", dialect: `separator "\t" with quote "`, columns: "id name", line: 1, records: 2},
		{name: "pipe", text: "a|b|c\n1|2|3\n", dialect: `separator "|" with quote "`, columns: "a b c", line: 1, records: 1},
		{name: "colon and blank", text: "id: at\n1: 10:00\n2: 11:30\n", dialect: `separator ": " with quote "`, columns: "id at", line: 1, records: 2},
		{name: "padded", text: " id  day     n\n  1  199701  2\n 10  199702 13\n", dialect: `separator "whitespace" with quote "`, columns: "id day n", line: 1, records: 2},
		{name: "single blanks", text: "id day n\n1 199701 2\n10 199702 13\n", dialect: `separator " " with quote "`, columns: "id day n", line: 1, records: 2},
		{name: "blank after comma", text: "id, name, n\n1, \"a, b\", 2\n2, \"c\", 3\n", dialect: `separator "," with quote "`, trim: true, columns: "id name n", line: 1, records: 2},
		{name: "padded columns", text: "id   ;n\n1    ;  2\n10   ; 13\n", dialect: `separator ";" with quote "`, trim: true, columns: "id n", line: 1, records: 2},
		{name: "some padded texts are kept", text: "id,name\n1,a \n2,b\n", dialect: `separator "," with quote "`, columns: "id name", line: 1, records: 2},
		{name: "single quotes", text: "id,name\n1,'a, b'\n2,'it''s'\n", dialect: `separator "," with quote '`, columns: "id name", line: 1, records: 2},
		{name: "backslash", text: "id,name\n1,\"a \\\"b\\\", c\"\n2,\"d\"\n", dialect: `separator "," with quote " and escape \`, columns: "id name", line: 1, records: 2},
		{name: "inches are no quotes", text: "id,name\n1,\"5 pipe\n2,6\" pipe\n3,x\n", dialect: `separator ","`, columns: "id name", line: 1, records: 3},
		{name: "apostrophes are no quotes", text: "id,name\n1,'t Hof\n2,'x'\n3,y\n", dialect: `separator "," with quote "`, columns: "id name", line: 1, records: 3},
		{name: "separator named in the first line", text: "sep=;\nid;n\n1;2\n3;4\n", dialect: `separator ";" with quote "`, columns: "id n", line: 2, records: 2},
		{name: "no header", text: "1,2024-01-01,x\n2,2024-01-02,y\n", dialect: `separator "," with quote "`, columns: "column0 column1 column2", records: 2},
		{name: "names given", text: "a,x\nb,y\n", want: data.Dialect{Names: []string{"id", "kind"}}, dialect: `separator "," with quote "`, columns: "id kind", records: 2},
		{name: "names given and in the file", text: "id,kind\nb,y\n", want: data.Dialect{Names: []string{"id", "kind"}}, dialect: `separator "," with quote "`, columns: "id kind", line: 1, records: 1},
		{name: "header said to be there", text: "1,2\n3,4\n", want: data.Dialect{Header: "yes"}, dialect: `separator "," with quote "`, columns: "1 2", line: 1, records: 1},
		{name: "no header said", text: "a,b\n3,4\n", want: data.Dialect{Header: "no"}, dialect: `separator "," with quote "`, columns: "column0 column1", records: 2},
		{name: "lines to skip", text: "made 1,2\nby us\nid,n\n1,2\n", want: data.Dialect{Skip: 2}, dialect: `separator "," with quote "`, columns: "id n", line: 3, records: 1},
		{name: "title lines", text: "Report,\n\nid,n\n1,2\n3,4\n", expected: []string{"id", "n"}, dialect: `separator "," with quote "`, columns: "id n", line: 3, records: 2},
		{name: "all text, header expected", text: "name,city\nBob,Paris\nAl,Rome\n", expected: []string{"city"}, dialect: `separator "," with quote "`, columns: "name city", line: 1, records: 2},
		{name: "one column", text: "id\n17\n18\n", dialect: `separator "," with quote "`, columns: "id", line: 1, records: 2},
		{name: "expected names decide between two separators", text: "a,b;c\nd,e;f\n", expected: []string{"a,b", "c"}, dialect: `separator ";" with quote "`, columns: "a,b c", line: 1, records: 1},
		{name: "header only", text: "id,n,at\n", expected: []string{"id", "n"}, dialect: `separator "," with quote "`, columns: "id n at", line: 1},
		{name: "separator given", text: "a~~b\n1~~2\n", want: data.Dialect{Separator: "~~"}, dialect: `separator "~~" with quote "`, columns: "a b", line: 1, records: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, c.text, c.want, Options{Expected: c.expected})
			type result struct {
				Dialect string
				Trim    bool
				Columns string
				Line    int64
				Records int
				Bad     int
			}
			list := readAll(t, f)
			is := result{f.Dialect().words(), f.Dialect().Trim, strings.Join(f.Columns(), " "), f.HeaderLine(), len(list), 0}
			for _, g := range list {
				if g.Bad != "" {
					is.Bad++
				}
			}
			if diff := cmp.Diff(result{c.dialect, c.trim, c.columns, c.line, c.records, 0}, is); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestWidthThatChangesLosesNoRecord is the file of DuckDB's issue 25827, whose
// records grow by a field at row 1,000: DuckDB returns 29,000 of 30,000 rows, or
// 1,000 and a success. Here each one is read or reported.
func TestWidthThatChangesLosesNoRecord(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,day,amount\n")
	for i := range 30_000 {
		fmt.Fprintf(&text, "%d,2024-01-%02d,%d", i, i%28+1, i%97)
		if i >= 1000 {
			text.WriteString(",extra")
		}
		text.WriteByte('\n')
	}
	for _, want := range []data.Dialect{{}, {Separator: ",", Header: "yes"}} {
		f := open(t, text.String(), want, Options{})
		good, bad := 0, map[Reason]int{}
		for _, g := range readAll(t, f) {
			if g.Bad == "" {
				good++
			} else {
				bad[g.Bad]++
			}
		}
		if diff := cmp.Diff(map[Reason]int{TooMany: 29_000}, bad); good != 1000 || diff != "" {
			t.Errorf("%d good records, want 1,000; bad (-want +got):\n%s", good, diff)
		}
	}
}

func TestDetectionLooksBeyondTheProbe(t *testing.T) {
	var text strings.Builder
	text.WriteString("id;name\n")
	for i := range 20_000 {
		fmt.Fprintf(&text, "%d;plain\n", i)
	}
	for i := range 200 {
		fmt.Fprintf(&text, "%d;\"quoted; with \"\"marks\"\"\nand two lines\"\n", i)
	}
	f := open(t, text.String(), data.Dialect{}, Options{})
	for _, g := range readAll(t, f) {
		if g.Bad != "" {
			t.Fatalf("line %d: %s: %q", g.Line, g.Bad, g.Raw)
		}
	}
}
