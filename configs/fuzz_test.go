package configs

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// FuzzMapping writes any texts as a mapping of a column, plain and as {from,
// values}, with Marshal, and reads them back: they are refused with an Error, or
// they are what they were. What YAML takes for a number, a null or an alias is a
// text here.
func FuzzMapping(f *testing.F) {
	for _, text := range []string{"cat", "upper(\"a b\") || 'x'", "010", "null", "~", "*", "<<", "yes", "{from: x}", "- a", "# no", "a: b", "é\u2028", "'", "\"", "1e3", "&a *a", "!!str x", "| \n x", " a ", "\\N", "${HOME}"} {
		f.Add(text, text, "other")
		f.Add("category", "*", text)
	}
	f.Fuzz(func(t *testing.T, from, key, value string) {
		if !utf8.ValidString(from + key + value) {
			return // no config that was read holds such a text
		}
		for _, want := range []data.Mapping{{From: from}, {From: from, Values: map[string]string{key: value}}} {
			c := Default()
			s := data.DefaultSource()
			s.Files = []string{"a.csv"}
			s.Columns = map[string]data.Mapping{"customer_id": {From: "id"}, "time": {From: "ts"}, "amount": {From: "n"}, "category": want}
			c.Tables = map[string]data.Source{data.Transactions: s}
			text, err := c.Marshal()
			if err != nil {
				continue
			}
			read, err := Parse("fuzz.yaml", text, nil)
			if err != nil {
				var wrong *Error
				if !errors.As(err, &wrong) || len(wrong.Problems) == 0 {
					t.Fatalf("an error of another kind: %v\n%s", err, text)
				}
				if from == "" || strings.ContainsRune(from+key+value, '\ufeff') {
					continue
				}
				if c.Validate() == nil {
					t.Fatalf("%q is sound, is written as\n%s\nand refused: %v", want, text, err)
				}
				continue
			}
			if diff := cmp.Diff(want, read.Tables[data.Transactions].Columns["category"]); diff != "" {
				t.Fatalf("(-written +read):\n%s\n%s", diff, text)
			}
		}
	})
}

// FuzzPlace fills variables into paths: once, left to right, and never what a
// variable's value holds.
func FuzzPlace(f *testing.F) {
	for _, path := range []string{"a/b.csv", "${A}/x", "${A:-y}", "${B:-${A}}", "${", "$A", "${A", "${C}", "${A}${B}", "${a b}", "/abs/${A}", "../${A}", "${:-x}", "}{$"} {
		f.Add(path, "value", "")
		f.Add(path, "${A}", "../..")
	}
	pattern := regexp.MustCompile(`\$\{([^}]*)\}`)
	f.Fuzz(func(t *testing.T, path, a, b string) {
		variables := map[string]string{"A": a, "B": b}
		lookup := func(name string) (string, bool) { v, ok := variables[name]; return v, ok }
		got, err := expand(path, lookup)
		want := pattern.ReplaceAllStringFunc(path, func(part string) string {
			name, fallback, _ := strings.Cut(part[2:len(part)-1], ":-")
			if v := variables[name]; v != "" {
				return v
			}
			return fallback
		})
		if err == nil && got != want {
			t.Fatalf("%q with A=%q and B=%q gives %q, want %q", path, a, b, got, want)
		}
		if err != nil && !strings.Contains(path, "${") {
			t.Fatalf("%q names no variable: %v", path, err)
		}
		place := Place{Folder: "/folder", Variables: variables}
		if p := place.path(path); err == nil && p != got && p != filepath.Join("/folder", got) {
			t.Fatalf("%q is at %q", path, p)
		}
	})
}
