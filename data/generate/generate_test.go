package generate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/generate"
)

func TestSameBytesOnAnyNumberOfWorkers(t *testing.T) {
	o := options(700) // three chunks, the last one partly filled
	o.Messy, o.Daily, o.Workers = true, true, 1
	dir, summary := run(t, o)
	want := tree(t, dir)
	for _, workers := range []int{2, 7} {
		o.Workers = workers
		dir, got := run(t, o)
		sameTree(t, want, tree(t, dir))
		if diff := cmp.Diff(summary, got); diff != "" {
			t.Errorf("%d workers: summary (-1 worker +%d):\n%s", workers, workers, diff)
		}
	}
}

func TestSeedChangesTheWorld(t *testing.T) {
	o := options(20)
	one, _ := run(t, o)
	o.Seed = 2
	two, _ := run(t, o)
	if tree(t, one)["customers.csv"] == tree(t, two)["customers.csv"] {
		t.Error("seeds 1 and 2 give the same customers")
	}
}

func TestFirstCustomersStayTheSame(t *testing.T) {
	few, _ := run(t, options(50))
	many, _ := run(t, options(300))
	kept := map[string]bool{}
	for _, c := range load(t, few, "customers.csv") {
		kept[c["customer_id"]] = true
	}
	for _, name := range []string{"customers.csv", "transactions.csv", "invoices.csv", "offers.csv"} {
		var among []record
		for _, r := range load(t, many, name) {
			if kept[r["customer_id"]] {
				among = append(among, r)
			}
		}
		if diff := cmp.Diff(load(t, few, name), among); diff != "" {
			t.Errorf("%s of the first 50 customers (-of 50 +of 300):\n%.500s", name, diff)
		}
	}
}

func TestEveryTableInOrder(t *testing.T) {
	_, s := run(t, options(60))
	var want, got []string
	for _, table := range data.Tables() {
		want = append(want, table.Name)
	}
	for _, table := range s.Tables {
		got = append(got, table.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables (-contract +written):\n%s", diff)
	}
}

func TestBooksCountWhatIsWritten(t *testing.T) {
	tests := []struct {
		name  string
		alter func(*generate.Options)
		files int // of transactions
	}{
		{"one file", func(*generate.Options) {}, 1},
		{"a file a day", func(o *generate.Options) { o.Daily = true }, 731}, // 2024 and 2025 have 731 days
		{"messy", func(o *generate.Options) { o.Messy = true }, 1},
		{"messy, a file a day", func(o *generate.Options) { o.Messy, o.Daily = true, true }, 731},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options(600)
			test.alter(&o)
			dir, s := run(t, o)
			for _, table := range s.Tables {
				if n := len(tableText(t, dir, table)); n != table.Records {
					t.Errorf("%s: %d records in the files, %d in the books", table.Name, n, table.Records)
				}
				total := 0
				for _, fate := range []generate.Fate{
					generate.Kept, generate.Quarantined, generate.Duplicated, generate.OutOfScope,
				} {
					total += table.Count(fate)
				}
				if total != table.Records {
					t.Errorf("%s: fates add up to %d of %d records", table.Name, total, table.Records)
				}
			}
			if got := s.Tables[0].Files; got != test.files {
				t.Errorf("transactions in %d files, want %d", got, test.files)
			}
		})
	}
}

func TestSizeFitsADemo(t *testing.T) {
	o := options(2_000)
	dir, s := run(t, o)
	orders := map[string]bool{}
	for _, r := range load(t, dir, "transactions.csv") {
		if r["is_return"] == "0" {
			orders[r["order_id"]] = true
		}
	}
	// What the demo promises: 20 to 40 purchases a customer and fewer than a
	// million records of transactions for 20,000.
	if mean := float64(len(orders)) / 2_000; mean < 20 || mean > 40 {
		t.Errorf("%.1f purchases a customer, want 20 to 40", mean)
	}
	if n := s.Tables[0].Records; n >= 100_000 {
		t.Errorf("%d records of transactions for 2,000 customers, want below 100,000", n)
	}
}

func TestWindow(t *testing.T) {
	tests := []struct {
		name   string
		start  time.Time
		months int
		cutoff string
	}{
		// The cutoff is 90 days before the first day after the window.
		{"two years", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), 24, "2025-10-03"},
		{"half a year over a leap day", time.Date(2023, 10, 1, 0, 0, 0, 0, time.UTC), 6, "2024-01-02"},
		{"five years", time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC), 60, "2024-04-02"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options(40)
			o.Start, o.Months = test.start, test.months
			dir, s := run(t, o)
			if s.Cutoff != test.cutoff {
				t.Errorf("cutoff %s, want %s", s.Cutoff, test.cutoff)
			}
			end := test.start.AddDate(0, test.months, 0)
			for _, r := range load(t, dir, "transactions.csv") {
				if when := at(t, r["ordered_at"]); when.Before(test.start) || !when.Before(end) {
					t.Fatalf("a purchase at %s outside the window", when)
				}
			}
		})
	}
}

func TestValidateReportsEverything(t *testing.T) {
	o := generate.Options{Customers: -1, Months: 600, Start: time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), Workers: -1}
	err := o.Validate()
	if err == nil {
		t.Fatal("no error for options that are all wrong")
	}
	for _, want := range []string{
		"customers is -1, allowed are 1 to 10,000,000", "months is 600, allowed are 6 to 60",
		"start is 2024-01-02T00:00:00Z, allowed is the first day", "workers is -1",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if err := generate.DefaultOptions().Validate(); err != nil {
		t.Errorf("default options: %v", err)
	}
}

func BenchmarkRun(b *testing.B) {
	o := options(5_000)
	rows := 0
	for b.Loop() {
		_, s := run(b, o)
		for _, t := range s.Tables {
			rows += t.Records
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
