package csv

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// pollockKind is a kind of file of the benchmark: how much each weighs, and how
// many the whole benchmark has.
type pollockKind struct {
	Weight float64 `json:"weight"`
	Files  int     `json:"files"`
}

func pollockKinds(t *testing.T) map[string]pollockKind {
	t.Helper()
	text, err := os.ReadFile("testdata/pollock_weights.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Kinds map[string]pollockKind `json:"kinds"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all.Kinds
}

// kindOfPollock is the kind of a file: itself, or that of its damaged row.
func kindOfPollock(file string) string {
	for _, kind := range []string{"row_less_sep", "row_more_sep", "row_field_delimiter", "row_extra_quote"} {
		if strings.HasPrefix(file, kind) {
			return kind
		}
	}
	return file
}

// parameters are what the benchmark says of a file's dialect.
type parameters struct {
	Encoding    string   `json:"encoding"`
	Separator   string   `json:"delimiter"`
	Quote       string   `json:"quotechar"`
	Escape      string   `json:"escapechar"`
	HeaderLines int      `json:"header_lines"`
	Preamble    int      `json:"preamble_lines"`
	Names       []string `json:"column_names"`
}

// declared is the dialect that the parameters of a file say, as a user would
// write it into the config: the names of the columns are given, and the lines
// above the first record are skipped, as the benchmark's own harness for DuckDB
// does (sut/duckdbparse at c4533b2).
func declared(t *testing.T, path string) data.Dialect {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var p parameters
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	d := data.Dialect{Encoding: "utf-8", Separator: p.Separator, Quote: p.Quote, Escape: p.Escape, Header: "no", Names: p.Names, Skip: p.Preamble + p.HeaderLines}
	if d.Quote == "" {
		d.Quote = "none"
	}
	if d.Escape == "" {
		d.Escape = "none"
	}
	if d.Quote == "none" {
		d.Escape = ""
	}
	return d
}

// loaded is what a file gives: a line with the names of the columns where they
// are known, and the good records. Quarantined records are not loaded; ok is
// false where the file is refused.
func loaded(t *testing.T, path string, want data.Dialect) (table [][]string, books string, ok bool) {
	t.Helper()
	f, err := Open(path, want, Options{})
	if err != nil {
		return nil, "refused: " + strings.ReplaceAll(err.Error(), path, filepath.Base(path)), false
	}
	defer f.Close()
	if f.HeaderLine() > 0 || len(want.Names) > 0 {
		table = append(table, f.Columns())
	}
	good, bad := 0, 0
	for _, r := range readAll(t, f) {
		if r.Bad == "" {
			table = append(table, r.Fields)
			good++
		} else {
			bad++
		}
	}
	return table, fmt.Sprintf("%d good, %d bad", good, bad), true
}

// pollockScore is the score over files: the plain mean and the mean by weight
// over those that are here, and both as they would be over the whole benchmark
// if the files that are not here scored as those of their kind that are.
type pollockScore struct{ simple, weighted, wholeSimple, wholeWeighted float64 }

// scorePollock scores all files that are here, read in the dialects of want.
func scorePollock(t *testing.T, title string, want func(name string) data.Dialect) pollockScore {
	t.Helper()
	folder := filepath.Join(realData(t), "csv_torture", "pollock")
	files, err := filepath.Glob(filepath.Join(folder, "csv", "*.csv"))
	if err != nil || len(files) != 164 {
		t.Fatalf("found %d files, want 164 (%v)", len(files), err)
	}
	kinds := pollockKinds(t)
	byKind := map[string]measures{}
	count := map[string]int{}
	var all measures
	for _, path := range files {
		name := filepath.Base(path)
		table, books, ok := loaded(t, path, want(name))
		var m measures
		if ok {
			m = scoreTable(cleanTable(t, filepath.Join(folder, "clean", name)), table)
		}
		if m.sum() < 9.9 {
			t.Logf("%s: %-36s %6.3f  %s", title, name, m.sum(), books)
		}
		kind := kindOfPollock(name)
		sum := byKind[kind]
		for i := range m {
			sum[i] += m[i]
			all[i] += m[i]
		}
		byKind[kind], count[kind] = sum, count[kind]+1
	}
	var s pollockScore
	var files164, weight164, filesAll, weightAll float64
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		k := kinds[kind]
		if count[kind] == 0 {
			t.Fatalf("no file of %s is here", kind)
		}
		mean, n := byKind[kind].sum()/float64(count[kind]), float64(count[kind])
		s.simple += mean * n
		s.weighted += mean * n * k.Weight
		s.wholeSimple += mean * float64(k.Files)
		s.wholeWeighted += mean * float64(k.Files) * k.Weight
		files164 += n
		weight164 += n * k.Weight
		filesAll += float64(k.Files)
		weightAll += float64(k.Files) * k.Weight
	}
	s = pollockScore{s.simple / files164, s.weighted / weight164, s.wholeSimple / filesAll, s.wholeWeighted / weightAll}
	for i, name := range measureNames {
		t.Logf("%s: %-17s %.4f", title, name, all[i]/164)
	}
	t.Logf("%s: simple %.3f, weighted %.3f over the 164 files; simple %.3f, weighted %.3f for the whole benchmark", title, s.simple, s.weighted, s.wholeSimple, s.wholeWeighted)
	return s
}

