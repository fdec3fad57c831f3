package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data"
	"predict/data/ingest"
)

// fate is what the naive model says of a record.
type fate int

const (
	kept fate = iota
	refused
	outOfScope
)

// record is a line of an export and what has to become of it.
type record struct {
	line string
	fate fate
	purchase
}

// anyRecord draws a record, one of six with a fault. There are few different
// customers, days and amounts, so that many records repeat another.
func anyRecord() *rapid.Generator[record] {
	return rapid.Custom(func(t *rapid.T) record {
		r := record{purchase: purchase{
			id:       rapid.SampledFrom([]string{"1", "01", "2", "300000000000000000000", "é"}).Draw(t, "id"),
			time:     time.Date(2024, 5, rapid.IntRange(1, 4).Draw(t, "day"), 0, 0, 0, 0, time.UTC),
			amount:   rapid.SampledFrom([]string{"1", "1.5", "-2", "0"}).Draw(t, "amount"),
			category: rapid.SampledFrom([]string{"", "tea", "a,b", "say \"hi\"", "two\nlines"}).Draw(t, "category"),
		}}
		cells := []string{r.id, r.time.Format(time.DateOnly), r.amount, r.category}
		switch rapid.IntRange(0, 40).Draw(t, "fault") {
		case 0:
			cells[0], r.fate = "", outOfScope
		case 1:
			cells[0], r.fate = "1.03E+19", refused
		case 2:
			cells[1], r.fate = "2024-05-32", refused
		case 3:
			cells[1], r.fate = "2999-05-01", refused
		case 4:
			cells[2], r.fate = "1.2.3", refused
		case 5:
			cells, r.fate = cells[:3], refused
		case 6:
			cells, r.fate = append(cells, "x"), refused
		}
		for i, c := range cells {
			if strings.ContainsAny(c, ",\"\n") {
				cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
		}
		r.line = strings.Join(cells, ",")
		return r
	})
}

// naive is what the lake must hold after the records, and the books.
type naive struct {
	lake                             content
	seen                             map[string]bool
	kept, refused, outOfScope, twice int64
}

func (n *naive) take(r record, drop bool) {
	switch r.fate {
	case refused:
		n.refused++
		return
	case outOfScope:
		n.outOfScope++
		return
	}
	key := r.id + "\x00" + r.row()
	if drop && n.seen[key] {
		n.twice++
		return
	}
	n.seen[key] = true
	n.kept++
	rows := append(n.lake[data.Transactions][r.id], r.row())
	n.lake.add(data.Transactions, r.id, rows)
}

// TestAnyExports: whatever the exports, the number of their files and loads,
// workers, buckets and memory, lake and books are those of the naive model.
func TestAnyExports(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "exports")
		if err != nil {
			r.Fatal(err)
		}
		exports, state := filepath.Join(dir, "exports"), filepath.Join(dir, "state")
		s := source([]string{exports}, "customer_id", "time", "amount", "category")
		s.MaxRejected, s.TimeFormat = 1, "iso"
		s.CSV = data.Dialect{Separator: ",", Quote: `"`, Header: "yes"}
		s.Duplicates = rapid.SampledFrom([]string{"drop", "keep"}).Draw(r, "duplicates")
		o := options(state, transactions(s))
		o.Workers = rapid.IntRange(1, 4).Draw(r, "workers")
		o.Buckets = 1 << rapid.IntRange(0, 3).Draw(r, "buckets")
		o.Memory = rapid.SampledFrom([]int{0, 1}).Draw(r, "memory")
		model := naive{lake: content{}, seen: map[string]bool{}}
		got := make([]int64, 4)
		for i := range rapid.IntRange(1, 3).Draw(r, "loads") {
			for k := range rapid.IntRange(1, 3).Draw(r, "files") {
				// A column of its own, without values, makes every file different: one
				// that repeats another is not read at all.
				text := fmt.Sprintf("customer_id,time,amount,category,file-%d-%d\n", i, k)
				// The first record is sound: a file whose every record has a field too many
				// does not fit its header and is refused.
				sound := record{line: "1,2024-05-01,1,", purchase: purchase{id: "1", time: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), amount: "1"}}
				records := append([]record{sound}, rapid.SliceOfN(anyRecord(), 1, 30).Draw(r, "records")...)
				for _, c := range records {
					text += c.line + ",\n"
					model.take(c, s.Duplicates == "drop")
				}
				write(t, exports, fmt.Sprintf("%d-%d.csv", i, k), text)
			}
			report, err := ingest.Run(context.Background(), o)
			if err != nil {
				r.Fatal(err)
			}
			balanced(t, state, report)
			b := books(t, report, data.Transactions)
			for i, n := range []int64{b.Kept, b.Duplicates, b.Rejected(), b.Scoped()} {
				got[i] += n
			}
		}
		if want := []int64{model.kept, model.twice, model.refused, model.outOfScope}; !slices.Equal(want, got) {
			r.Fatalf("kept, duplicates, quarantined, out of scope are %v, want %v", got, want)
		}
		if model.kept == 0 {
			return // a lake without rows has no buckets to read
		}
		if diff := cmp.Diff(model.lake, contentOf(t, state)); diff != "" {
			r.Fatalf("lake (-want +got):\n%s", diff)
		}
	})
}
