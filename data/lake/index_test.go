package lake_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
	"predict/data/lake"
)

// TestCustomerIndexAgainstMap draws ids and keys with many collisions: equal
// keys with different ids, ids of all lengths that share their ends.
func TestCustomerIndexAgainstMap(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		x, err := l.Begin(1)
		if err != nil {
			t.Fatal(err)
		}
		index, err := x.Customers(0)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]int32{}
		for range rapid.IntRange(1, 300).Draw(t, "calls") {
			id := strings.Repeat(rapid.SampledFrom([]string{"a", "ab", "\x00"}).Draw(t, "unit"), rapid.IntRange(0, 20).Draw(t, "units"))
			if len(id) > 0 {
				at := rapid.IntRange(0, len(id)-1).Draw(t, "at")
				id = id[:at] + rapid.SampledFrom([]string{"a", "b", "\x00"}).Draw(t, "byte") + id[at+1:]
			}
			key := uint64(len(id) % 3) // three keys for all ids
			want, known := codes[id]
			if got, ok := index.Lookup(key, []byte(id)); ok != known || ok && got != want {
				t.Fatalf("looking up %q: got %d, %v; want %d, %v", id, got, ok, want, known)
			}
			if !known {
				want = int32(len(codes))
				codes[id] = want
			}
			if got := index.Code(key, []byte(id)); got != want {
				t.Fatalf("the code of %q is %d, want %d", id, got, want)
			}
			if got := string(index.ID(want)); got != id {
				t.Fatalf("the id of code %d is %q, want %q", want, got, id)
			}
		}
		if index.Len() != len(codes) {
			t.Fatalf("%d customers, want %d", index.Len(), len(codes))
		}
	})
}

func TestCodesNeverChange(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	want := map[string]int32{}
	for round := range 3 {
		l, err := lake.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		x, err := l.Begin(1)
		if err != nil {
			t.Fatal(err)
		}
		index, err := x.Customers(0)
		if err != nil {
			t.Fatal(err)
		}
		for i := (round + 1) * 1000; i >= 0; i -= 3 - round {
			id := fmt.Sprintf("customer with a long name %d", i)
			code := index.Code(lake.Key([]byte(id)), []byte(id))
			if old, ok := want[id]; ok && old != code || !ok && int(code) != len(want) {
				t.Fatalf("round %d: %q has code %d; want %d, or %d where it is new", round, id, code, old, len(want))
			}
			want[id] = code
		}
		if err := x.Commit(nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSymbolIndex(t *testing.T) {
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.Symbols(data.Contacts, "reason")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want int32
	}{{"a", 0}, {"", 1}, {"b", 2}, {"a", 0}, {"", 1}} {
		if got := s.Code([]byte(c.text)); got != c.want || s.Text(got) != c.text {
			t.Errorf("the code of %q is %d, %q; want %d", c.text, got, s.Text(got), c.want)
		}
	}
	if _, ok := s.Lookup([]byte("c")); ok || s.Len() != 3 {
		t.Errorf("%d texts, c among them: %v; want 3 without it", s.Len(), ok)
	}
	if again, err := x.Symbols(data.Contacts, "reason"); again != s || err != nil {
		t.Errorf("asking again gives another index, or %v", err)
	}
	for _, name := range []string{"time", "colour"} {
		if _, err := x.Symbols(data.Contacts, name); err == nil {
			t.Errorf("contacts.%s is taken for a symbol column", name)
		}
	}
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		bytes int64
		want  int
	}{{0, 4}, {1, 4}, {256 << 20, 4}, {256<<20 + 1, 8}, {3600 << 20, 64}, {1 << 40, 256}} {
		if got := lake.AutoBuckets(c.bytes); got != c.want {
			t.Errorf("%d bytes: %d buckets, want %d", c.bytes, got, c.want)
		}
	}
	for _, c := range []struct {
		key     uint64
		buckets int
		want    int
	}{{math.MaxUint64, 1, 0}, {math.MaxUint64, 4, 3}, {1 << 62, 4, 1}, {1<<62 - 1, 4, 0}, {math.MaxUint64, 4096, 4095}} {
		if got := lake.BucketOf(c.key, c.buckets); got != c.want {
			t.Errorf("key %x is in bucket %d of %d, want %d", c.key, got, c.buckets, c.want)
		}
	}
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, -4, 3, 8192} {
		if _, err := l.Begin(n); err == nil {
			t.Errorf("a lake of %d buckets can be made", n)
		}
	}
}

// TestOverlapping compares with a filter over the events of earlier loads.
func TestOverlapping(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	events := random(40, 900)[len(categories):]
	for i := range events { // three loads, of days 0-29, 20-49 and 40-69
		events[i].time = int64(i/300*20 + i%30)
	}
	for i := range 3 {
		load(t, dir, 2, events[300*i:300*i+300])
	}
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Begin(2)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := l.Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	code := func(c string) int32 { return int32(slices.Index(texts, c)) }
	type row struct {
		customer     int32
		time, amount int64
		category     int32
	}
	for _, c := range []struct{ first, last int64 }{{-5, -1}, {0, 0}, {25, 25}, {10, 45}, {45, 45}, {0, 100}, {70, 100}} {
		for bucket := range 2 {
			index, err := x.Customers(bucket)
			if err != nil {
				t.Fatal(err)
			}
			var want []row
			for _, e := range events {
				key := lake.Key([]byte(e.id))
				if lake.BucketOf(key, 2) == bucket && e.time >= c.first && e.time <= c.last {
					k, _ := index.Lookup(key, []byte(e.id))
					want = append(want, row{k, e.time, e.amount, code(e.category)})
				}
			}
			slices.SortFunc(want, func(a, b row) int {
				return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.time, b.time),
					cmp.Compare(a.amount, b.amount), cmp.Compare(a.category, b.category))
			})
			cols, err := x.Overlapping(data.Transactions, bucket, c.first, c.last)
			if err != nil {
				t.Fatal(err)
			}
			var got []row
			for i := 0; cols != nil && i < len(cols[0].I32); i++ {
				got = append(got, row{cols[0].I32[i], cols[1].I64[i], cols[2].I64[i], cols[3].I32[i]})
			}
			if d := gocmp.Diff(want, got, gocmp.AllowUnexported(row{})); d != "" {
				t.Errorf("[%d,%d] bucket %d (-want +got):\n%s", c.first, c.last, bucket, d)
			}
			if want == nil && cols != nil {
				t.Errorf("[%d,%d] bucket %d: got columns without rows, want nil", c.first, c.last, bucket)
			}
		}
	}
}

func TestReadIsCancelled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 1, random(5, 5))
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.ReadBucket(ctx, 0, nil, nil); err == nil {
		t.Error("a cancelled read ends without an error")
	}
	if _, err := l.ReadBucket(context.Background(), 1, nil, nil); err == nil {
		t.Error("a bucket that the lake does not have is read")
	}
	if _, err := l.ReadBucket(context.Background(), 0, map[string][]string{data.Transactions: {"colour"}}, nil); err == nil {
		t.Error("a column that the contract does not have is read")
	}
}
