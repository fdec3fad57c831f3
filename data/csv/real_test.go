package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// tally is what a data set comes to.
type tally struct {
	Files, Good int
	Bad         map[Reason]int
}

func tallyOf(t *testing.T, want data.Dialect, pattern ...string) tally {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(append([]string{realData(t)}, pattern...)...))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files fit %v (%v)", pattern, err)
	}
	is := tally{Files: len(files), Bad: map[Reason]int{}}
	for _, path := range files {
		f, err := Open(path, want, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range readAll(t, f) {
			if g.Bad == "" {
				is.Good++
			} else {
				is.Bad[g.Bad]++
			}
		}
		f.Close()
	}
	return is
}

// TestRealFilesAreReadWhole holds the number of records of the public data sets
// against those that their sources state (the README beside the data).
func TestRealFilesAreReadWhole(t *testing.T) {
	none := map[Reason]int{}
	for _, c := range []struct {
		name    string
		pattern []string
		dialect data.Dialect
		want    tally
	}{
		{"online retail", []string{"online_retail", "by-day", "*.csv"}, data.Dialect{}, tally{305, 541_909, none}},
		{"cdnow", []string{"cdnow", "CDNOW_master.txt"}, data.Dialect{}, tally{1, 69_659, none}},
		{"cdnow sample", []string{"cdnow", "CDNOW_sample.txt"}, data.Dialect{Names: []string{"id", "sample", "day", "n", "amount"}}, tally{1, 6_919, none}},
		{"accounts receivable", []string{"accounts_receivable", "*.csv"}, data.Dialect{}, tally{1, 2_466, none}},
		{"berka, cut off", []string{"berka", "trans.asc"}, data.Dialect{}, tally{1, 49_102, map[Reason]int{CutOff: 1}}},
		{"berka, client", []string{"berka", "client.asc"}, data.Dialect{}, tally{1, 5_369, none}},
		{"telco", []string{"telco", "*.csv"}, data.Dialect{}, tally{2, 2 * 7_043, none}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, tallyOf(t, c.dialect, c.pattern...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRealFieldsMatchTheStandardLibrary compares every field of two comma files
// and one semicolon file with what encoding/csv reads.
func TestRealFieldsMatchTheStandardLibrary(t *testing.T) {
	for _, name := range []string{
		"online_retail/by-day/2011-11-08.csv", "telco/Telco_customer_churn_33col.csv", "berka/loan.asc",
	} {
		path := filepath.Join(realData(t), filepath.FromSlash(name))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := stdcsv.NewReader(bytes.NewReader(text))
		if strings.HasSuffix(name, ".asc") {
			r.Comma = ';'
		}
		want, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f, err := Open(path, data.Dialect{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		read := append([][]string{f.Columns()}, fieldsOf(readAll(t, f))...)
		f.Close()
		for i := range want {
			if i >= len(read) || !slices.Equal(want[i], read[i]) {
				t.Fatalf("%s: record %d differs from %q", name, i, want[i])
			}
		}
	}
}

// TestNaughtyStringsSurvive writes the Big List of Naughty Strings as CSV in
// several dialects and as JSON lines, and reads it back byte by byte.
func TestNaughtyStringsSurvive(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(realData(t), "csv_torture", "naughty_strings", "blns.txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for _, want := range []data.Dialect{
		{},
		{Separator: ";", Quote: "'", Escape: "'"},
		{Separator: "|", Quote: `"`, Escape: `\`},
	} {
		quote, escape, sep := `"`, `"`, ","
		if want.Separator != "" {
			quote, escape, sep = want.Quote, want.Escape, want.Separator
		}
		var b strings.Builder
		b.WriteString("n" + sep + "text" + sep + "m\n")
		for i, line := range lines {
			number := strings.Repeat("1", i%7+1)
			if escape == `\` {
				line = strings.ReplaceAll(line, `\`, `\\`)
			}
			b.WriteString(number + sep + quote + strings.ReplaceAll(line, quote, escape+quote) + quote + sep + number + "\r\n")
		}
		f := open(t, b.String(), want, Options{BlockSize: 3000})
		list := readAll(t, f)
		if len(list) != len(lines) {
			t.Fatalf("%+v: %d records, want %d", want, len(list), len(lines))
		}
		for i, g := range list {
			if g.Bad != "" || g.Fields[1] != lines[i] {
				t.Errorf("%+v: line %d: %s %q, want %q", want, g.Line, g.Bad, g.Raw, lines[i])
			}
		}
	}
}
