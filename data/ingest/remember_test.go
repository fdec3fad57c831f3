package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"predict/data"
	"predict/data/ingest"
)

// TestRedeliveredFile: what was delivered again is remembered, any flipped byte
// of the file is found, and a damaged file or none costs only that the exports
// are read.
func TestRedeliveredFile(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, dir, "a.csv", minimal)
	s := source([]string{dir}, "customer_id", "time", "amount")
	load(t, options(state, transactions(s)))
	path := filepath.Join(state, ingest.RedeliveredFile)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is there though nothing was delivered again: %v", path, err)
	}
	copied := write(t, dir, "copy.csv", minimal)
	again := func() []byte {
		t.Helper()
		r := load(t, options(state, transactions(s)))
		if b := books(t, r, data.Transactions); r.New() || b.FilesKnown != 2 || b.FilesRedelivered != 1 {
			t.Errorf("load %d, books %+v; want two known files, one of them delivered again", r.Load, b)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := ingest.CheckRedelivered(text); err != nil {
			t.Error(err)
		}
		return text
	}
	text := again()
	for i := range text {
		text[i] ^= 1
		if ingest.CheckRedelivered(text) == nil {
			t.Fatalf("byte %d is flipped and not found", i)
		}
		text[i] ^= 1
	}
	text[3] ^= 1
	for _, damaged := range [][]byte{text, nil, []byte("\n\n")} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		again()
	}
	if err := os.Remove(copied); err != nil {
		t.Fatal(err)
	}
	load(t, options(state, transactions(s)))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is there though the copy is gone: %v", path, err)
	}
}

// TestRedeliveredCannotBeNoted: where the file cannot be written, the load goes
// well all the same, with a warning.
func TestRedeliveredCannotBeNoted(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, dir, "a.csv", minimal)
	write(t, dir, "copy.csv", minimal)
	if err := os.Mkdir(filepath.Join(state, ingest.RedeliveredFile+".new"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := source([]string{dir}, "customer_id", "time", "amount")
	r := load(t, options(state, transactions(s)))
	if !r.New() || len(r.Warnings) != 1 || !strings.HasPrefix(r.Warnings[0], "noting exports that were delivered again: ") {
		t.Errorf("load %d, warnings %v; want a load with one warning", r.Load, r.Warnings)
	}
}
