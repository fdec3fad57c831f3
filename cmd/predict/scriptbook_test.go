package main

import (
	"encoding/csv"
	"os"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// sameList A B expects two lists to be the same but for what they say of the list
// before: a new state folder has none.
func sameList(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: samelist file file")
	}
	if diff := cmp.Diff(withoutChanges(ts, args[0]), withoutChanges(ts, args[1])); diff != "" {
		ts.Fatalf("the lists differ (-%s +%s):\n%s", args[0], args[1], diff)
	}
}

// withoutChanges reads a list and empties what it says of the list before.
func withoutChanges(ts *testscript.TestScript, path string) [][]string {
	f, err := os.Open(ts.MkAbs(path))
	ts.Check(err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	ts.Check(err)
	for _, name := range []string{"score_change", "score_change_cause"} {
		column := slices.Index(records[0], name)
		if column < 0 {
			ts.Fatalf("%s has no column %s", path, name)
		}
		for _, r := range records[1:] {
			r[column] = ""
		}
	}
	return records
}
