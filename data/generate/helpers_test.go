package generate_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"predict/data/generate"
)

// options returns small exports: three chunks of customers over two years.
func options(customers int) generate.Options {
	o := generate.DefaultOptions()
	o.Customers = customers
	return o
}

// run generates into a new folder and returns it.
func run(t testing.TB, o generate.Options) (string, generate.Summary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "exports")
	s, err := generate.Run(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, s
}

// tree returns the content of every file below dir by its relative path.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// record is a row of an export by column name.
type record map[string]string

// load reads the records of a table of clean exports.
func load(t testing.TB, dir, path string) []record {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []record
	for _, row := range rows[1:] {
		r := record{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		all = append(all, r)
	}
	return all
}

// cents reads an amount with exactly two decimals.
func cents(t testing.TB, text string) int64 {
	t.Helper()
	units, decimals, ok := strings.Cut(text, ".")
	if !ok || len(decimals) != 2 {
		t.Fatalf("amount %q: want two decimals", text)
	}
	v := int64(0)
	for _, c := range strings.TrimPrefix(units, "-") + decimals {
		v = 10*v + int64(c-'0')
	}
	if strings.HasPrefix(units, "-") {
		v = -v
	}
	return v
}

// number reads a number.
func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// at reads a date or an instant.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	layout := time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	v, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lines splits an export into its header and its records, as they stand. The
// last one may lack its line end.
func lines(text string) (header string, records []string) {
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return all[0], all[1:]
}

// tableText returns the records of a table, of all its files in order of name.
func tableText(t testing.TB, dir string, s generate.TableSummary) []string {
	t.Helper()
	files := tree(t, filepath.Join(dir, s.Path))
	if len(files) == 0 || strings.HasSuffix(s.Path, ".csv") {
		text, err := os.ReadFile(filepath.Join(dir, s.Path))
		if err != nil {
			t.Fatal(err)
		}
		_, records := lines(string(text))
		return records
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	var all []string
	for _, name := range names {
		_, records := lines(files[name])
		all = append(all, records...)
	}
	return all
}

// auc is the probability that a random positive scores above a random negative,
// ties counting half.
func auc(positive, negative []float64) float64 {
	sort.Float64s(negative)
	sum := 0.0
	for _, p := range positive {
		below := sort.SearchFloat64s(negative, p)
		upTo := sort.Search(len(negative), func(i int) bool { return negative[i] > p })
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(positive)) / float64(len(negative))
}

// sameTree reports the first difference between two folders.
func sameTree(t testing.TB, want, got map[string]string) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
	for name, text := range want {
		if !bytes.Equal([]byte(text), []byte(got[name])) {
			t.Errorf("%s differs", name)
		}
	}
}
