package generate

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Bounds of the options.
const (
	maxCustomers = 10_000_000
	minMonths    = 6
	maxMonths    = 60
)

// Options say what is generated. The zero value is not valid: begin with
// DefaultOptions.
type Options struct {
	// Customers is the number of customers, 1 to 10,000,000.
	Customers int
	// Seed chooses among worlds; the same seed gives the same bytes.
	Seed uint64
	// Start is the first day of the window: the first of a month, UTC.
	Start time.Time
	// Months is the length of the window, 6 to 60.
	Months int
	// Daily writes transactions as one file a day in the folder transactions
	// instead of one file.
	Daily bool
	// Messy adds damaged records of every Fault and counts them.
	Messy bool
	// Force writes into a folder that is not empty: earlier exports are replaced
	// and other files stay.
	Force bool
	// Workers is the number of goroutines; 0 takes one for each core. It does
	// not change the result.
	Workers int
}

// DefaultOptions returns 20,000 customers over the two years from 2024-01-01.
func DefaultOptions() Options {
	return Options{
		Customers: 20_000,
		Seed:      1,
		Start:     time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC),
		Months:    24,
	}
}

// Validate reports every option that is out of range, joined.
func (o Options) Validate() error {
	var errs []error
	if o.Customers < 1 || o.Customers > maxCustomers {
		errs = append(errs, fmt.Errorf("customers is %d, allowed are 1 to 10,000,000", o.Customers))
	}
	if o.Months < minMonths || o.Months > maxMonths {
		errs = append(errs, fmt.Errorf("months is %d, allowed are %d to %d", o.Months, minMonths, maxMonths))
	}
	first := time.Date(o.Start.Year(), o.Start.Month(), 1, 0, 0, 0, 0, time.UTC)
	if !o.Start.Equal(first) || o.Start.Year() < 1990 || o.Start.Year() > 2100 {
		errs = append(errs, fmt.Errorf("start is %s, allowed is the first day of a month of 1990 to 2100, UTC",
			o.Start.Format(time.RFC3339)))
	}
	if o.Workers < 0 {
		errs = append(errs, fmt.Errorf("workers is %d, allowed are 0 (one for each core) and more", o.Workers))
	}
	return errors.Join(errs...)
}

// workers returns the number of goroutines to use.
func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}
