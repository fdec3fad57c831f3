package csv

import (
	stdcsv "encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

var update = flag.Bool("update", false, "rewrite TORTURE.md")

// The outcomes of reading a polluted file, best first.
const (
	asClean     = "as clean"
	quarantined = "only bad records differ"
	refused     = "refused"
	differs     = "differs"
)

// undecidable are the files whose clean twin cannot be known from the file, with
// the reason. Every other file must come out in one of the first three classes.
func undecidable() map[string]string {
	return map[string]string{
		"file_header_multirow_2.csv": "the twin joins the repeated header lines into names like `DATE DATE`; we take the first line for the header and report each repetition as a bad record, all 83 rows are as in the twin",
		"file_header_multirow_3.csv": "as `file_header_multirow_2.csv`, with two repetitions",
		"file_multitable_same.csv":   "a second table with the same header follows, which the twin leaves out; its rows have the export's columns, so they are read, and its header is reported as a bad record",
		"location_coordinates.csv":   "the JSON twin holds another phone number (1234567890) than the CSV (2095257564); all else is as in the twin",
		"file_quotation_char_0x27.csv": "the quote is `'` and the escape `\"`, but no `\"'` stands in the file that would show it; " +
			"in two records `48\"\"` and `9\"\"` keep both characters, 32 whose apostrophes are not escaped are reported bad; with `csv.quote: \"'\"` and `csv.escape: '\"'` all good records are as in the twin",
	}
}

// outcome is what became of one file.
type outcome struct{ file, kind, class, detail string }

var fileNumbers = regexp.MustCompile(`(_row)?_?[0-9]+_.*`)

func kindOf(file string) string {
	if strings.HasPrefix(file, "row_") {
		return fileNumbers.ReplaceAllString(strings.TrimSuffix(file, ".csv"), "")
	}
	return "file_*, source"
}

// cleanTable reads a twin strictly: all of them are plain RFC 4180.
func cleanTable(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := stdcsv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatalf("reading the clean twin %s: %v", path, err)
	}
	return table
}

// judge reads a polluted file and compares it with its twin: good records must
// be the twin's, in its order, and a record of the twin may only be missing
// where a bad one stands for it.
func judge(t *testing.T, path string, want data.Dialect, clean [][]string) outcome {
	t.Helper()
	name := filepath.Base(path)
	o := outcome{file: name, kind: kindOf(name)}
	f, err := Open(path, want, Options{})
	if err != nil {
		o.class, o.detail = refused, strings.ReplaceAll(err.Error(), path, name)
		return o
	}
	defer f.Close()
	var notes []string
	if f.HeaderLine() > 0 && len(clean) > 0 {
		if !slices.Equal(f.Columns(), clean[0]) {
			notes = append(notes, "other column names")
		}
		clean = clean[1:]
	}
	bad := map[Reason]int{}
	at, same, strange := 0, 0, 0
	records := readAll(t, f)
	for _, r := range records {
		if r.Bad != "" {
			bad[r.Bad]++
			continue
		}
		i := slices.IndexFunc(clean[at:], func(row []string) bool { return slices.Equal(row, r.Fields) })
		if i < 0 {
			strange++
			continue
		}
		at += i + 1
		same++
	}
	reported := len(records) - same - strange
	if strange > 0 {
		notes = append(notes, fmt.Sprintf("%d records are not in the twin", strange))
	}
	if lost := len(clean) - same - reported; lost > 0 {
		notes = append(notes, fmt.Sprintf("%d records are missing", lost))
	}
	o.class = asClean
	if reported > 0 {
		o.class = quarantined
	}
	if len(notes) > 0 {
		o.class = differs
	}
	for _, reason := range Reasons() {
		if bad[reason] > 0 {
			notes = append(notes, fmt.Sprintf("%d bad: %s", bad[reason], reason))
		}
	}
	o.detail = strings.Join(notes, "; ")
	return o
}

func pollock(t *testing.T) []outcome {
	t.Helper()
	folder := filepath.Join(realData(t), "csv_torture", "pollock")
	files, err := filepath.Glob(filepath.Join(folder, "csv", "*.csv"))
	if err != nil || len(files) != 164 {
		t.Fatalf("found %d files, want 164 (%v)", len(files), err)
	}
	var list []outcome
	for _, file := range files {
		clean := cleanTable(t, filepath.Join(folder, "clean", filepath.Base(file)))
		list = append(list, judge(t, file, data.Dialect{}, clean))
	}
	return list
}

