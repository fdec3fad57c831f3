package csv

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
)

func TestFieldOfTenMegabytes(t *testing.T) {
	long := strings.Repeat("0123456789,\n", 10<<20/12)
	text := "id,text,n\n1,\"" + long + "\",2\n3," + strings.Repeat("x", 10<<20) + ",4\n5,y,6\n"
	for _, opt := range []Options{{}, {BlockSize: 1 << 16, SampleSize: 1 << 12}} {
		f := open(t, text, data.Dialect{}, opt)
		list := readAll(t, f)
		if len(list) != 3 || list[0].Fields[1] != long || len(list[1].Fields[1]) != 10<<20 || list[2].Fields[2] != "6" {
			t.Errorf("%+v: %d records, want the 3 written", opt, len(list))
		}
	}
}

func TestQuoteThatNeverClosesCostsOneRecord(t *testing.T) {
	text := "id,name\n1,\"open\n" + strings.Repeat("2,plain\n", 100_000)
	for _, opt := range []Options{{}, {BlockSize: 1 << 12, SampleSize: 1 << 12, MaxRecord: 1 << 15}} {
		f := open(t, text, data.Dialect{}, opt)
		list := readAll(t, f)
		bad := 0
		for _, g := range list {
			if g.Bad != "" {
				bad++
			}
		}
		if len(list) != 100_001 || bad != 1 || list[0].Bad != Unclosed {
			t.Errorf("%+v: %d records, %d bad, the first %q; want 100,001, 1 and %q", opt, len(list), bad, list[0].Bad, Unclosed)
		}
	}
}

func TestLineWithoutEndIsRefused(t *testing.T) {
	f := open(t, "id,name\n1,a\n2,b\n3,c\n4,d\n"+strings.Repeat("x", 1<<18), data.Dialect{Separator: ","},
		Options{BlockSize: 1 << 10, SampleSize: 64, MaxRecord: 1 << 14})
	_, err := readUntilError(t, f)
	var typed *Error
	if !errors.Is(err, ErrTooLong) || !errors.As(err, &typed) || typed.Line != 6 {
		t.Errorf("error %v, want %v at line 6", err, ErrTooLong)
	}
}

// TestBrokenQuotesAreReadInLinearTime reads files that are nothing but quotes
// that open and do not close. A reader that starts over at each would need
// minutes; the generous limit only tells linear from quadratic.
func TestBrokenQuotesAreReadInLinearTime(t *testing.T) {
	begin := time.Now()
	for _, line := range []string{"\"a,b\n", "a,\"b\n", "\"\"a,\"b\n", "\"\"\"a,b\n", "a,\"\\\"\n", "\"\r", "x,\"\"\"\"\"y\n"} {
		for _, d := range fuzzDialects() {
			text := []byte(strings.Repeat(line, 1<<20/len(line)))
			c := newCutter(d, 2, defaultMaxRecord, nil)
			for _, b := range blocksOf(t, d, text, 1<<18, defaultMaxRecord) {
				n := int64(0)
				for c.Start(&b); c.Next(); n++ {
				}
				if n != b.Records {
					t.Fatalf("%q: the cutter finds %d records, the splitter %d", line, n, b.Records)
				}
			}
		}
	}
	if spent := time.Since(begin); spent > time.Minute {
		t.Errorf("reading 56 files of 1 MiB took %v", spent)
	}
}

// TestBlockSizeChangesNothing reads random exports with blocks of all sizes.
func TestBlockSizeChangesNothing(t *testing.T) {
	cell := rapid.OneOf(rapid.StringMatching(`[a-z0-9 ]{0,9}`), rapid.SampledFrom([]string{
		`"a,b"`, "\"two\nlines\"", "\"two\r\nlines\"", `"""x"""`, `"open`, `5" pipe`, `""`, "ü", "\x00", "\xff",
	}))
	rapid.Check(t, func(rt *rapid.T) {
		var text strings.Builder
		text.WriteString("id,name,amount\n")
		for range rapid.IntRange(1, 60).Draw(rt, "rows") {
			row := rapid.SliceOfN(cell, 2, 4).Draw(rt, "row")
			text.WriteString(strings.Join(row, ",") + rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\n\n"}).Draw(rt, "end"))
		}
		whole := strings.TrimRight(text.String(), rapid.SampledFrom([]string{"", "\r\n"}).Draw(rt, "cut"))
		want := data.Dialect{Separator: ",", Quote: `"`, Escape: `"`, Header: "yes", Trim: "no", Encoding: "utf-8"}
		var first []got
		for _, size := range []int{1 << 20, 1, rapid.IntRange(2, 300).Draw(rt, "size")} {
			f, err := Open(write(t, "export.csv", whole), want, Options{BlockSize: size, SampleSize: 16 + size, MaxRecord: 500})
			if errors.Is(err, ErrHeader) || errors.Is(err, ErrSeparator) {
				return
			}
			if err != nil {
				rt.Fatal(err)
			}
			list := readAll(t, f)
			f.Close()
			if first == nil {
				first = list
			} else if diff := cmp.Diff(first, list); diff != "" {
				rt.Fatalf("blocks of %d change the records of %q (-one block +blocks):\n%s", size, whole, diff)
			}
		}
	})
}
