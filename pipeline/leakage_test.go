package pipeline_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/models"
)

// TestTheFutureChangesNothing runs on exports up to as_of three times: with all
// that came later in them, with none of it, and with a made-up future in its
// place. The lists must be the same, and so must the model.
func TestTheFutureChangesNothing(t *testing.T) {
	exports := demo(t, 500)
	for _, asOf := range []string{"2025-10-01", "2025-08-17"} {
		t.Run(asOf, func(t *testing.T) {
			past := func(c *configs.Config) { c.AsOf = asOf }
			want, model := listOf(t, exports, past)
			if len(want) < 100 {
				t.Fatalf("a list of %d rows shows little", len(want))
			}
			for name, rewrite := range map[string]rewriter{"without the future": drop, "with another future": invent} {
				t.Run(name, func(t *testing.T) {
					other := t.TempDir()
					rewriteExports(t, exports, other, asOf, rewrite)
					list, again := listOf(t, other, past)
					if diff := cmp.Diff(want, list); diff != "" {
						t.Errorf("the list knows what comes after %s (-all exports +rewritten):\n%s", asOf, diff)
					}
					if model != again {
						t.Errorf("the model knows what comes after %s", asOf)
					}
				})
			}
		})
	}
}

// listOf runs on the exports and returns risk.csv without the ids of run and
// model, which follow from the exports' checksums, and what the model is made of.
func listOf(t *testing.T, exports string, change func(*configs.Config)) (list [][]string, model string) {
	t.Helper()
	s := runOn(t, exports, change)
	list = records(t, filepath.Join(s.Output, "risk.csv"))
	run, id := slices.Index(list[0], "run_id"), slices.Index(list[0], "model_id")
	for _, row := range list[1:] {
		row[run], row[id] = "", ""
	}
	a, err := models.ReadArtifact(strings.NewReader(content(t, s.Dir, "models", "champion", "model.json")))
	if err != nil {
		t.Fatal(err)
	}
	return list, string(a.Predictor) + string(a.Calibrator) + string(a.Metrics) + string(a.Reference)
}

// rewriter gives a record of an export as it would be with another future; nil
// leaves it out. late says of each column whether its time lies at or after
// as_of; event is the column of the record's own time; other is any record of
// the export.
type rewriter func(record []string, event int, late func(column int) bool, other []string) []string

// drop leaves out what happened at or after as_of, and what was settled then is
// open.
func drop(record []string, event int, late func(int) bool, _ []string) []string {
	if late(event) {
		return nil
	}
	for i := range record {
		if late(i) {
			record[i] = ""
		}
	}
	return record
}

// invent gives what happened at or after as_of the kinds, amounts and other facts
// of another record.
func invent(record []string, event int, late func(int) bool, other []string) []string {
	if !late(event) {
		return drop(record, event, late, other)
	}
	for i, text := range record {
		if i > 0 && !late(i) && text != "" && other[i] != "" { // whose it is, and when, stays
			record[i] = other[i]
		}
	}
	return record
}

// timesOf says which columns of the exports are times, the event's own first. A
// month of wallet is known when it is over.
func timesOf() map[string][]string {
	return map[string][]string{
		"transactions.csv": {"ordered_at"}, "invoices.csv": {"issued", "paid"}, "contacts.csv": {"time", "resolved"},
		"changes.csv": {"time"}, "offers.csv": {"time", "responded"}, "satisfaction.csv": {"time"},
		"wallet.csv": {"month"}, "cancellations.csv": {"time"}, "customers.csv": {"signup"},
	}
}

// rewriteExports copies exports with another future. The records come in
// another order, so that nothing can depend on it or on codes that follow it.
func rewriteExports(t *testing.T, from, to, asOf string, rewrite rewriter) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for name, times := range timesOf() {
		all := records(t, filepath.Join(from, name))
		header := all[0]
		out, changes := [][]string{header}, 0
		for _, record := range all[1:] {
			late := func(i int) bool {
				if !slices.Contains(times, header[i]) {
					return false
				}
				limit := asOf
				if header[i] == "month" {
					day, err := time.Parse(time.DateOnly, asOf)
					if err != nil {
						t.Fatal(err)
					}
					limit = day.AddDate(0, -1, 1).Format(time.DateOnly) // from here on the month is not over
				}
				return record[i] >= limit
			}
			other := all[1+random.IntN(len(all)-1)]
			changed := rewrite(slices.Clone(record), slices.Index(header, times[0]), late, other)
			if changed != nil {
				out = append(out, changed)
			}
			if !slices.Equal(changed, record) {
				changes++
			}
		}
		if changes == 0 {
			t.Fatalf("nothing of %s lies after %s", name, asOf)
		}
		random.Shuffle(len(out)-1, func(i, j int) { out[i+1], out[j+1] = out[j+1], out[i+1] })
		f, err := os.Create(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		if err := w.WriteAll(out); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(to, "predict.yaml"), []byte(content(t, from, "predict.yaml")), 0o600); err != nil {
		t.Fatal(err)
	}
}
