package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"predict/data/lake"
)

// loadAll reads, settles and commits all tables. It goes on after a table that
// cannot be loaded, so that the problems of all are told at once.
func (r *run) loadAll(ctx context.Context) (err error) {
	load, err := r.lake.Begin(r.buckets())
	if err != nil {
		return fmt.Errorf("beginning the load: %w", err)
	}
	defer func() {
		if err != nil {
			r.undo(load)
		}
	}()
	if err := errors.Join(clearQuarantine(r.options.State, load.Number()), clearRefused(r.options.State)); err != nil {
		return err
	}
	if err := r.retire(load); err != nil {
		return err
	}
	var problems []error
	var entries []lake.FileEntry
	for _, t := range r.tables {
		if len(t.files) == 0 {
			continue
		}
		t.load, t.buckets = load, load.Buckets()
		t.quarantine = &quarantine{
			scratch: filepath.Join(r.scratch, t.table.Name+".jsonl"),
			path:    filepath.Join(r.options.State, quarantineFolder, t.table.Name, quarantineName(load.Number())),
		}
		t.number(load, len(entries))
		err := t.loadTable(ctx)
		r.report.Warnings = append(r.report.Warnings, t.warnings...)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			t.keepRefused(err)
			problems = append(problems, err)
			continue
		}
		entries = append(entries, t.entries...)
	}
	if err := join(problems); err != nil {
		return err
	}
	return r.commit(load, entries)
}

// retire takes the exports that no longer count out of the lake.
func (r *run) retire(load *lake.Load) error {
	var numbers []int
	for _, t := range r.tables {
		numbers = append(numbers, t.retire...)
	}
	if len(numbers) == 0 {
		return nil
	}
	if err := load.Retire(numbers); err != nil {
		return fmt.Errorf("taking replaced exports out of the lake: %w", err)
	}
	return nil
}

// number tells the exports of the table what their rows are called in the lake;
// so many exports of other tables come before them.
func (t *tableLoad) number(load *lake.Load, before int) {
	for i, f := range t.files {
		f.source = load.Source(before + i)
	}
}

// keepRefused leaves the quarantine of a table that is over its budget where
// people find it. Without room for it the error has to do.
func (t *tableLoad) keepRefused(err error) {
	var budget *BudgetError
	if !errors.As(err, &budget) {
		return
	}
	if path, err := t.quarantine.refuse(); err == nil {
		budget.Quarantine = path
	}
}

// commit makes the load visible: first the quarantines, for a record must never
// be gone without a trace, then all tables by the lake's one rename.
func (r *run) commit(load *lake.Load, entries []lake.FileEntry) error {
	for _, t := range r.tables {
		if t.quarantine == nil {
			continue
		}
		if err := t.quarantine.place(); err != nil {
			return err
		}
		if t.quarantine.placed {
			r.report.Quarantine = append(r.report.Quarantine, t.quarantine.path)
		}
	}
	if err := load.Commit(entries); err != nil {
		now, e := lake.Open(filepath.Join(r.options.State, "lake"))
		if e != nil || now.Loads() < load.Number() {
			return fmt.Errorf("committing the load: %w", err)
		}
		r.report.Warnings = append(r.report.Warnings, err.Error()) // it is committed; only tidying up went wrong
	}
	r.report.Load, r.report.Lake = load.Number(), load.Committed()
	return nil
}

// undo removes what a failed load has left: its rejected rows are told in the
// error, and will be found again by the next load.
func (r *run) undo(load *lake.Load) {
	_ = load.Abort()                                      // the next load sweeps the rest
	_ = os.Remove(filepath.Join(r.options.State, "lake")) // where it is empty: this was to be the first load
	for _, t := range r.tables {
		if t.quarantine != nil {
			t.quarantine.withdraw()
		}
	}
	r.report.Quarantine = nil
}

// unpacked is how many bytes of text a byte of an export stands for, about, by
// its format. It only serves to choose the number of buckets.
const unpacked = 6

// buckets is the number of buckets of a new lake.
func (r *run) buckets() int {
	if r.options.Buckets > 0 {
		return r.options.Buckets
	}
	total := int64(0)
	for _, t := range r.tables {
		for _, f := range t.files {
			if f.packed {
				total += unpacked * f.size
			} else {
				total += f.size
			}
		}
	}
	return lake.AutoBuckets(total)
}
