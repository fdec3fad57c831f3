package ingest

import (
	"context"
	"encoding/json"
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
	if share := t.books.RejectedShare(); share > t.source.MaxRejected {
		return asContract([]error{t.overBudget(share, 0)})
	}
	if err := t.settle(ctx, shards); err != nil {
		return err
	}
	if err := t.books.Check(); err != nil {
		return err
	}
	note := t.note()
	for _, f := range t.files {
		t.entries = append(t.entries, f.entry(t.table.Name, note))
	}
	return nil
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

// note keeps the layouts of the times, so that a later export that is too
// small to tell m/d/Y from d/m/Y is read like those before it.
func (t *tableLoad) note() string {
	text, err := json.Marshal(t.layouts)
	if err != nil {
		return ""
	}
	return string(text)
}

// layoutsOf gives the layouts that the last load of the table noted.
func layoutsOf(table string, loaded []lake.FileEntry) map[string]string {
	for i := len(loaded) - 1; i >= 0; i-- {
		if loaded[i].Table != table || loaded[i].Note == "" {
			continue
		}
		layouts := map[string]string{}
		if json.Unmarshal([]byte(loaded[i].Note), &layouts) == nil {
			return layouts
		}
	}
	return nil
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
