package configs_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data/generate"
	"predict/data/inspect"
	"predict/data/inspect/inspecttest"
)

// updateDrafts rewrites the drafts that are expected: go test ./configs -run
// TestDraftOfFourLanguages -update-drafts. Read what it changed.
var updateDrafts = flag.Bool("update-drafts", false, "rewrite the expected drafts")

// draftOf drafts a config for a folder.
func draftOf(t *testing.T, folder string) (string, error) {
	t.Helper()
	found, err := inspect.Folder(context.Background(), folder, inspect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	draft, err := inspect.Recognise(found)
	if err != nil {
		t.Fatal(err)
	}
	text, err := configs.Draft(found, draft, configs.DraftOptions{Exports: "exports"})
	return string(text), err
}

// TestDraftOfFourLanguages: the drafts for the demo's exports under the names of
// each language are as in testdata/draft.
func TestDraftOfFourLanguages(t *testing.T) {
	from := filepath.Join(t.TempDir(), "demo")
	o := generate.DefaultOptions()
	o.Customers, o.Months = 200, 12
	if _, err := generate.Run(context.Background(), from, o); err != nil {
		t.Fatal(err)
	}
	for _, language := range inspecttest.Languages() {
		t.Run(language, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "exports")
			if err := inspecttest.Translate(from, to, language); err != nil {
				t.Fatal(err)
			}
			got, err := draftOf(t, to)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "draft", language+".yaml")
			if *updateDrafts {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("draft (-want +got):\n%s", diff)
			}
		})
	}
}

// write writes the files of a folder.
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

// purchases are rows of three customers under a header.
func purchases(header string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for day := 1; day <= 28; day++ {
		for _, id := range []string{"C0017", "C0018", "C0019"} {
			b.WriteString(id + ",2024-03-" + string(rune('0'+day/10)) + string(rune('0'+day%10)) + ",12.5" + string(rune('0'+day%10)) + "\n")
		}
	}
	return b.String()
}

// TestDraftsOfHostileNamesLoad: whatever files and columns are called, the draft
// loads, names the very column, and finds the very file.
func TestDraftsOfHostileNamesLoad(t *testing.T) {
	long := strings.Repeat("very long ", 40)
	for _, test := range []struct{ name, file, column, header string }{
		{"quotes", `tr'an"s.csv`, `amount "net"`, `customer_id,date,"amount ""net"""`},
		{"newline", "orders\n2024.csv", "amount\nEUR", "customer_id,date,\"amount\nEUR\""},
		{"variable in the file", "orders ${HOME}.csv", "${amount}", "customer_id,date,${amount}"},
		{"yaml", "orders: [a] #b.csv", "amount: &a *b #c", "customer_id,date,amount: &a *b #c"},
		{"key words", "orders.csv", "yes", "customer_id,date,yes"},
		{"number", "orders.csv", "1e5 amount", "customer_id,date,1e5 amount"},
		{"sql", "orders.csv", "amount; drop table x --", "customer_id,date,amount; drop table x --"},
		{"globs", "orders [1] * ?.csv", "amount", "customer_id,date,amount"},
		{"backslash", `orders\1.csv`, `amount\x`, `customer_id,date,amount\x`},
		{"long", "orders.csv", long + "amount", "customer_id,date," + long + "amount"},
		{"right to left", "orders.csv", "amount\u202e", "customer_id,date,amount\u202e"},
		{"bytes that are no UTF-8", "orders\xff.csv", "amount", "customer_id,date,amount"},
		{"control", "orders\x07.csv", "amount\x1b[31m", "customer_id,date,amount\x1b[31m"},
		{"tab", "orders\t1.csv", "amount\t1", "customer_id,date,\"amount\t1\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := write(t, map[string]string{test.file: purchases(test.header)})
			text, err := draftOf(t, folder)
			if err != nil {
				t.Fatal(err)
			}
			c, err := configs.Parse(filepath.Join(filepath.Dir(folder), "predict.yaml"), []byte(strings.ReplaceAll(text, "exports/", filepath.Base(folder)+"/")), nil)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			s, _ := c.Source("transactions")
			if got := strings.TrimSpace(s.Columns["amount"].From); got != strings.TrimSpace(test.column) {
				t.Errorf("amount is from %q, want %q", got, test.column)
			}
			found, err := filepath.Glob(s.Files[0])
			if _, e := os.Stat(s.Files[0]); e == nil {
				found = []string{s.Files[0]}
			}
			if err != nil || len(found) != 1 || filepath.Base(found[0]) != test.file {
				t.Errorf("%q finds %q, %v", s.Files[0], found, err)
			}
		})
	}
}

// TestDraftOfManyColumns: 2,000 columns make no draft of 2,000 lines.
func TestDraftOfManyColumns(t *testing.T) {
	var b strings.Builder
	b.WriteString("customer_id,date,amount")
	for i := range 2000 {
		b.WriteString(",x" + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + string(rune('0'+i%10)))
	}
	for range 3 {
		b.WriteString("\nC0017,2024-03-01,12.50" + strings.Repeat(",1", 2000) + "\nC0018,2024-03-02,7.25" + strings.Repeat(",0", 2000))
	}
	text, err := draftOf(t, write(t, map[string]string{"sales.csv": b.String() + "\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, "\n"); n > 60 || !strings.Contains(text, "      amount: amount\n") {
		t.Errorf("the draft has %d lines:\n%s", n, text)
	}
}

// TestDraftKeepsCustomersOut: no id, amount or free text of the exports stands in
// a draft.
func TestDraftKeepsCustomersOut(t *testing.T) {
	folder := write(t, map[string]string{
		"orders.csv":   purchases("customer_id,date,amount"),
		"contacts.csv": "customer_id,date,kind,note\nC0017,2024-03-01,complaint,Erika Mustermann called\nC0018,2024-03-02,billing,private words\nC0019,2024-03-03,complaint,more words\n",
	})
	text, err := draftOf(t, folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"C0017", "C0018", "12.5", "Erika", "private"} {
		if strings.Contains(text, private) {
			t.Errorf("the draft holds %q:\n%s", private, text)
		}
	}
	if !strings.Contains(text, "billing: billing_question") {
		t.Errorf("the draft does not translate the kind:\n%s", text)
	}
}
