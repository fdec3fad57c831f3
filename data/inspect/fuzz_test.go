package inspect_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data/inspect"
)

// FuzzFolder looks at folders of two files that hold anything: nothing panics,
// every file is in one export or is said to be none, what is recognised refers
// to what is there, and the answer is the same again.
func FuzzFolder(f *testing.F) {
	s := sales("customer_id,date,amount", 12)
	for i, text := range []string{
		s, sales("Kundennummer;Datum;Betrag", 3), "id,date\n1,2024-01-01\n", "", "\xff\xfe", "{\"id\":1,\"ts\":\"2024-01-01\",\"total\":3}\n", "PAR1xxxxPAR1",
		"\x1f\x8b\x08", "شناسه,تاریخ,مبلغ\n۱,۱۴۰۲/۰۱/۰۱,۵\n", "id,churn,a\n1,yes,2\n2,no,3\n", "a\n\n\n\"", "id,id,id\n1,2,3\n", "sep=;\nid;ts\n1;2\n",
	} {
		f.Add([]byte(text), []byte([]string{s, text}[i%2]), []string{"a.csv", "a.parquet", "a"}[i%3])
	}
	f.Fuzz(func(t *testing.T, one, two []byte, name string) {
		name = filepath.Base(filepath.Clean(name))
		if name == "." || name == ".." || name == "b.csv" || name == string(filepath.Separator) {
			name = "a.csv"
		}
		dir := t.TempDir()
		if os.WriteFile(filepath.Join(dir, name), one, 0o600) != nil {
			return // no name of a file
		}
		if err := os.WriteFile(filepath.Join(dir, "b.csv"), two, 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := inspect.Folder(context.Background(), dir, inspect.Options{})
		again, errAgain := inspect.Folder(context.Background(), dir, inspect.Options{})
		if err != nil {
			if errAgain == nil || err.Error() != errAgain.Error() {
				t.Fatalf("first %v, then %v", err, errAgain)
			}
			return
		}
		if diff := cmp.Diff(found, again, cmpopts.IgnoreUnexported(inspect.Export{}), cmpopts.EquateNaNs(), sameErrors()); diff != "" {
			t.Fatalf("looked at again:\n%s", diff)
		}
		seen := map[string]bool{}
		for _, e := range found.Exports {
			for _, file := range e.Files {
				if seen[file.Path] {
					t.Fatalf("%q is in two exports", file.Path)
				}
				seen[file.Path] = true
			}
		}
		draft, err := inspect.Recognise(found)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range draft.Unused {
			if u.Export < 0 || u.Export >= len(found.Exports) {
				t.Fatalf("export %d of %d is unused", u.Export, len(found.Exports))
			}
		}
		for _, table := range draft.Tables {
			if table.Export < 0 || table.Export >= len(found.Exports) {
				t.Fatalf("%s reads export %d of %d", table.Table, table.Export, len(found.Exports))
			}
		}
	})
}

// sameErrors compares errors by their texts.
func sameErrors() cmp.Option {
	return cmp.FilterValues(func(a, b error) bool { return a != nil && b != nil }, cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() }))
}
