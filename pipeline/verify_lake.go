package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"predict/data/ingest"
	"predict/data/lake"
)

// lakeRemedy is what helps against a damaged lake.
const lakeRemedy = "restore the folder %s from a backup; or remove it with %s beside it and load all exports again"

// lake checks every file of the lake. Where its manifest is damaged, nothing
// vouches for the rest.
func (v *verifier) lake(ctx context.Context) error {
	dir := v.state.path("lake")
	remedy := fmt.Sprintf(lakeRemedy, dir, mappingFile)
	l, err := lake.Open(dir)
	if err != nil {
		v.damaged(filepath.Join("lake", lakeManifest), remedy, errors.New(strings.TrimSuffix(err.Error(), "; "+lakeOpenRemedy)))
		return v.unvouchedTree("lake")
	}
	return l.Verify(ctx, v.state.Workers(), func(name string, problem error) {
		path := filepath.Join("lake", name)
		switch {
		case errors.Is(problem, lake.ErrLeftover): // told as one, with all others
		case problem != nil:
			v.damaged(path, remedy, problem)
		default:
			v.known[path] = true
			v.found.Files++
			if info, err := os.Lstat(v.state.path(path)); err == nil {
				v.found.Bytes += info.Size()
			}
		}
	})
}

// What the lake calls its manifest, and what it says against a damaged one.
const (
	lakeManifest   = "lake.json"
	lakeOpenRemedy = "restore it from a backup, or remove the folder and load all exports again"
)

// The quarantines of loads, and those of loads that were refused, in the folder
// of their table. Refused ones bear the beginning of their SHA-256 in their name.
const (
	quarantineFolder  = "quarantine"
	quarantineName    = "load-%06d.jsonl"
	refusedQuarantine = "refused-"
)

// quarantines compares every quarantine with the checksum that the lake keeps of
// it beside the exports.
func (v *verifier) quarantines(context.Context) error {
	l, err := lake.Open(v.state.path("lake"))
	if err != nil { // told already, and nothing vouches for the quarantines
		return v.unvouchedTree(quarantineFolder)
	}
	for _, f := range l.Files() {
		var note struct {
			Quarantine string `json:"quarantine"`
		}
		if f.Note == "" || json.Unmarshal([]byte(f.Note), &note) != nil || note.Quarantine == "" {
			continue
		}
		v.quarantine(filepath.Join(quarantineFolder, f.Table), fmt.Sprintf(quarantineName, f.Load), note.Quarantine, f.ModTime)
	}
	tables, err := v.folders(quarantineFolder)
	for _, table := range tables {
		entries, err := os.ReadDir(v.state.path(quarantineFolder, table))
		if err != nil {
			return fmt.Errorf("looking into the state: %w", err)
		}
		for _, e := range entries {
			if sum, ok := strings.CutPrefix(e.Name(), refusedQuarantine); ok {
				v.quarantine(filepath.Join(quarantineFolder, table), e.Name(), strings.TrimSuffix(sum, ".jsonl"), 0)
			}
		}
	}
	return err
}

// quarantine compares one quarantine with its checksum, or the beginning of it.
// One that is gone may have been tidied away when it was old; it is as old as
// the export at most.
func (v *verifier) quarantine(folder, name, sum string, modified int64) {
	path := filepath.Join(folder, name)
	v.known[path] = true
	got, err := describe(v.state.path(path))
	days := v.state.Config.Keep.QuarantineDays
	if errors.Is(err, fs.ErrNotExist) && days > 0 && time.Unix(0, modified).Before(v.state.Settings.Now().AddDate(0, 0, -days)) {
		v.found.Removed = append(v.found.Removed, Finding{
			Path: path, Problem: fmt.Sprintf("it was removed, being older than keep.quarantine_days = %d", days),
			Remedy: "nothing needs to be done; its exports, loaded into a new folder, give it again",
		})
		return
	}
	if err == nil && (sum == "" || !strings.HasPrefix(got.SHA256, sum)) {
		err = fmt.Errorf("its bytes have the checksum %.16s and should have %.16s", got.SHA256, sum)
	}
	if err != nil {
		v.damaged(path, "restore it from a backup; no list depends on it, but it is the only record of the rejected rows", err)
		return
	}
	v.found.Files++
	v.found.Bytes += got.Bytes
}

// redelivered checks the memory of exports that were delivered again, where
// there is one.
func (v *verifier) redelivered(context.Context) error {
	if _, err := os.Lstat(v.state.path(ingest.RedeliveredFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	v.file(ingest.RedeliveredFile, "remove it: the next load reads those exports again", ingest.CheckRedelivered)
	return nil
}

// unvouchedTree accounts for all that lies below a folder of the state.
func (v *verifier) unvouchedTree(folder string) error {
	err := filepath.WalkDir(v.state.path(folder), func(path string, _ fs.DirEntry, err error) error {
		if name, e := filepath.Rel(v.state.Dir, path); e == nil {
			v.known[name] = true
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
