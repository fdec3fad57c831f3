package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"predict/data"
	"predict/data/duckdb"
	"predict/data/lake"
)

// Options say what to load, and with what.
type Options struct {
	// State is the folder that holds the lake and the quarantine.
	State string
	// Sources are the exports by table, with absolute or working-directory paths.
	Sources map[string]data.Source
	// Timezone is the zone of times without one, for sources that name none.
	Timezone string
	// Workers is the number of goroutines that parse and sort; 0 takes all cores.
	// It changes no byte of the result.
	Workers int
	// Buckets is the number of buckets of a new lake, a power of two; 0 follows
	// the size of the exports.
	Buckets int
	// Memory is the number of bytes that rows may take while they wait to be
	// sorted; 0 means 384 MiB. What is more goes to a temporary file.
	Memory int
	// Now is the moment of the load. Events more than a day later are refused.
	Now time.Time
	// Lake is the lake in State where the caller has it open; nil opens it.
	Lake *lake.Lake
	// Progress is called with the bytes of text read since the last call; it may
	// be nil.
	Progress func(bytes int64)
}

// Report is what a load did.
type Report struct {
	Books    []*Books `json:"tables"`             // by table, in the order of the contracts
	Warnings []string `json:"warnings,omitempty"` // odd things that did not stop the load
	// Notes say what no longer counts and what was read again because of it.
	Notes []string `json:"notes,omitempty"`
	Load  int      `json:"load"` // number of the load; 0 where nothing was new
	// Lake is the lake with this load; nil where nothing was new.
	Lake *lake.Lake `json:"-"`
	// Quarantine are the files that hold the rejected rows.
	Quarantine []string `json:"quarantine,omitempty"`
}

// New reports whether anything was loaded.
func (r *Report) New() bool { return r.Load > 0 }

// Run loads every export that the lake does not hold yet. Either all of it
// becomes visible or, after an error, nothing. Errors that say what is wrong
// with the exports or their mapping match ErrContract and tell every problem
// that was found; the report is then filled as far as the load came.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Memory <= 0 {
		o.Memory = 384 << 20
	}
	l := o.Lake
	if l == nil {
		var err error
		if l, err = lake.Open(filepath.Join(o.State, "lake")); err != nil {
			return nil, err
		}
	}
	r := &run{options: o, lake: l, report: &Report{}, memory: openMemory(o.State)}
	defer r.close()
	if err := r.discover(ctx); err != nil {
		return r.report, err
	}
	if r.anything() {
		if err := r.survey(ctx); err != nil {
			return r.report, err
		}
		if err := r.loadAll(ctx); err != nil {
			return r.report, err
		}
	}
	r.tidyUp()
	return r.report, nil
}

// tidyUp does what is left after a load that went well. What goes wrong there
// is a warning: the rows are where they belong, and the next load tries again.
func (r *run) tidyUp() {
	for _, err := range []error{clearRefused(r.options.State), r.memory.write()} {
		if err != nil {
			r.report.Warnings = append(r.report.Warnings, err.Error())
		}
	}
}

// run is one load of all tables.
type run struct {
	options Options
	lake    *lake.Lake
	tables  []*tableLoad
	report  *Report
	memory  *memory
	scratch string

	starting sync.Once
	sql      *duckdb.Engine
	sqlErr   error
}

// engine starts DuckDB at its first use: most loads do not need it.
func (r *run) engine() (*duckdb.Engine, error) {
	r.starting.Do(func() { r.sql, r.sqlErr = duckdb.Open(duckdb.Threads(r.options.Workers)) })
	return r.sql, r.sqlErr
}

func (r *run) close() {
	for _, t := range r.tables {
		t.binder.close()
	}
	if r.sql != nil {
		r.sql.Close()
	}
	if r.scratch != "" {
		os.RemoveAll(r.scratch)
	}
}

// discover finds the new exports of every table.
func (r *run) discover(ctx context.Context) error {
	var problems []error
	loaded := r.lake.Files()
	listed := folders{}
	for _, table := range data.Tables() {
		source, ok := r.options.Sources[table.Name]
		if !ok {
			continue
		}
		t, err := newTableLoad(table, source, r.options)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		found, odd, bad := discover(source.Files, listed)
		r.report.Warnings = append(r.report.Warnings, odd...)
		problems = append(problems, bad...)
		c := newComparison(t, found, loaded, r.memory)
		t.files, bad = c.run(ctx, r.options.Workers)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		problems = append(problems, bad...)
		t.retire = c.gone()
		r.report.Notes = append(r.report.Notes, c.notes()...)
		r.compareColumns(t)
		r.since(t)
		t.knownLayouts = layoutsOf(table.Name, loaded)
		t.engine = r.engine
		t.binder = &binder{engine: r.engine, source: source, layout: t.layout, known: map[string]*binding{}}
		t.workers, t.memory, t.progress = r.options.Workers, r.options.Memory, r.options.Progress
		r.tables = append(r.tables, t)
		r.report.Books = append(r.report.Books, t.books)
	}
	return asContract(problems)
}

// compareColumns warns where the mapping has other columns than the rows that
// the lake holds: those rows stay as they are, and a row that is delivered again
// with a new column is no duplicate.
func (r *run) compareColumns(t *tableLoad) {
	if len(t.files) == 0 || r.lake.Rows(t.table.Name) == 0 {
		return
	}
	var mapped []string
	for _, c := range t.layout.columns {
		mapped = append(mapped, c.Name)
	}
	if stored := r.lake.Columns(t.table.Name); !slices.Equal(stored, mapped) {
		r.report.Warnings = append(r.report.Warnings, fmt.Sprintf("%s: the mapping has the columns %s, but earlier loads have %s; remove the state folder to load them again",
			t.table.Name, strings.Join(mapped, ", "), strings.Join(stored, ", ")))
	}
}

// since says from when on rows of the table come late.
func (r *run) since(t *tableLoad) {
	t.lateBefore = data.Missing64
	if t.table.OrderBy != eventTime {
		return // months, and days on which invoices fall due, are not when things happened
	}
	if _, newest, ok := r.lake.Span(t.table.Name); ok {
		t.lateBefore = newest - day
	}
}

// eventTime is the column that orders the rows of tables of events.
const eventTime = "time"

func (r *run) anything() bool {
	for _, t := range r.tables {
		if len(t.files)+len(t.retire) > 0 {
			return true
		}
	}
	return false
}

// survey looks at every new export before any is read.
func (r *run) survey(ctx context.Context) error {
	r.scratch = filepath.Join(r.options.State, ".loading")
	if err := os.RemoveAll(r.scratch); err != nil {
		return fmt.Errorf("clearing the scratch folder: %w", err)
	}
	if err := os.MkdirAll(r.scratch, 0o700); err != nil {
		return fmt.Errorf("making the scratch folder: %w", err)
	}
	var problems []error
	for _, t := range r.tables {
		t.scratch = r.scratch
		if len(t.files) == 0 {
			continue
		}
		problems = append(problems, t.survey(ctx)...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return asContract(problems)
}
