package ingest

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
)

func layoutOf(t testing.TB, table string, columns ...string) layout {
	t.Helper()
	contract, ok := data.TableNamed(table)
	if !ok {
		t.Fatalf("there is no table %s", table)
	}
	return newLayout(contract, func(c string) bool { return slices.Contains(columns, c) })
}

// anyRows draws rows of contacts that are often alike: time and resolved,
// satisfaction, kind.
func anyRows(t *rapid.T, l layout, n int) *rows {
	r := newRows(l, n)
	for range n {
		r.customer = append(r.customer, rapid.Int32Range(0, 3).Draw(t, "customer"))
		for k := range r.wide {
			v := rapid.SampledFrom([]int64{1, 2, data.Missing64}).Draw(t, "wide")
			if k == 2 {
				v = int64(math.Float64bits(rapid.SampledFrom([]float64{-1, 2, math.NaN()}).Draw(t, "number")))
			}
			r.wide[k] = append(r.wide[k], v)
		}
		r.narrow[0] = append(r.narrow[0], rapid.Int32Range(-1, 1).Draw(t, "narrow"))
	}
	return r
}

// rank writes a row so that texts have the order of the lake: customer, time,
// then the columns of the contract; missing values first, numbers by value.
func rank(r *rows, i int32) string {
	number := 0 // for NaN
	switch math.Float64frombits(uint64(r.wide[2][i])) {
	case -1:
		number = 1
	case 2:
		number = 2
	}
	whole := func(v int64) int64 { return max(v, 0) }
	return fmt.Sprintf("%d %d %d %d %d", r.customer[i], whole(r.wide[0][i]), r.narrow[0][i]+1, whole(r.wide[1][i]), number)
}

// TestSorter holds order and duplicates against a plain sort of texts.
func TestSorter(t *testing.T) {
	l := layoutOf(t, data.Contacts, "time", "kind", "resolved", "satisfaction")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		r := anyRows(t, l, n)
		old := rapid.IntRange(0, n).Draw(t, "old")
		s := sorter{layout: l}
		perm := slices.Clone(s.order(r))
		want := make([]int32, n)
		for i := range want {
			want[i] = int32(i)
		}
		slices.SortStableFunc(want, func(a, b int32) int { return strings.Compare(rank(r, a), rank(r, b)) })
		if diff := cmp.Diff(want, perm); n > 0 && diff != "" {
			t.Fatalf("order (-want +got):\n%s", diff)
		}
		var kept, twins []int32
		seen := map[string]bool{}
		for _, i := range want {
			switch k := rank(r, i); {
			case int(i) < old:
				seen[k] = true
			case seen[k]:
				twins = append(twins, i)
			default:
				seen[k] = true
				kept = append(kept, i)
			}
		}
		gotKept, gotTwins := s.distinct(r, perm, old, true)
		if !slices.Equal(kept, gotKept) || !slices.Equal(twins, gotTwins) {
			t.Fatalf("kept %v, duplicates %v; want %v and %v", gotKept, gotTwins, kept, twins)
		}
		all, gotTwins := s.distinct(r, slices.Clone(want), old, false)
		if len(all) != n-old || len(gotTwins) != 0 {
			t.Fatalf("kept %d of %d new rows that may repeat", len(all), n-old)
		}
	})
}

