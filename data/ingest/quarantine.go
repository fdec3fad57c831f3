package ingest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Rejected is one record that could not be used, as it is written to the
// quarantine: a JSON object a line.
type Rejected struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`             // first physical line of the record, from 1
	Column string `json:"column,omitempty"` // column of the table; empty where the record itself is broken
	Value  string `json:"value,omitempty"`  // the text that was refused
	Reason string `json:"reason"`
	Raw    string `json:"raw"` // the whole record, decoded to UTF-8
}

// class is what rejected records are counted by.
func (r Rejected) class() string {
	if r.Column == "" {
		return r.Reason
	}
	return r.Column + ": " + r.Reason
}

// quarantine writes the rejected records of one table. The file is made at the
// first record, so that a clean load leaves none.
type quarantine struct {
	path string
	file *os.File
	out  *bufio.Writer
}

func (q *quarantine) add(rs []Rejected) error {
	if len(rs) == 0 {
		return nil
	}
	if q.file == nil {
		if err := os.MkdirAll(filepath.Dir(q.path), 0o700); err != nil {
			return fmt.Errorf("making the quarantine: %w", err)
		}
		f, err := os.OpenFile(q.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("making the quarantine: %w", err)
		}
		q.file, q.out = f, bufio.NewWriter(f)
	}
	for _, r := range rs {
		line, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("writing the quarantine: %w", err)
		}
		if _, err := q.out.Write(append(line, '\n')); err != nil {
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
	if err := q.out.Flush(); err != nil {
		return fmt.Errorf("writing the quarantine %s: %w", q.path, err)
	}
	if err := q.file.Sync(); err != nil {
		return fmt.Errorf("writing the quarantine %s: %w", q.path, err)
	}
	return q.file.Close()
}
