package ingest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/generate"
)

// exports generates demo exports and returns the sources that read them.
func exports(t testing.TB, o generate.Options) (map[string]data.Source, generate.Summary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "exports")
	summary, err := generate.Run(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]data.Source{}
	for _, table := range data.Tables() {
		s, _ := summary.Table(table.Name)
		columns := []string{data.CustomerID}
		for _, c := range table.Columns {
			from := c.Name
			if table.Name == data.Transactions && from == "time" {
				from = "ordered_at"
			}
			columns = append(columns, c.Name+"="+from)
		}
		sources[table.Name] = source([]string{filepath.Join(dir, s.Path)}, columns...)
	}
	return sources, summary
}

// tolerant lets every table reject as much as it likes.
func tolerant(sources map[string]data.Source) map[string]data.Source {
	for name, s := range sources {
		s.MaxRejected = 1
		sources[name] = s
	}
	return sources
}

// reasons are why the faults that must be quarantined are refused.
var reasons = map[generate.Fault]string{
	generate.DamagedID:      "id damaged by a spreadsheet (scientific notation)",
	generate.ImpossibleDate: "not a date of the expected format",
	generate.FutureDate:     "in the future",
	generate.YearOne:        "before the earliest believable date",
	generate.AbsurdAmount:   "larger than the largest believable amount",
	generate.TextAmount:     "not an amount",
	generate.MissingField:   "too few fields",
	generate.ExtraField:     "too many fields",
	generate.Truncated:      "record cut off at the end of the file",
}

// byReason sums what was quarantined over the columns.
func byReason(quarantined map[string]int64) map[string]int {
	sums := map[string]int{}
	for class, n := range quarantined {
		_, reason, ok := strings.Cut(class, ": ")
		if !ok {
			reason = class
		}
		sums[reason] += int(n)
	}
	return sums
}

// TestMessyExports: the generator counts the faults that it writes; the books
// must say the same, table by table, and the lake hold what a clean export
// gives, but for the texts that are ugly and not wrong.
func TestMessyExports(t *testing.T) {
	for _, c := range []struct {
		seed  uint64
		daily bool
	}{{1, false}, {2, true}, {3, false}, {4, true}} {
		t.Run(fmt.Sprintf("seed %d daily %v", c.seed, c.daily), func(t *testing.T) {
			o := generate.DefaultOptions()
			o.Customers, o.Seed, o.Daily, o.Messy = 300, c.seed, c.daily, true
			sources, summary := exports(t, o)
			state := t.TempDir()
			r := load(t, options(state, tolerant(sources)))
			for _, want := range summary.Tables {
				if want.Name == "truth" {
					continue
				}
				b := books(t, r, want.Name)
				got := map[generate.Fate]int{
					generate.Kept: int(b.Kept), generate.Quarantined: int(b.Rejected()),
					generate.Duplicated: int(b.Duplicates), generate.OutOfScope: int(b.Scoped()),
				}
				wanted := map[generate.Fate]int{}
				for fate := range got {
					wanted[fate] = want.Count(fate)
				}
				if diff := cmp.Diff(wanted, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s\nfaults %v\nquarantined %v", want.Name, diff, want.Faults, b.Quarantined)
				}
				refused := map[string]int{}
				for fault, n := range want.Faults {
					if reason := reasons[fault]; reason != "" {
						refused[reason] += n
					}
				}
				if diff := cmp.Diff(refused, byReason(b.Quarantined)); diff != "" {
					t.Errorf("%s: reasons (-want +got):\n%s", want.Name, diff)
				}
				if int(b.Read) != want.Records || b.Files != want.Files || b.Bytes != want.Bytes {
					t.Errorf("%s: read %d rows, %d files, %d bytes; written %d, %d, %d", want.Name, b.Read, b.Files, b.Bytes, want.Records, want.Files, want.Bytes)
				}
			}
			if wallet, _ := summary.Table(data.Wallet); int(open(t, state).Rows(data.WalletSegments)) < wallet.SegmentRows {
				t.Errorf("%d rows of segments, %d were written", open(t, state).Rows(data.WalletSegments), wallet.SegmentRows)
			}
		})
	}
}

// TestMessyIsCleanWithFaults: the clean records are the same with and without
// faults, so every row of the clean lake is in the messy one.
func TestMessyIsCleanWithFaults(t *testing.T) {
	o := generate.DefaultOptions()
	o.Customers, o.Seed = 200, 7
	clean, _ := exports(t, o)
	o.Messy = true
	messy, summary := exports(t, o)
	a, b := t.TempDir(), t.TempDir()
	load(t, options(a, clean))
	load(t, options(b, tolerant(messy)))
	want, got := contentOf(t, a), contentOf(t, b)
	for table, customers := range want {
		extra := 0
		for id, rows := range customers {
			has := map[string]int{}
			for _, row := range got[table][id] {
				has[row]++
				extra++
			}
			for _, row := range rows {
				has[row]--
				extra--
				if has[row] < 0 {
					t.Fatalf("%s: customer %q lacks the row %q", table, id, row)
				}
			}
		}
		name := table
		if table == data.WalletSegments {
			continue // counted with wallet
		}
		s, _ := summary.Table(name)
		if ugly := s.Count(generate.Kept) - s.Clean; name != data.Wallet && extra != ugly {
			t.Errorf("%s: %d rows more than in the clean lake, want %d", name, extra, ugly)
		}
	}
}
