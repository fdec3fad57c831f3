package inspect_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/generate"
	"predict/data/inspect"
	"predict/data/inspect/inspecttest"
)

// demo writes the demo's exports of a few customers.
func demo(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "demo")
	o := generate.DefaultOptions()
	o.Customers, o.Months = 120, 10
	if _, err := generate.Run(context.Background(), folder, o); err != nil {
		t.Fatal(err)
	}
	return folder
}

// recognise looks at a folder.
func recognise(t *testing.T, folder string) (*inspect.Found, *inspect.Draft) {
	t.Helper()
	found, err := inspect.Folder(context.Background(), folder, inspect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	draft, err := inspect.Recognise(found)
	if err != nil {
		t.Fatal(err)
	}
	return found, draft
}

// columnsOf maps each column of a table to the column of the export that is in its
// mapping, whatever the expression around it.
func columnsOf(e *inspect.Export, g inspect.TableGuess) map[string]string {
	out := map[string]string{}
	for _, c := range g.Columns {
		for _, source := range e.Columns {
			if c.From == source.Name || c.From != "" && e.Column(c.From) < 0 && c.Reads(source.Name) {
				out[c.Column] = source.Name
			}
		}
	}
	return out
}

// TestExportsOfFourLanguages: every table and every column of the demo is found
// again under the names of each language.
func TestExportsOfFourLanguages(t *testing.T) {
	from := demo(t)
	for _, language := range inspecttest.Languages() {
		t.Run(language, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "exports")
			if err := inspecttest.Translate(from, to, language); err != nil {
				t.Fatal(err)
			}
			found, draft := recognise(t, to)
			if len(draft.Tables) != 9 || len(draft.Unused) != 0 {
				t.Errorf("%d tables, unused %+v", len(draft.Tables), draft.Unused)
			}
			for _, g := range draft.Tables {
				names, _ := inspecttest.Columns(language, g.Table)
				want := map[string]string{}
				for column, name := range names {
					if column == "ordered_at" {
						column = "time"
					}
					want[column] = name
				}
				if diff := cmp.Diff(want, columnsOf(&found.Exports[g.Export], g)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", g.Table, diff)
				}
				for _, c := range g.Columns {
					if len(c.Open) > 0 {
						t.Errorf("%s.%s: no meaning for %q", g.Table, c.Column, c.Open)
					}
				}
			}
		})
	}
}
