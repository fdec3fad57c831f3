package lake_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data/lake"
)

// TestLinesAreJSON writes and reads exports as encoding/json does.
func TestLinesAreJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyExport(t)
		want, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if got := lake.LineOf(&e); got != string(want) {
			t.Fatalf("written as\n%s\nwant\n%s", got, want)
		}
		var read lake.FileEntry
		if err := json.Unmarshal(want, &read); err != nil {
			t.Fatal(err)
		}
		got, ok := lake.ParseLine(string(want))
		if diff := cmp.Diff(read, got); !ok || diff != "" {
			t.Fatalf("%s is read otherwise (-want +got): %v\n%s", want, ok, diff)
		}
	})
}

// anyExport draws an export with texts and numbers of every kind.
func anyExport(t *rapid.T) lake.FileEntry {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,12}`), rapid.SampledFrom([]string{"", `{"time":"2006-01-02"}`, "<a&b>", "\xff\xfe", "\u2028\x7f", `\`}))
	number := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, -1, math.MinInt64, math.MaxInt64}))
	pointer := rapid.Ptr(number, true)
	e := lake.FileEntry{
		Table: text.Draw(t, "table"), Path: text.Draw(t, "path"), Size: number.Draw(t, "size"), ModTime: number.Draw(t, "time"), SHA256: text.Draw(t, "sum"),
		Read: number.Draw(t, "read"), Kept: number.Draw(t, "kept"), Duplicates: number.Draw(t, "duplicates"), OutOfScope: number.Draw(t, "scope"),
		Quarantined: number.Draw(t, "quarantined"), Load: int(number.Draw(t, "load")), Number: int(number.Draw(t, "number")),
		Replaced: int(number.Draw(t, "replaced")), Unkeyed: number.Draw(t, "unkeyed"), First: pointer.Draw(t, "first"), Last: pointer.Draw(t, "last"),
		Note: text.Draw(t, "note"),
	}
	for _, day := range rapid.SliceOfN(rapid.Int32Range(-3, 9), 0, 6).Draw(t, "days") {
		e.Days = e.Days.Add(day, rapid.Int64Range(1, 9).Draw(t, "rows"))
	}
	if rapid.Bool().Draw(t, "last day") {
		e.Days = e.Days.Add(math.MaxInt32, 1)
	}
	return e
}

// TestLinesAreStrict refuses every line that is not as it is written.
func TestLinesAreStrict(t *testing.T) {
	first := int64(-5)
	e := lake.FileEntry{Table: "a", Path: `b"c`, SHA256: "d", Read: 10, Replaced: 2, Unkeyed: 1, First: &first, Last: &first, Note: "e"}
	e.Days = e.Days.Add(4, 2).Add(5, 1).Add(9, 1)
	good := lake.LineOf(&e)
	if got, ok := lake.ParseLine(good); !ok || cmp.Diff(e, got) != "" {
		t.Fatalf("%s is read as %v, %v", good, got, ok)
	}
	for _, c := range [][2]string{
		{`"read":10`, `"read":010`},
		{`"read":10`, `"read":-0`},
		{`"read":10`, `"read":`},
		{`"read":10`, `"read":99999999999999999999`},
		{`"read":10`, `"read":1.5`},
		{`"read":10`, `"read": 10`},
		{`"read":10`, `"Read":10`},
		{`"read":10`, `"read":10,"read":10`},
		{`,"replaced":2`, `,"replaced":0`},
		{`,"unkeyed":1`, `,"unkeyed":0`},
		{`"note":"e"`, `"note":""`},
		{`,"note":"e"`, `,"note":"e`},
		{`b\"c`, `b"c`},
		{`b\"c`, `b\qc`},
		{`[[4,2,1],[9,1]]`, `[]`},
		{`[[4,2,1],[9,1]]`, `[[4]]`},
		{`[[4,2,1],[9,1]]`, `[[4,2,0]]`},
		{`[[4,2,1],[9,1]]`, `[[4,2,1],[5,1]]`},
		{`[[4,2,1],[9,1]]`, `[[4,2,1],[9,1]`},
		{`[[4,2,1],[9,1]]`, `[[4,2,1],]`},
		{`[[4,2,1],[9,1]]`, `[[2147483647,1,1]]`},
		{`}`, ``},
		{`}`, `} `},
		{`{`, ``},
	} {
		line := strings.Replace(good, c[0], c[1], 1)
		if line == good {
			t.Fatalf("%s is not in %s", c[0], good)
		}
		if got, ok := lake.ParseLine(line); ok {
			t.Errorf("%s is read as %v", line, got)
		}
	}
}
