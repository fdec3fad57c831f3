package signals

import (
	"cmp"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	godiff "github.com/google/go-cmp/cmp"

	"predict/features"
)

// receivables reads IBM's sample of invoices as a batch: an invoice is a purchase as
// well, and the day of paperless bills a change of the billing channel. It skips where
// the sample is not there.
func receivables(t *testing.T) *features.Batch {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	paths, err := filepath.Glob(filepath.Join(root, "accounts_receivable", "*.csv"))
	if err != nil || len(paths) == 0 {
		t.Skip("the real data are not there: set CHURN_REAL_DATA to the folder that holds accounts_receivable")
	}
	file, err := os.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lives := map[string][]event{}
	var ids []string
	for _, r := range records[1:] {
		date := func(i int) int64 {
			at, err := time.Parse("1/2/2006", r[i])
			if err != nil {
				t.Fatal(err)
			}
			return at.UnixMicro()
		}
		amount, err := strconv.ParseFloat(r[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		id := r[1]
		if lives[id] == nil {
			ids = append(ids, id)
			lives[id] = []event{{table: changes, at: date(2), code: features.BillingChannel}}
		}
		units := int64(math.Round(amount * features.MoneyScale))
		lives[id] = append(lives[id],
			event{table: lines, at: date(4), amount: units},
			event{table: invoices, at: date(4), settled: date(8), amount: units, more: int32((date(5) - date(4)) / features.Day)})
	}
	slices.Sort(ids)
	sorted := make([][]event, len(ids))
	for i, id := range ids {
		sorted[i] = lives[id]
		slices.SortStableFunc(sorted[i], func(x, y event) int { return cmp.Compare(x.at, y.at) })
	}
	b := batchOf(sorted...)
	for i := range b.Transactions.Time {
		b.Transactions.Order = append(b.Transactions.Order, int64(i)) // each invoice is a purchase
	}
	return b
}

// How many of the 100 customers showed a signal on 2013-09-04, and how many of those
// churned, was worked out from the rules of docs/signals.md with pandas 3.1.1, event by
// event, without this code.
func TestAccountsReceivable(t *testing.T) {
	b := receivables(t)
	o := Options{Churn: features.DefaultOptions().Churn, Cutoff: instant("2013-09-04"), Until: instant("2013-12-03")}
	all := make([]int, len(b.IDs))
	for i := range all {
		all[i] = i
	}
	got := countAll(t, o, b, all).Counts()
	shown := func(s int) [2]int64 {
		var n [2]int64
		for p := range NumPatterns {
			if p>>s&1 == 1 {
				n[0] += got.Stayed[p] + got.Churned[p]
				n[1] += got.Churned[p]
			}
		}
		return n
	}
	want := map[string][2]int64{"rfm_decline": {23, 1}, "late_payment": {43, 5}, "touchpoint_change": {31, 2}, "address_change": {0, 0}}
	found := map[string][2]int64{}
	for s := range NumSignals {
		if _, ok := want[Name(s)]; ok {
			found[Name(s)] = shown(s)
		}
	}
	if diff := godiff.Diff(want, found); diff != "" {
		t.Errorf("shown and churned (-want +got):\n%s", diff)
	}
	if customers, churned := sum(got.Stayed[:])+sum(got.Churned[:]), sum(got.Churned[:]); customers != 100 || churned != 5 {
		t.Errorf("%d customers, %d churned; want 100 and 5", customers, churned)
	}
}
