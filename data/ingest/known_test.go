package ingest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data"
)

// TestKnownThen: night after night brings a day, late rows of earlier days,
// changes and corrections. What was known on each day is later still told as it
// was, by the lake as of that day.
func TestKnownThen(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "time", "amount")
	s.Corrects = `\.v[0-9]+`
	customers := source([]string{dir + "/../facts.csv"}, "customer_id", "region")
	then := map[int64]content{}
	prints := map[int64]string{}
	for day := 1; day <= 9; day++ {
		write(t, dir, fmt.Sprintf("2024-05-%02d.csv", day), head+line(fmt.Sprintf("%02d", day), "1")+fmt.Sprintf("%d,2024-05-%02d,5\n", 100+day, day))
		switch day {
		case 4:
			write(t, dir, "late.csv", head+line("01", "7")+"8,2024-05-02,7\n")
		case 5:
			write(t, dir, "2024-05-03.csv", head+line("03", "33"))
		case 6:
			write(t, dir, "2024-05-02.v2.csv", head+line("02", "22")+"8,2024-05-02,7\n")
		case 7:
			write(t, dir, "late.csv", head+line("01", "8"))
		}
		write(t, dir, "../facts.csv", fmt.Sprintf("customer_id,region\n7,region %d\n", day))
		load(t, options(state, map[string]data.Source{data.Transactions: s, data.Customers: customers}))
		end := time.Date(2024, 5, day+1, 0, 0, 0, 0, time.UTC).UnixMicro()
		then[end], prints[end] = contentOf(t, state), open(t, state).Fingerprint()
	}
	l := open(t, state)
	for end, want := range then {
		view := l.KnownAt(end)
		if view.Fingerprint() != prints[end] {
			t.Errorf("as of %d: another fingerprint", end)
		}
		if diff := cmp.Diff(want, contentOfLake(t, view)); diff != "" {
			t.Errorf("as of %d (-then +now):\n%s", end, diff)
		}
	}
}
