package ingest

import (
	"context"
	"errors"
	"fmt"

	"predict/data/lake"
)

// loadTable reads and settles one table, and checks its books.
func (t *tableLoad) loadTable(ctx context.Context) error {
	shards, err := t.run(ctx)
	defer func() {
		for _, s := range shards {
			_ = s.spill.close() // a leftover goes with the scratch folder
		}
	}()
	if e := t.quarantine.close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if t.tooMany(t.books.Rejected(), t.books.Read) {
		return asContract([]error{t.overBudget(t.books.RejectedShare(), 0)})
	}
	if err := t.settle(ctx, shards); err != nil {
		return err
	}
	if err := t.books.Check(); err != nil {
		return err
	}
	t.enter()
	return nil
}

// enter describes the exports for the lake.
func (t *tableLoad) enter() {
	sum := t.quarantine.sum()
	for _, f := range t.files {
		n := note{Layouts: t.layouts, Open: !f.whole, Cut: f.cut}
		if f.span.ok {
			n.Span = &[2]int64{f.span.First, f.span.Last}
		}
		if f.quarantined > 0 {
			n.Quarantine, sum = sum, ""
		}
		t.entries = append(t.entries, f.entry(t.table.Name, n.text()))
	}
}

// entry describes the export for the lake, with what became of its rows.
func (f *exportFile) entry(table, note string) lake.FileEntry {
	duplicates := f.duplicates.Load()
	return lake.FileEntry{
		Table: table, Path: f.path, Size: f.size, ModTime: f.modTime, SHA256: f.sum, Note: note,
		Read: f.records, Kept: f.records - duplicates - f.outOfScope - f.quarantined,
		Duplicates: duplicates, OutOfScope: f.outOfScope, Quarantined: f.quarantined,
	}
}

func (t *tableLoad) overBudget(share float64, read int64) error {
	var reasons []string
	for _, r := range Reasons(t.books.Quarantined) {
		reasons = append(reasons, fmt.Sprintf("%s: %d", r, t.books.Quarantined[r]))
	}
	return &BudgetError{Table: t.table.Name, Share: share, Allowed: t.source.MaxRejected, Read: read, Reasons: reasons, Example: t.example}
}

// join joins errors; the result matches ErrContract only where all do, because
// an error of the machine is the more urgent news.
func join(problems []error) error {
	var contract []error
	var other []error
	for _, p := range problems {
		var c *contractError
		if errors.As(p, &c) {
			contract = append(contract, c.problems...)
			continue
		}
		var f *FileError
		if errors.As(p, &f) {
			contract = append(contract, p)
			continue
		}
		other = append(other, p)
	}
	if len(other) > 0 {
		return errors.Join(append(other, contract...)...)
	}
	return asContract(contract)
}
