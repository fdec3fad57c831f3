package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// runs checks the ledger of runs and what is kept of every run.
func (v *verifier) runs(context.Context) error {
	v.ledger(filepath.Join("runs", ledgerFile))
	names, err := v.folders("runs")
	for _, name := range names {
		if holdsOnly(v.state.path("runs", name), "."+manifestFile+tmpSuffix) && !v.onRecord(func(e LedgerEntry) bool { return e.RunID == name }) {
			continue // a run was killed before it had written its manifest
		}
		path := filepath.Join("runs", name, manifestFile)
		remedy := "restore it from a backup, or remove the folder " + v.state.path("runs", name) + ": only the record of that run is lost"
		var m Manifest
		if v.sealed(path, remedy, &m) && m.RunID != name {
			v.damaged(path, remedy, fmt.Errorf("it is about the run %s", m.RunID))
		}
	}
	return err
}

// ledger checks the ledger of runs, where there is one.
func (v *verifier) ledger(path string) {
	v.known[path] = true
	info, err := os.Lstat(v.state.path(path))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = checkLedger(v.state.path(path))
	}
	if err != nil {
		v.damaged(path, "restore it from a backup, or move it away: the next run begins a new one, and the guards learn anew what is usual", err)
		return
	}
	v.found.Files++
	v.found.Bytes += info.Size()
}

// outputs checks every list, and the link to the newest.
func (v *verifier) outputs(context.Context) error {
	names, err := v.folders("outputs")
	if err != nil {
		return err
	}
	for _, name := range names {
		if !listName(name) {
			continue // not ours: its files are told as left over
		}
		folder := filepath.Join("outputs", name)
		remedy := fmt.Sprintf("restore the folder %s from a backup, or make the list again: `predict run --as-of %s`", v.state.path(folder), name)
		var m Manifest
		path := filepath.Join(folder, manifestFile)
		if !v.sealed(path, remedy, &m) {
			v.unvouched(folder)
			continue
		}
		if m.AsOf != name && name != undated {
			v.damaged(path, remedy, fmt.Errorf("it is about the list as of %s", m.AsOf))
		}
		for _, f := range m.Outputs {
			v.listed(folder, f, remedy)
		}
	}
	return v.latest(len(names) > 1 || len(names) == 1 && v.cameToEnd("run", "score"))
}

// cameToEnd reports whether one of the commands, or without names any, is on
// record as having done its work. Where none is, the first one ever may have been
// killed between two files of which the second is missing now: the next run writes
// it.
func (v *verifier) cameToEnd(commands ...string) bool {
	return v.onRecord(func(e LedgerEntry) bool { return len(commands) == 0 || slices.Contains(commands, e.Command) })
}

// onRecord reports whether a run that did its work is such a one; also where the
// ledger cannot be read.
func (v *verifier) onRecord(such func(LedgerEntry) bool) bool {
	runs, _, err := readLedger(v.state.ledgerPath(), 0)
	return err != nil || slices.ContainsFunc(runs, func(e LedgerEntry) bool { return e.Status != Failed && e.Status != Interrupted && such(e) })
}

// listName reports whether a folder of outputs is named as those of lists are.
func listName(name string) bool {
	_, err := time.Parse(time.DateOnly, name)
	return err == nil || name == undated
}

// unvouched accounts for the files of a folder whose own list of them is
// damaged.
func (v *verifier) unvouched(folder string) {
	entries, _ := os.ReadDir(v.state.path(folder)) // an unreadable one holds nothing to account for
	for _, e := range entries {
		v.known[filepath.Join(folder, e.Name())] = true
	}
}

// latest checks that outputs/latest leads to a list; it has to be there once a
// list was published.
func (v *verifier) latest(published bool) error {
	path := filepath.Join("outputs", "latest")
	v.known[path] = true
	remedy := "`predict run` makes the link anew; or link it to the newest folder beside it"
	target, err := os.Readlink(v.state.path(path))
	switch {
	case errors.Is(err, fs.ErrNotExist) && !published:
		return nil
	case err == nil && target != filepath.Base(target):
		err = fmt.Errorf("it leads to %s, which is no list beside it", target)
	case err == nil:
		if _, e := os.Stat(v.state.path("outputs", target)); e != nil {
			err = fmt.Errorf("it leads to %s, where there is no list", target)
		}
	}
	if err != nil {
		v.damaged(path, remedy, err)
	}
	return nil
}