// TestSpill: what goes into a bucket comes out of it in order, wherever it was
// kept, with the file that it came from.
func TestSpill(t *testing.T) {
	l := layoutOf(t, data.Transactions, "time", "amount", "channel")
	for _, budget := range []int{0, 100_000, 1 << 30} {
		s := newSpill(l, filepath.Join(t.TempDir(), "rows"), budget, 3)
		files := []*exportFile{{name: "a"}, {name: "b"}, {name: "c"}}
		const n = 30_000
		want := make([][]int64, 3)
		for i := range n {
			b := i % 2 // bucket 2 stays empty
			s.from(b, files[3*i/n])
			c := s.open(b)
			c.customer = append(c.customer, int32(i))
			c.wide[0], c.wide[1] = append(c.wide[0], int64(i)), append(c.wide[1], int64(-i))
			c.narrow[0] = append(c.narrow[0], int32(i%7))
			s.seen(b, []int64{int64(i)}, []int32{0})
			if err := s.filled(b, 1); err != nil {
				t.Fatal(err)
			}
			want[b] = append(want[b], int64(i))
		}
		s.rest()
		if spilled := s.file != nil; spilled != (budget < 1<<30) {
			t.Errorf("budget %d: a file is used: %v", budget, spilled)
		}
		for b := range want {
			got := newRows(l, 0)
			if err := s.read(b, got); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.wide[0], want[b]) || s.bucket[b].total != len(want[b]) {
				t.Errorf("budget %d, bucket %d: %d rows, want %d, or not in order", budget, b, got.len(), len(want[b]))
			}
			from := make([]*exportFile, len(want[b]))
			s.eachFile(b, func(lo, hi int, f *exportFile) { fill(from[lo:hi], f) })
			for k, i := range want[b] {
				if got.customer[k] != int32(i) || got.wide[1][k] != -i || got.narrow[0][k] != int32(i%7) {
					t.Fatalf("budget %d, bucket %d: row %d is spoilt", budget, b, k)
				}
				if from[k] != files[3*i/n] {
					t.Fatalf("budget %d, bucket %d: row %d comes from %s", budget, b, k, from[k].name)
				}
			}
		}
		if s.bucket[0].first != 0 || s.bucket[0].last != n-2 || s.bucket[1].first != 1 || s.bucket[1].last != n-1 {
			t.Errorf("budget %d: spans %d to %d and %d to %d", budget, s.bucket[0].first, s.bucket[0].last, s.bucket[1].first, s.bucket[1].last)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}

// TestSymbolTable: codes in order of first appearance, the same through growth
// and after a reset.
func TestSymbolTable(t *testing.T) {
	table := newSymbolTable()
	for range 2 {
		for i := range 5000 {
			for _, again := range []bool{false, true} {
				code, added := table.code([]byte(fmt.Sprint("text ", i)))
				if code != int32(i) || added == again {
					t.Fatalf("text %d has code %d, new: %v", i, code, added)
				}
			}
		}
		if code, added := table.code([]byte("text 17")); code != 17 || added {
			t.Errorf("text 17 has code %d, new: %v", code, added)
		}
		if table.len() != 5000 || string(table.text(4999)) != "text 4999" {
			t.Errorf("%d texts, the last %q", table.len(), table.text(4999))
		}
		table.reset()
	}
	if code, added := table.code(nil); code != 0 || !added {
		t.Errorf("the empty text has code %d, new: %v", code, added)
	}
}

// TestNulls: the empty text is one, texts are compared whole.
func TestNulls(t *testing.T) {
	long := strings.Repeat("-", 100)
	n := newNulls([]string{"NULL", "NA", long})
	for text, want := range map[string]bool{"": true, "NULL": true, "NA": true, "null": false, "NULLS": false, "N": false, long: true, long + "-": false} {
		if n.has([]byte(text)) != want {
			t.Errorf("has(%.10q) is %v", text, !want)
		}
	}
}

// TestLikeness: the hint names what was probably meant, or nothing.
func TestLikeness(t *testing.T) {
	columns := []string{"Customer ID", "InvoiceDate", "Quantity", "Price"}
	for name, want := range map[string]string{
		"customer_id": "Customer ID", "CustomerId": "Customer ID", "invoice_date": "InvoiceDate", "Quantitiy": "Quantity",
		"prise": "Price", "amount": "", "id": "", "x": "",
	} {
		if want != "" {
			want = "; did you mean " + want + "?"
		}
		if got := meant(name, columns); got != want {
			t.Errorf("meant(%q) is %q, want %q", name, got, want)
		}
	}
}

// TestClip: a shortened text is never cut within a letter.
func TestClip(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"short", "short"},
		{strings.Repeat("a", 200), strings.Repeat("a", 200)},
		{strings.Repeat("a", 201), strings.Repeat("a", 200) + "…"},
		{strings.Repeat("a", 199) + "éé", strings.Repeat("a", 199) + "…"},
		{strings.Repeat("\x80", 300), strings.Repeat("\x80", 200)},
	} {
		if got := clip(c.text); got != c.want {
			t.Errorf("clip of %d bytes ends in %q, want %q", len(c.text), got[len(got)-4:], c.want[len(c.want)-4:])
		}
	}
}

// TestBooksCheck: books that do not balance are an error that shows the sum.
func TestBooksCheck(t *testing.T) {
	b := newBooks("transactions")
	b.Read, b.Kept, b.Duplicates, b.Quarantined["amount: missing"], b.OutOfScope["no customer"] = 10, 4, 3, 2, 1
	if err := b.Check(); err != nil {
		t.Error(err)
	}
	b.Read = 11
	want := "transactions: the books do not balance: 11 rows read, but 4 kept + 2 quarantined + 3 duplicates + 1 out of scope = 10"
	if err := b.Check(); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
