package features

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// realInvoice is a row of IBM's accounts receivable sample.
type realInvoice struct {
	customer             string
	issued, due, settled int64
	amount               float64
	disputed             bool
	daysLate             int // the publisher's own figure
}

// readInvoices reads the sample, or skips where it is not there.
func readInvoices(t *testing.T) []realInvoice {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = "../../shared/data"
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
	var invoices []realInvoice
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
		late, err := strconv.Atoi(r[11])
		if err != nil {
			t.Fatal(err)
		}
		invoices = append(invoices, realInvoice{r[1], date(4), date(5), date(8), amount, r[7] == "Yes", late})
	}
	slices.SortStableFunc(invoices, func(a, b realInvoice) int {
		if a.customer != b.customer {
			if a.customer < b.customer {
				return -1
			}
			return 1
		}
		return int(a.due/Day - b.due/Day)
	})
	return invoices
}

// TestPaymentOnAccountsReceivable holds the family against the publisher's own
// column DaysLate, which is known for what was settled before the cutoff, and
// against the days since the due date for what was not.
func TestPaymentOnAccountsReceivable(t *testing.T) {
	invoices := readInvoices(t)
	for _, day := range []string{"2012-07-01", "2013-01-01", "2013-07-01", "2014-06-01"} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		cutoff := at.UnixMicro()
		t.Run(day, func(t *testing.T) {
			rows := 0
			for from := 0; from < len(invoices); {
				to := from
				for to < len(invoices) && invoices[to].customer == invoices[from].customer {
					to++
				}
				checkCustomer(t, invoices[from:to], cutoff)
				rows += to - from
				from = to
			}
			if rows != 2466 {
				t.Errorf("%d invoices were checked, the sample has 2,466", rows)
			}
		})
	}
}

func checkCustomer(t *testing.T, invoices []realInvoice, cutoff int64) {
	t.Helper()
	c := &eventCase{cutoff: cutoff}
	want := map[string]float64{}
	names := []string{"invoices_due_365d", "late_invoices_365d", "worst_days_late_365d", "overdue_invoices", "overdue_amount", "oldest_overdue_days", "disputed_invoices_365d"}
	for _, name := range names {
		want[name] = 0
	}
	for _, v := range invoices {
		in := &c.tl.Invoices
		in.Issued, in.Due, in.Paid = append(in.Issued, v.issued), append(in.Due, v.due), append(in.Paid, v.settled)
		in.Amount = append(in.Amount, int64(math.Round(v.amount*MoneyScale)))
		disputed := int32(0)
		if v.disputed {
			disputed = 1
		}
		in.Disputed = append(in.Disputed, disputed)

		if v.due >= cutoff {
			continue
		}
		late := v.daysLate
		if open := v.settled >= cutoff; open {
			late = int((cutoff - v.due) / Day)
			want["overdue_invoices"]++
			want["overdue_amount"] += v.amount
			want["oldest_overdue_days"] = max(want["oldest_overdue_days"], float64(late))
		}
		if v.due < cutoff-365*Day {
			continue
		}
		want["invoices_due_365d"]++
		want["worst_days_late_365d"] = max(want["worst_days_late_365d"], float64(late))
		if late > 0 {
			want["late_invoices_365d"]++
		}
		if v.disputed && v.settled < cutoff {
			want["disputed_invoices_365d"]++
		}
	}
	if want["invoices_due_365d"] == 0 {
		want["worst_days_late_365d"] = math.NaN()
	}
	c.finish()
	f := payment()
	values := c.fill(f)
	got := map[string]float64{}
	for i, s := range f.Specs {
		if slices.Contains(names, s.Name) {
			got[s.Name] = values[i]
		}
	}
	same := cmp.Comparer(func(a, b float64) bool {
		return math.Abs(a-b) < 1e-6 || math.IsNaN(a) && math.IsNaN(b)
	})
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("customer %s (-publisher +family):\n%s", invoices[0].customer, diff)
	}
}
