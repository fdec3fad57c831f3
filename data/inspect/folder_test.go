package inspect_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/data/inspect"
)

// write writes the files of a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// look looks at a folder of files.
func look(t *testing.T, files map[string]string) *inspect.Found {
	t.Helper()
	found, err := inspect.Folder(context.Background(), write(t, files), inspect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sales are rows of three columns with dates from all over a month.
func sales(header string, days int) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for day := range days {
		fmt.Fprintf(&b, "A%03d,2024-03-%02d,%d.50\n", day%7, day%28+1, day)
	}
	return b.String()
}

// TestFilesAreGrouped: files with the same columns and like names are one export,
// found by one pattern that finds no other file.
func TestFilesAreGrouped(t *testing.T) {
	s := sales("id,date,sum", 20)
	other := sales("id,date,points", 20)
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // patterns
	}{
		{"by day", map[string]string{"2024-03-01.csv": s, "2024-03-02.csv": s, "2024-03-03.csv": s}, []string{"*.csv"}},
		{"by day beside others", map[string]string{"2024-03-01.csv": s, "2024-03-02.csv": s, "readme.csv": other}, []string{"2024-03-0*.csv", "readme.csv"}},
		{"named", map[string]string{"sales_2024-01.csv": s, "sales_2024-02.csv": s, "points.csv": other}, []string{"points.csv", "sales_*.csv"}},
		{"same columns, other tables", map[string]string{"contacts.csv": s, "changes.csv": s}, []string{"changes.csv", "contacts.csv"}},
		{"names that say nothing", map[string]string{"vilnius.csv": s, "kaunas.csv": s}, []string{"*.csv"}},
		{"a folder", map[string]string{"by-day/1.csv": s, "by-day/2.csv": s, "points.csv": other}, []string{"by-day/*.csv", "points.csv"}},
		{"folders of months", map[string]string{"2024-01/sales.csv": s, "2024-02/sales.csv": s, "2024-01/points.csv": other}, []string{"*/sales.csv", "2024-01/points.csv"}},
		{"hidden", map[string]string{".sales.csv": s, "sales.csv": s}, []string{"sales.csv"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, e := range look(t, test.files).Exports {
				got = append(got, e.Pattern)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("patterns (-want +got):\n%s", diff)
			}
		})
	}
}

// TestColumnsThatCame: a column that newer files have and older ones lack cannot
// be mapped, and that is said.
func TestColumnsThatCame(t *testing.T) {
	found := look(t, map[string]string{
		"sales_1.csv": "id,date,sum,shop\nA,2024-03-01,5.5,x\n",
		"sales_2.csv": "id,date,sum,shop,till\nA,2024-03-02,5.5,x,3\n",
	})
	if len(found.Exports) != 1 || len(found.Exports[0].Columns) != 4 {
		t.Fatalf("found %+v", found.Exports)
	}
	if w := found.Exports[0].Warnings; len(w) != 1 || !strings.Contains(w[0], "till") {
		t.Errorf("warnings %q", w)
	}
}

// TestFilesThatAreNoExports: each is named with what helps, and none stops the
// others from being read.
func TestFilesThatAreNoExports(t *testing.T) {
	found := look(t, map[string]string{
		"sales.csv": sales("id,date,sum", 20), "a.xlsx": "PK\x03\x04\x14", "b.pdf": "%PDF-1.7", "c.csv": "", "d.bin": "\x00\x01\x02\x03\x04\x05\x06\x07",
		"e.yaml": "version: 1\n", "f/g/h.csv": "a,b\n1,2\n", "state/lake/x": "x",
	})
	want := []string{
		"a.xlsx: is a spreadsheet or an archive; save each sheet as CSV (UTF-8)",
		"b.pdf: is a PDF; export the data as CSV",
		"c.csv: is empty; deliver it again, or take it away",
		"d.bin: does not look like text",
		"e.yaml: does not look like an export by its name",
		"f/g: is a folder in a folder and was not looked into; name it as the folder of exports, or move its files up",
	}
	var got []string
	for _, p := range found.Problems {
		got = append(got, p.Path+": "+p.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if len(found.Exports) != 1 {
		t.Errorf("%d exports", len(found.Exports))
	}
}

// TestFormats: compressed files and JSON lines are seen through, and Parquet is
// read by the function that is given.
func TestFormats(t *testing.T) {
	text := sales("customer_id,date,amount", 30)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	folder := write(t, map[string]string{
		"a.csv.gz": packed.String(), "b.jsonl": `{"id":"A","when":"2024-03-01","sum":5.5}` + "\n" + `{"id":"B","when":"2024-03-02","sum":6}` + "\n", "c.parquet": "PAR1 and so on",
	})
	o := inspect.Options{Parquet: func(_ context.Context, _, out string) ([]string, int64, error) {
		return nil, 0, os.WriteFile(out, []byte("\"k\",\"t\"\n\"A\",\"2024-03-01\"\n"), 0o600)
	}}
	found, err := inspect.Folder(context.Background(), folder, o)
	if err != nil || len(found.Problems) > 0 {
		t.Fatal(err, found.Problems)
	}
	var got []string
	for _, e := range found.Exports {
		line := fmt.Sprint(e.Pattern, " ", e.Format, " ", e.Sampled)
		for _, c := range e.Columns {
			line += " " + c.Name
		}
		got = append(got, line)
	}
	want := []string{"a.csv.gz csv 30 customer_id date amount", "b.jsonl jsonl 2 id when sum", "c.parquet parquet 1 k t"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestUnreadable: a folder that is not there is an error; a file that cannot be
// read is named.
func TestUnreadable(t *testing.T) {
	if _, err := inspect.Folder(context.Background(), filepath.Join(t.TempDir(), "none"), inspect.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	folder := write(t, map[string]string{"a.csv": "id,date\n1,2024-01-01\n"})
	if err := os.Symlink(filepath.Join(folder, "gone"), filepath.Join(folder, "link.csv")); err != nil {
		t.Fatal(err)
	}
	found, err := inspect.Folder(context.Background(), folder, inspect.Options{})
	if err != nil || len(found.Problems) != 1 || found.Problems[0].Path != "link.csv" || !errors.Is(found.Problems[0].Err, os.ErrNotExist) {
		t.Errorf("%v, %+v", err, found)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := inspect.Folder(ctx, folder, inspect.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of a context that has ended", err)
	}
}

// TestTheSameAgain: two looks at the same files find the same.
func TestTheSameAgain(t *testing.T) {
	folder := demo(t)
	first, one := recognise(t, folder)
	second, two := recognise(t, folder)
	if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(inspect.Export{})); diff != "" {
		t.Errorf("exports differ:\n%s", diff)
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("drafts differ:\n%s", diff)
	}
}
