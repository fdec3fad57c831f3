package examine

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"predict/data"
	"predict/data/duckdb"
)

// Options say what to examine, and with what.
type Options struct {
	// Tables are the contracts of the tables; nil takes data.Tables.
	Tables []data.Table
	// Sources are the exports by table, with absolute or working-directory paths.
	Sources map[string]data.Source
	// Timezone is the zone of times without one, for sources that name none.
	Timezone string
	// Workers is the number of goroutines that read; 0 takes all cores. It changes
	// nothing of the result.
	Workers int
	// Now is the moment of the examination: times more than a day later are in the
	// future, as for a load.
	Now time.Time
	// MaxCustomers is the number of customers of a table above which they are
	// sampled; 0 means 2,000,000. MaxRhythms is that of which the days are kept; 0
	// means 100,000.
	MaxCustomers, MaxRhythms int
	// Scratch is the folder for copies of Parquet exports; empty takes that of the
	// system.
	Scratch string
	// Progress is called with the bytes of text read since the last call; it may
	// be nil.
	Progress func(bytes int64)
}

// Run examines all exports. What is wrong with them stands in the result; the
// error is about settings that no export can be read by, or the context.
func Run(ctx context.Context, o Options) (*Result, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.MaxCustomers = cmp.Or(o.MaxCustomers, 2_000_000)
	o.MaxRhythms = cmp.Or(o.MaxRhythms, 100_000)
	r := &run{options: o}
	defer r.close()
	out := &Result{}
	if o.Tables == nil {
		o.Tables = data.Tables()
	}
	for _, table := range o.Tables {
		source, ok := o.Sources[table.Name]
		if !ok {
			continue
		}
		t, err := r.table(ctx, table, source)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	return out, nil
}

// run is one examination of all tables.
type run struct {
	options  Options
	starting sync.Once
	sql      *duckdb.Engine
	sqlErr   error
	scratch  string
}

// engine starts DuckDB at its first use: most configs do not need it.
func (r *run) engine() (*duckdb.Engine, error) {
	r.starting.Do(func() { r.sql, r.sqlErr = duckdb.Open(duckdb.Threads(r.options.Workers)) })
	return r.sql, r.sqlErr
}

// folder is a new folder for temporary files, made at its first use.
func (r *run) folder() (string, error) {
	if r.scratch != "" {
		return r.scratch, nil
	}
	var err error
	if r.scratch, err = os.MkdirTemp(r.options.Scratch, "predict-examine-"); err != nil {
		return "", fmt.Errorf("making a temporary folder: %w", err)
	}
	return r.scratch, nil
}

func (r *run) close() {
	if r.sql != nil {
		_ = r.sql.Close() // nothing was written
	}
	if r.scratch != "" {
		_ = os.RemoveAll(r.scratch) // what is left lies among temporary files
	}
}

// filled gives settings that are left out the values that their comments name.
func filled(s data.Source) data.Source {
	d := data.DefaultSource()
	s.Format = cmp.Or(s.Format, d.Format)
	s.TimeFormat = cmp.Or(s.TimeFormat, d.TimeFormat)
	s.Decimal = cmp.Or(s.Decimal, d.Decimal)
	s.Earliest = cmp.Or(s.Earliest, d.Earliest)
	s.MaxAmount = cmp.Or(s.MaxAmount, d.MaxAmount)
	s.Duplicates = cmp.Or(s.Duplicates, d.Duplicates)
	s.MissingCustomer = cmp.Or(s.MissingCustomer, d.MissingCustomer)
	return s
}
