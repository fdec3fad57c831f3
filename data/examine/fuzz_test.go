package examine_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data"
	"predict/data/examine"
	"predict/data/ingest"
)

// FuzzExport examines any bytes as an export, which gives the same with any
// number of workers, and counts as many rows, and as many that are refused, as a
// load of the same file does.
func FuzzExport(f *testing.F) {
	for _, seed := range []string{
		"id,ts,sum\n1,2024-05-06,1.5\n2,2024-05-07,2\n1,2024-05-06,1.5\n,2024-05-06,3\n3,never,1\n4,2024-05-06\n",
		"id,ts,sum\n1.03E+19,2024-05-06,1\n2,2024-05-06 10:00,\"1,5\"\n", "id;ts;sum\n1;06.05.2024;2\n", "", "id,ts\n1,2\n", "id,ts,sum\n1,2024-05-06,\xff\n\"",
		"id,ts,sum\n1,2024-05-06,€5\n2,2024-05-06,5 USD\n3,2999-01-01,1\n", "\x1f\x8b",
	} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "export.csv")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s := data.DefaultSource()
		s.Files, s.MaxRejected = []string{path}, 1
		s.Columns = map[string]data.Mapping{"customer_id": {From: "id"}, "time": {From: "ts"}, "amount": {From: "sum"}}
		sources := map[string]data.Source{data.Transactions: s}
		first, err := examine.Run(context.Background(), examine.Options{Sources: sources, Timezone: "UTC", Workers: 1, Now: now})
		again, errAgain := examine.Run(context.Background(), examine.Options{Sources: sources, Timezone: "UTC", Workers: 3, Now: now})
		if (err == nil) != (errAgain == nil) {
			t.Fatalf("one worker ends with %v, three with %v", err, errAgain)
		}
		if err != nil {
			return
		}
		if diff := cmp.Diff(first, again, cmpopts.EquateNaNs(), sameErrors()); diff != "" {
			t.Fatalf("three workers count otherwise:\n%s", diff)
		}
		report, err := ingest.Run(context.Background(), ingest.Options{State: filepath.Join(t.TempDir(), "state"), Sources: sources, Timezone: "UTC", Workers: 1, Buckets: 1, Now: now})
		if err != nil || !report.New() {
			return
		}
		f := first.Table(data.Transactions)
		if b := report.Books[0]; f.Rows != b.Read || f.Rejected != b.Rejected() {
			t.Fatalf("%d rows and %d refused; a load reads %d and refuses %v", f.Rows, f.Rejected, b.Read, b.Quarantined)
		}
	})
}

// sameErrors compares errors by their texts.
func sameErrors() cmp.Option {
	return cmp.FilterValues(func(a, b error) bool { return a != nil && b != nil }, cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() }))
}
