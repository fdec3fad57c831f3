package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// TestNotes: the load says what no longer counts and what it read again.
func TestNotes(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "time", "amount")
	write(t, dir, "a.csv", head+line("01", "1")+line("02", "2"))
	write(t, dir, "b.csv", head+line("02", "2")+line("03", "3"))
	if r := load(t, options(state, transactions(s))); r.Notes != nil {
		t.Errorf("notes of a first load: %v", r.Notes)
	}
	write(t, dir, "a.csv", head+line("01", "9"))
	r := load(t, options(state, transactions(s)))
	want := []string{"transactions: 3 rows no longer count as DIR/a.csv said before; read again because of it: DIR/b.csv"}
	if diff := cmp.Diff(want, strings.Split(strings.ReplaceAll(strings.Join(r.Notes, "\n"), dir, "DIR"), "\n")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestCorrectsLater: where both the wrong file and its correction were loaded,
// because the config did not say yet which names are corrections, the next load
// takes the wrong one out, though there is nothing to read; and puts it back
// where the config says so no more.
func TestCorrectsLater(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "time", "amount")
	write(t, dir, "a.csv", head+line("01", "1"))
	write(t, dir, "a.v2.csv", head+line("01", "2"))
	load(t, options(state, transactions(s)))
	s.Corrects = `\.v[0-9]+`
	r := load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); !r.New() || b.Read != 0 || b.Replaced != 1 || b.ExportsReplaced != 1 {
		t.Errorf("load %d, books %+v; want one row taken out", r.Load, b)
	}
	const day = "time=2024-05-01T00:00:00 amount="
	if diff := cmp.Diff(content{data.Transactions: {"7": {day + "2.0000"}}}, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
	if r := load(t, options(state, transactions(s))); r.New() {
		t.Errorf("load %d, books %+v; want that nothing is new", r.Load, r.Books[0])
	}
	s.Corrects = ""
	load(t, options(state, transactions(s)))
	if diff := cmp.Diff(content{data.Transactions: {"7": {day + "1.0000", day + "2.0000"}}}, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestSegmentsReplaced: rows of wallet that name a segment, which lie beside the
// buckets, are replaced and read again like others.
func TestSegmentsReplaced(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "segment", "month", "total")
	const top = "customer_id,segment,month,total\n"
	write(t, dir, "a.csv", top+",gold,2024-05-01,100\n7,,2024-05-01,10\n")
	write(t, dir, "b.csv", top+",gold,2024-05-01,100\n,tin,2024-05-01,1\n7,,2024-05-01,10\n")
	load(t, options(state, map[string]data.Source{data.Wallet: s}))
	write(t, dir, "a.csv", top+",gold,2024-06-01,200\n")
	r := load(t, options(state, map[string]data.Source{data.Wallet: s}))
	if b := books(t, r, data.Wallet); b.FilesAgain != 1 || b.Replaced != 3 || b.Kept != 4 {
		t.Errorf("books %+v, want b.csv read again, 3 rows replaced and 4 kept", b)
	}
	want := content{
		data.Wallet:         {"7": {"month=2024-05-01T00:00:00 total=10.0000"}},
		data.WalletSegments: {"": {"month=2024-05-01T00:00:00 segment=gold total=100.0000", "month=2024-05-01T00:00:00 segment=tin total=1.0000", "month=2024-06-01T00:00:00 segment=gold total=200.0000"}},
	}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestNightsAnyWorkers: the bytes of the state do not depend on the number of
// workers or the memory, also where exports were replaced and read again.
func TestNightsAnyWorkers(t *testing.T) {
	dir := t.TempDir()
	states := []string{t.TempDir(), t.TempDir(), t.TempDir()}
	s := source([]string{dir}, "customer_id", "time", "amount")
	s.MaxRejected, s.Corrects = 1, `\.v[0-9]+`
	texts := split(plain.text(purchases()), 9)
	for night, files := range []map[string]string{
		{"1.csv": texts[0] + texts[1], "2.csv": texts[1] + texts[2], "3.csv": texts[2]},
		{"1.csv": texts[3], "4.csv": texts[0]},
		{"2.v2.csv": texts[4], "copy.csv": texts[3], "3.csv": texts[5] + texts[2]},
	} {
		for name, text := range files {
			write(t, dir, name, text)
		}
		for i, state := range states {
			o := options(state, transactions(s))
			o.Workers, o.Memory = []int{1, 2, 7}[i], []int{0, 1, 1}[i]
			if r := load(t, o); night > 0 && r.Notes == nil {
				t.Error("nothing was replaced")
			}
		}
		sameTree(t, tree(t, states[0]), tree(t, states[1]))
		sameTree(t, tree(t, states[0]), tree(t, states[2]))
	}
	if _, err := os.Stat(filepath.Join(states[0], "redelivered.jsonl")); err != nil {
		t.Error(err)
	}
}