// TestPollock holds our scores to those that the benchmark's repository gives for
// DuckDB over all of its 2,290 files: 9.075 (simple) and 8.439 (weighted) with
// its own detection, 9.961 (simple) with the dialect declared.
//
// Here are 164 of these files: all 22 that damage a whole file, and of those that
// damage one row 42 of 672 with a separator less, 47 of 756 with one more, 5 of
// 84 with another separator and 48 of 756 with a quote more. The scores for the
// whole benchmark take the files that are not here for like those that are.
func TestPollock(t *testing.T) {
	folder := filepath.Join(realData(t), "csv_torture", "pollock")
	s := scorePollock(t, "detected", func(string) data.Dialect { return data.Dialect{} })
	d := scorePollock(t, "declared", func(name string) data.Dialect {
		return declared(t, filepath.Join(folder, "parameters", name+"_parameters.json"))
	})
	for _, floor := range []struct {
		what     string
		got, min float64
	}{
		{"detected, simple", s.simple, 9.729}, // above DuckDB's 9.075 for the whole
		{"detected, weighted", s.weighted, 9.848},
		{"detected, simple, whole", s.wholeSimple, 9.883},
		{"detected, weighted, whole", s.wholeWeighted, 9.861}, // DuckDB 8.439
		{"declared, simple", d.simple, 9.937},
		{"declared, weighted", d.weighted, 9.966},
		{"declared, simple, whole", d.wholeSimple, 9.961}, // DuckDB's
		{"declared, weighted, whole", d.wholeWeighted, 9.966},
	} {
		if floor.got < floor.min {
			t.Errorf("%s: %.4f, want %.3f at least", floor.what, floor.got, floor.min)
		}
	}
}

// TestPollockBooks: for every file the records that were read are the good and
// the bad ones; they are as many as the clean file has, but where the file holds
// more than its clean twin; and no file is wrong without a word.
func TestPollockBooks(t *testing.T) {
	folder := filepath.Join(realData(t), "csv_torture", "pollock")
	files, err := filepath.Glob(filepath.Join(folder, "csv", "*.csv"))
	if err != nil || len(files) != 164 {
		t.Fatalf("found %d files, want 164 (%v)", len(files), err)
	}
	more := map[string]int{
		"file_header_multirow_2.csv": 1, // header lines below the first
		"file_header_multirow_3.csv": 2,
		"file_multitable_less.csv":   83, // a second table with its header
		"file_multitable_more.csv":   83,
		"file_multitable_same.csv":   83,
	}
	classes := map[string]int{}
	for _, path := range files {
		name := filepath.Base(path)
		f, err := Open(path, data.Dialect{}, Options{})
		if err != nil {
			classes["refused"]++
			continue
		}
		clean := cleanTable(t, filepath.Join(folder, "clean", name))
		if f.HeaderLine() > 0 {
			clean = clean[1:]
		}
		twin := map[string]int{}
		for _, row := range clean {
			twin[strings.Join(row, "\x00")]++
		}
		good, bad, strange := 0, 0, 0
		for _, r := range readAll(t, f) { // counts the records by two means
			key := strings.Join(r.Fields, "\x00")
			switch {
			case r.Bad != "":
				bad++
				continue
			case twin[key] == 0:
				strange++
			default:
				twin[key]--
			}
			good++
		}
		if good+bad != len(clean)+more[name] {
			t.Errorf("%s: %d good and %d bad records; the clean file has %d, and %d more are known", name, good, bad, len(clean), more[name])
		}
		told := bad + len(f.Warnings())
		f.Close()
		switch {
		case strange > 0 && told == 0:
			t.Errorf("%s: %d good records are not in the clean file, and nothing is told", name, strange)
		case strange > 0:
			classes["differs, and says so"]++
		case bad > 0:
			classes["all but the bad records are as clean"]++
		default:
			classes["as clean"]++
		}
	}
	want := map[string]int{"as clean": 13, "all but the bad records are as clean": 146, "differs, and says so": 2, "refused": 3}
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Errorf("files by what became of them (-want +got):\n%s", diff)
	}
}
