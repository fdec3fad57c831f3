package ingest_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/csv"
	"predict/data/ingest"
)

// FuzzLoad loads any bytes as an export. Either the load says what is wrong with
// the file and leaves nothing behind, or every record that the file has, counted
// by other means, is in the books; and neither workers nor buckets nor memory
// change the lake.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"id,ts,sum\n1,2024-05-06,1.5\n2,2024-05-07,2\n1,2024-05-06,1.5\n,2024-05-06,3\n3,never,1\n4,2024-05-06\n",
		"\ufeffid;ts;sum\r\n\"1\";06.05.2024;\"1,5\"\r\n1;06.05.2024 10:11;-3\r\n", "id\tts\tsum\n1.03E+19\t2024-05-06\t1\n",
		"sep=,\nid,ts,sum\n\"a\nb\",2024-05-06,1\n\"c,2024-05-06,2\n", "id,ts,sum\n", "", "id,ts,sum\n1,2024-05-06,1\x00\n\xff,2024-05-06,1\n",
		"\x1f\x8b\x08\x00", "id,ts,sum\n1,1715000000,1e3\n1,20240506,1\n", "id,id,ts,sum\n1,2,2024-05-06,1\n",
		"{\"id\":1,\"ts\":\"2024-05-06\",\"sum\":2}\n{\"id\":null,\"ts\":\"2024-05-06\",\"sum\":2}\n{\n",
	} {
		f.Add([]byte(seed), false, false)
		f.Add([]byte(seed), true, true)
	}
	f.Fuzz(func(t *testing.T, text []byte, keep, lines bool) {
		name := "export.csv"
		if lines {
			name = "export.jsonl"
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s := source([]string{path}, "customer_id=id", "time=ts", "amount=sum")
		s.MaxRejected = 1
		if keep {
			s.Duplicates = "keep"
		}
		first, wrong := loaded(t, s, 1, 1, 0)
		second, again := loaded(t, s, 3, 8, 1)
		if (wrong == nil) != (again == nil) || wrong != nil && wrong.Error() != again.Error() {
			t.Fatalf("%q: one worker ends with %v, three with %v", text, wrong, again)
		}
		if diff := cmp.Diff(first.content, second.content); diff != "" {
			t.Fatalf("%q: the lake depends on workers, buckets or memory:\n%s", text, diff)
		}
		if wrong != nil {
			if !errors.Is(wrong, ingest.ErrContract) {
				t.Fatalf("%q: the error does not say that the export is wrong: %v", text, wrong)
			}
			return
		}
		if first.read != records(t, path, lines) {
			t.Fatalf("%q: the books have %d records, the file %d", text, first.read, records(t, path, lines))
		}
	})
}

// outcome is what a load left.
type outcome struct {
	content content
	read    int64
}

// loaded loads an export into a new state and checks its books.
func loaded(t *testing.T, s data.Source, workers, buckets, memory int) (outcome, error) {
	t.Helper()
	state := filepath.Join(t.TempDir(), "state")
	o := options(state, transactions(s))
	o.Workers, o.Buckets, o.Memory = workers, buckets, memory
	r, err := ingest.Run(context.Background(), o)
	if err != nil {
		if _, err := os.Stat(filepath.Join(state, "lake", "lake.json")); err == nil {
			t.Error("a load that failed left a lake")
		}
		return outcome{}, err
	}
	var got outcome
	if r.New() {
		balanced(t, state, r)
		got.read = books(t, r, data.Transactions).Read
		if books(t, r, data.Transactions).Kept > 0 {
			got.content = contentOf(t, state)
		}
		n := int64(0)
		for _, rows := range got.content[data.Transactions] {
			n += int64(len(rows))
		}
		if kept := books(t, r, data.Transactions).Kept; n != kept {
			t.Errorf("the lake holds %d rows, the books say %d", n, kept)
		}
	}
	return got, nil
}

// records counts the records of an export without the loader.
func records(t *testing.T, path string, lines bool) (n int64) {
	t.Helper()
	o := csv.Options{Expected: []string{"id", "ts", "sum"}}
	file, err := csv.Open(path, data.Dialect{}, o)
	if lines {
		file, err = csv.OpenJSONLines(path, o)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for {
		var b csv.Block
		if err := file.Next(&b); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
		n += b.Records
	}
}
