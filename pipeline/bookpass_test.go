package pipeline

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/configs"
	"predict/data"
	"predict/features/causes"
)

// TestGroupWeights holds that crowded dimensions are weighed by their rows in the
// lake, and others not at all.
func TestGroupWeights(t *testing.T) {
	s := demoState(t, configs.Latest)
	names, err := s.bookNames()
	if err != nil {
		t.Fatal(err)
	}
	o := causes.Options{Churn: s.Config.Churn, Until: s.AsOf, Cutoff: s.bookCutoff(), Codes: names.byDimension()}
	free, err := s.groupWeights(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for d, w := range free {
		if w != nil {
			t.Errorf("dimension %d is weighed, and all its groups can be paired", d)
		}
	}
	o.MaxCells = 1
	weights, err := s.groupWeights(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sum(weights[causes.Category]), s.Lake.Rows(data.Transactions); got != want {
		t.Errorf("categories weigh %d rows, the lake holds %d", got, want)
	}
	if got, want := sum(weights[causes.Region]), s.Lake.Rows(data.Customers); got != want {
		t.Errorf("regions weigh %d rows, the lake holds %d", got, want)
	}
}

func sum(list []int64) (total int64) {
	for _, n := range list {
		total += n
	}
	return total
}

// TestBookNames holds that the texts of categories and channels stand in the order
// of the codes that counters see, which is the alphabet's.
func TestBookNames(t *testing.T) {
	names, err := demoState(t, configs.Latest).bookNames()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]string{names.categories, names.channels} {
		if len(list) < 3 || !slices.IsSorted(list) {
			t.Errorf("the names %q are not in order", list)
		}
	}
	if len(names.segments) != 4 || len(names.tactics) == 0 || len(names.contactReasons) == 0 || len(names.cancellationReasons) == 0 {
		t.Errorf("names are missing: %+v", names)
	}
}

// TestBookSeesNoFuture makes the book of a past date from all exports, and from
// exports in which nothing that happened at or after that date stands: it is the
// same. What settles later, such as payments, stands in both.
func TestBookSeesNoFuture(t *testing.T) {
	const asOf = "2025-08-17"
	all := demoState(t, asOf)
	want, err := ReadBook(t.Context(), all, Unlisted)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(all.Dir)
	for table, column := range map[string]string{
		"transactions": "ordered_at", "contacts": "time", "changes": "time", "offers": "time",
		"satisfaction": "time", "wallet": "month", "cancellations": "time",
	} {
		keepBefore(t, filepath.Join(dir, table+".csv"), column, asOf)
	}
	cut := NewState(all.Config, Settings{Now: all.Settings.Now})
	cut.Dir = filepath.Join(t.TempDir(), "state")
	if err := (Stages{fillStage{}}).Run(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	got, err := ReadBook(t.Context(), cut, Unlisted)
	if err != nil {
		t.Fatal(err)
	}
	if n := want.Signals.Customers; n < 100 || len(want.KPI.Rows) < 500 || len(want.Causes.Causes) == 0 {
		t.Fatalf("the book holds %d customers, %d figures and %d groups: that shows little", n, len(want.KPI.Rows), len(want.Causes.Causes))
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Book{})); diff != "" {
		t.Errorf("the book knows what came later (-all +cut):\n%s", diff)
	}
}

// keepBefore removes the rows of an export whose time, a column, is not before a
// date.
func keepBefore(t *testing.T, path, column, date string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(f).ReadAll()
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	at := slices.Index(records[0], column)
	if at < 0 {
		t.Fatalf("%s has no column %s", path, column)
	}
	kept := slices.DeleteFunc(records[1:], func(r []string) bool { return r[at] >= date })
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(out)
	if err := errors.Join(w.Write(records[0]), w.WriteAll(kept), out.Close()); err != nil {
		t.Fatal(err)
	}
}
