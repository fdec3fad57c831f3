package generate_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/generate"
)

// classify says which fault a record has, given its header and whether the same
// record was seen before. It knows nothing of how faults are made.
func classify(header []string, line string, seen bool) generate.Fault {
	if seen {
		return generate.Duplicate
	}
	r := csv.NewReader(strings.NewReader(line))
	r.FieldsPerRecord = -1
	fields, err := r.Read()
	switch {
	case err != nil:
		return "unreadable"
	case len(fields) < len(header):
		return generate.MissingField
	case len(fields) > len(header):
		return generate.ExtraField
	case fields[0] == "1.03E+19":
		return generate.DamagedID
	case fields[0] == "" && header[1] != "segment": // of wallet
		return generate.MissingCustomer
	case strings.Contains(line, ",2024-02-30"):
		return generate.ImpossibleDate
	case strings.Contains(line, ",2999-12-31"):
		return generate.FutureDate
	case strings.Contains(line, ",0001-01-01"):
		return generate.YearOne
	case strings.Contains(line, ",999999999999.00"):
		return generate.AbsurdAmount
	case strings.Contains(line, ",see note"):
		return generate.TextAmount
	case strings.Contains(line, `"`):
		return generate.FormulaText
	}
	return ""
}

// TestMessyRecordsAreInTheBooks finds every fault in the files and holds the
// counts against the books, and the other records against clean exports.
func TestMessyRecordsAreInTheBooks(t *testing.T) {
	o := options(2_000)
	cleanDir, cleanBooks := run(t, o)
	o.Messy = true
	dir, books := run(t, o)
	for i, table := range books.Tables {
		t.Run(table.Name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, table.Path))
			if err != nil {
				t.Fatal(err)
			}
			head, records := lines(string(text))
			header := strings.Split(head, ",")
			found := map[generate.Fault]int{}
			if !strings.HasSuffix(string(text), "\n") {
				found[generate.Truncated]++
				records = records[:len(records)-1]
			}
			seen := map[string]bool{}
			var clean []string
			for _, line := range records {
				if fault := classify(header, line, seen[line]); fault != "" {
					found[fault]++
					continue
				}
				seen[line] = true
				clean = append(clean, line)
			}
			if diff := cmp.Diff(table.Faults, found); diff != "" {
				t.Errorf("faults (-books +files):\n%s", diff)
			}
			if diff := cmp.Diff(tableText(t, cleanDir, cleanBooks.Tables[i]), clean); diff != "" {
				t.Errorf("clean records differ from those of clean exports:\n%.500s", diff)
			}
		})
	}
}

func TestFaultsOfEachTable(t *testing.T) {
	o := options(2_000)
	o.Messy = true
	_, s := run(t, o)
	everywhere := []generate.Fault{
		generate.Duplicate, generate.DamagedID, generate.ImpossibleDate, generate.YearOne,
		generate.MissingField, generate.ExtraField,
	}
	for _, table := range s.Tables {
		for _, fault := range everywhere {
			if table.Faults[fault] == 0 {
				t.Errorf("%s has no %s", table.Name, fault)
			}
		}
		if table.Faults[generate.Truncated] != 1 {
			t.Errorf("%s has %d truncated records, want 1", table.Name, table.Faults[generate.Truncated])
		}
		if n := table.Count(generate.Quarantined); table.Records > 20_000 && float64(n) > .01*float64(table.Records) {
			t.Errorf("%s: %d of %d records to quarantine, want at most 1 %%", table.Name, n, table.Records)
		}
	}
	all := s.Tables[0].Faults
	for _, fault := range generate.Faults() {
		if all[fault] == 0 {
			t.Errorf("transactions have no %s", fault)
		}
	}
}

func TestFates(t *testing.T) {
	want := map[generate.Fault]generate.Fate{
		generate.Duplicate: generate.Duplicated, generate.MissingCustomer: generate.OutOfScope,
		generate.FormulaText: generate.Kept, generate.DamagedID: generate.Quarantined,
		generate.ImpossibleDate: generate.Quarantined, generate.FutureDate: generate.Quarantined,
		generate.YearOne: generate.Quarantined, generate.AbsurdAmount: generate.Quarantined,
		generate.TextAmount: generate.Quarantined, generate.MissingField: generate.Quarantined,
		generate.ExtraField: generate.Quarantined, generate.Truncated: generate.Quarantined,
	}
	got := map[generate.Fault]generate.Fate{}
	for _, fault := range generate.Faults() {
		got[fault] = fault.Fate()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fates (-want +got):\n%s", diff)
	}
}
