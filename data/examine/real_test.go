package examine_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/examine"
)

// realData is the folder of the real data sets.
func realData(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHURN_REAL_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real data are not there; set CHURN_REAL_DATA")
	}
	return dir
}

// TestCDNOW holds the counts to those of the file's publishers: 69,659 rows of
// 23,570 customers (Fader and Hardie, "Notes on the CDNOW master data set").
func TestCDNOW(t *testing.T) {
	source := data.DefaultSource()
	source.Files = []string{filepath.Join(realData(t), "cdnow", "CDNOW_master.txt")}
	source.CSV = data.Dialect{Separator: "whitespace", Quote: "none", Header: "yes"}
	source.TimeFormat = "yyyymmdd"
	source.Columns = map[string]data.Mapping{"customer_id": {From: "customer_id"}, "time": {From: "date"}, "amount": {From: "dollar_value"}}
	var before *examine.Result
	for _, workers := range []int{1, 3} {
		r, err := examine.Run(context.Background(), examine.Options{
			Sources: map[string]data.Source{data.Transactions: source}, Timezone: "UTC", Workers: workers,
			Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			t.Fatal(err)
		}
		if before != nil {
			if diff := cmp.Diff(before, r); diff != "" {
				t.Errorf("the result depends on the number of workers:\n%s", diff)
			}
		}
		before = r
		f := r.Table(data.Transactions)
		if f.Rows != 69_659 || f.Rejected != 0 || len(f.Customers.List) != 23_570 {
			t.Errorf("%d workers: %d rows, %d rejected, %d customers; want 69,659, 0 and 23,570", workers, f.Rows, f.Rejected, len(f.Customers.List))
		}
		if a := f.Column("amount").Amounts; a.Zero != 80 || a.Negative != 0 {
			t.Errorf("%d free orders and %d negative ones, want 80 and 0", a.Zero, a.Negative)
		}
	}
}

// TestSampleOfCustomers: of too many customers the same ones are kept, whatever
// the number of workers, and their counts are whole.
func TestSampleOfCustomers(t *testing.T) {
	source := data.DefaultSource()
	source.Files = []string{filepath.Join(realData(t), "cdnow", "CDNOW_master.txt")}
	source.CSV = data.Dialect{Separator: "whitespace", Quote: "none", Header: "yes"}
	source.TimeFormat = "yyyymmdd"
	source.Columns = map[string]data.Mapping{"customer_id": {From: "customer_id"}, "time": {From: "date"}, "amount": {From: "dollar_value"}}
	var before *examine.Result
	for _, workers := range []int{1, 4} {
		r, err := examine.Run(context.Background(), examine.Options{
			Sources: map[string]data.Source{data.Transactions: source}, Timezone: "UTC", Workers: workers,
			Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), MaxCustomers: 8000, MaxRhythms: 1000,
		})
		if err != nil {
			t.Fatal(err)
		}
		c := r.Table(data.Transactions).Customers
		// 23,570 customers: a quarter is less than 8,000 and a 32nd less than 1,000.
		if about := float64(len(c.List)) / c.Share; c.Share != 0.25 || c.RhythmShare != 1.0/32 || about < 22_800 || about > 24_300 {
			t.Errorf("shares %v and %v, about %.0f customers; want 1/4, 1/32 and about 23,570", c.Share, c.RhythmShare, about)
		}
		if before != nil {
			if diff := cmp.Diff(before, r); diff != "" {
				t.Errorf("the sample depends on the number of workers:\n%s", diff)
			}
		}
		before = r
	}
}