func spectrum(t *testing.T) []outcome {
	t.Helper()
	folder := filepath.Join(realData(t), "csv_torture", "spectrum")
	files, err := filepath.Glob(filepath.Join(folder, "csvs", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s (%v)", folder, err)
	}
	var list []outcome
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		text, err := os.ReadFile(filepath.Join(folder, "json", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var objects []map[string]string
		if text[0] == '{' {
			text = []byte("[" + string(text) + "]")
		}
		if err := json.Unmarshal(text, &objects); err != nil {
			t.Fatal(err)
		}
		f, err := Open(file, data.Dialect{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		clean := [][]string{f.Columns()}
		for _, object := range objects {
			var row []string
			for _, column := range f.Columns() {
				row = append(row, object[column])
			}
			clean = append(clean, row)
		}
		f.Close()
		o := judge(t, file, data.Dialect{}, clean)
		o.kind = "csv-spectrum"
		list = append(list, o)
	}
	return list
}

// TestTorture reads every polluted file with everything detected. It fails when
// a file is wrong without a word, or when TORTURE.md no longer tells the truth.
func TestTorture(t *testing.T) {
	list := append(pollock(t), spectrum(t)...)
	known := undecidable()
	for _, o := range list {
		_, listed := known[o.file]
		if (o.class == differs) != listed {
			t.Errorf("%s: %s (%s); listed as undecidable: %v", o.file, o.class, o.detail, listed)
		}
		if o.class == differs && o.kind != "csv-spectrum" && !strings.Contains(o.detail, " bad: ") {
			t.Errorf("%s differs, and nothing is told: %s", o.file, o.detail)
		}
	}
	text := tortureReport(list)
	if *update {
		if err := os.WriteFile("TORTURE.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile("TORTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), text); diff != "" {
		t.Errorf("TORTURE.md is stale, run go test with -update (-file +now):\n%s", diff)
	}
}

// TestTortureWithDialect reads the files whose dialect cannot be detected with
// the settings that their users would give.
func TestTortureWithDialect(t *testing.T) {
	folder := filepath.Join(realData(t), "csv_torture", "pollock")
	for file, want := range map[string]data.Dialect{
		"file_quotation_char_0x27.csv":  {Quote: "'", Escape: `"`},
		"file_field_delimiter_0x20.csv": {Separator: " "},
	} {
		clean := cleanTable(t, filepath.Join(folder, "clean", file))
		o := judge(t, filepath.Join(folder, "csv", file), want, clean)
		if o.class != quarantined {
			t.Errorf("%s: %s (%s), want %s", file, o.class, o.detail, quarantined)
		}
	}
}

func tortureReport(list []outcome) string {
	var b strings.Builder
	b.WriteString(`# Polluted files: what becomes of them

Written by ` + "`go test ./data/csv -run TestTorture -update`" + `; a test fails when it is stale. Each file is read with nothing set: encoding, separator, quote, escape, header and preamble are detected. The records are compared with the file's clean twin.

- **as clean**: columns and records are those of the twin, none is bad.
- **only bad records differ**: every good record is the twin's, in its order; whatever else the twin holds is reported, as a bad record with line, raw text and reason.
- **refused**: an error names the file and what to set; nothing is loaded.
- **differs**: good records that the twin does not have. Each such file is explained below.

`)
	classes := []string{asClean, quarantined, refused, differs}
	var kinds []string
	count := map[[2]string]int{}
	for _, o := range list {
		if !slices.Contains(kinds, o.kind) {
			kinds = append(kinds, o.kind)
		}
		count[[2]string{o.kind, o.class}]++
		count[[2]string{"all", o.class}]++
	}
	fmt.Fprintf(&b, "| Kind | files | %s |\n|---|--:|%s\n", strings.Join(classes, " | "), strings.Repeat("--:|", len(classes)))
	for _, kind := range append(kinds, "all") {
		files, cells := 0, ""
		for _, class := range classes {
			n := count[[2]string{kind, class}]
			files += n
			cells += fmt.Sprintf(" %d |", n)
		}
		fmt.Fprintf(&b, "| %s | %d |%s\n", kind, files, cells)
	}
	b.WriteString("\n## Files that differ\n\nNone of them is wrong without a word: what differs stands beside bad records, which the load reports and, beyond `max_rejected`, refuses; but for the last one, whose twin is wrong.\n\n")
	known := undecidable()
	for _, o := range list {
		if o.class == differs {
			fmt.Fprintf(&b, "- `%s` (%s): %s.\n", o.file, o.detail, known[o.file])
		}
	}
	b.WriteString("\n## Every file that is not as clean\n\n| File | outcome | detail |\n|---|---|---|\n")
	for _, o := range list {
		if o.class != asClean {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", o.file, o.class, strings.ReplaceAll(o.detail, "|", "\\|"))
		}
	}
	return b.String()
}
