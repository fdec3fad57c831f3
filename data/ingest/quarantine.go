package ingest

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// Rejected is one record that could not be used, as it is written to the
// quarantine: a JSON object a line.
type Rejected struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`             // first physical line of the record, from 1
	Column string `json:"column,omitempty"` // column of the table; empty where the record itself is broken
	Value  string `json:"value,omitempty"`  // the text that was refused
	Reason string `json:"reason"`
	Raw    string `json:"raw"` // the whole record, decoded to UTF-8; bytes that are none are U+FFFD
}

// class is what rejected records are counted by.
func (r Rejected) class() string {
	if r.Column == "" {
		return r.Reason
	}
	return r.Column + ": " + r.Reason
}

// clip shortens a refused value; the raw record holds all of it.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	for i := most; i > most-4; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i] + "…"
		}
	}
	return s[:most]
}

// quarantine writes the rejected records of one table. The file is made at the
// first record, so that a clean load leaves none; it gets its name when the
// load is about to be committed, so that a failed one leaves none either.
type quarantine struct {
	scratch string // where it is written
	path    string // where it goes
	file    *os.File
	out     *bufio.Writer
	lines   *json.Encoder
	hash    hash.Hash
	placed  bool
}

// sum is the SHA-256 of the file in hexadecimal, empty where there is none.
func (q *quarantine) sum() string {
	if q.file == nil {
		return ""
	}
	return hex.EncodeToString(q.hash.Sum(nil))
}

func (q *quarantine) add(rs []Rejected) error {
	if len(rs) == 0 {
		return nil
	}
	if q.file == nil {
		f, err := os.OpenFile(q.scratch, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("making the quarantine: %w", err)
		}
		q.file, q.hash = f, sha256.New()
		q.out = bufio.NewWriterSize(io.MultiWriter(f, q.hash), 1<<16)
		q.lines = json.NewEncoder(q.out)
		q.lines.SetEscapeHTML(false) // people read it
	}
	for i := range rs {
		if err := q.lines.Encode(&rs[i]); err != nil {
			return fmt.Errorf("writing the quarantine %s: %w", q.path, err)
		}
	}
	return nil
}

// close makes the file durable.
func (q *quarantine) close() error {
	if q.file == nil {
		return nil
	}
	err := q.out.Flush()
	if e := q.file.Sync(); err == nil {
		err = e
	}
	if e := q.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("writing the quarantine %s: %w", q.scratch, err)
	}
	return nil
}

// place moves the file, if there is one, to where it belongs.
func (q *quarantine) place() error {
	if q.file == nil {
		return nil
	}
	return q.placeAt(q.path)
}

// refuse leaves the file, if there is one, for people to look at although
// nothing was loaded, and returns its path. The name holds the beginning of the
// SHA-256 of the file.
func (q *quarantine) refuse() (string, error) {
	if q.file == nil {
		return "", nil
	}
	path := filepath.Join(filepath.Dir(q.path), refusedPrefix+q.sum()[:refusedDigits]+".jsonl")
	err := q.placeAt(path)
	q.placed = false // the load is undone, and this stays
	return path, err
}

func (q *quarantine) placeAt(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("placing the quarantine: %w", err)
	}
	if err := os.Rename(q.scratch, path); err != nil {
		return fmt.Errorf("placing the quarantine: %w", err)
	}
	q.placed = true
	table := filepath.Dir(path)
	root := filepath.Dir(table)
	for _, folder := range []string{table, root, filepath.Dir(root)} { // the lake is about to refer to it
		if err := syncFolder(folder); err != nil {
			return fmt.Errorf("placing the quarantine: %w", err)
		}
	}
	return nil
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// withdraw removes the file of a load that was not committed, and the folders
// that it leaves empty.
func (q *quarantine) withdraw() {
	if !q.placed {
		return
	}
	_ = os.Remove(q.path) // the next load of this number removes or replaces it
	for dir := filepath.Dir(q.path); os.Remove(dir) == nil && filepath.Base(dir) != quarantineFolder; {
		dir = filepath.Dir(dir)
	}
}

// quarantineFolder is the folder of all quarantines, below the state.
const quarantineFolder = "quarantine"

// quarantineName is the name of the quarantine of a load.
func quarantineName(load int) string { return fmt.Sprintf("load-%06d.jsonl", load) }

// Names of quarantines of loads that were refused.
const (
	refusedPrefix = "refused-"
	refusedDigits = 16 // of the SHA-256 of the file
)

// clearQuarantine removes what a load of this number that was killed just
// before its commit has left: its rows are in the quarantine of none.
func clearQuarantine(state string, load int) error {
	return removeAll(state, quarantineName(load))
}

// clearRefused removes the quarantines of loads that were refused, and the
// folders that it leaves empty: a later load has dealt with their rows.
func clearRefused(state string) error {
	return removeAll(state, refusedPrefix+"*.jsonl")
}

func removeAll(state, name string) error {
	root := filepath.Join(state, quarantineFolder)
	left, err := filepath.Glob(filepath.Join(escapeGlob(root), "*", name))
	if err != nil {
		return fmt.Errorf("clearing the quarantine: %w", err)
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("clearing the quarantine: %w", err)
		}
		_, _ = os.Remove(filepath.Dir(path)), os.Remove(root) // where they are empty
	}
	return nil
}
