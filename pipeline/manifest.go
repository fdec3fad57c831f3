package pipeline

import (
	"time"

	"predict/configs"
	"predict/data/ingest"
	"predict/data/lake"
)

// Manifest says what a run read, did and wrote. Everything but timings and
// started is the same whenever the same run is repeated.
type Manifest struct {
	Version    int                `json:"manifest_version"`
	Program    string             `json:"program"`
	RunID      string             `json:"run_id,omitempty"`
	ConfigHash string             `json:"config_hash"`
	AsOf       string             `json:"as_of,omitempty"`
	Started    time.Time          `json:"started"`
	Inputs     []lake.FileEntry   `json:"inputs"`              // every export in the lake, with its SHA-256
	Load       []*ingest.Books    `json:"load,omitempty"`      // what this run loaded
	Warnings   []string           `json:"warnings,omitempty"`  // odd things about the exports
	Lake       string             `json:"lake,omitempty"`      // fingerprint
	Rows       map[string]int64   `json:"lake_rows,omitempty"` // by table
	Cohorts    []About            `json:"cohorts,omitempty"`
	Model      *ModelNote         `json:"model,omitempty"`
	Evaluation *Evaluation        `json:"evaluation,omitempty"`
	Outputs    []OutputFile       `json:"outputs,omitempty"`
	Timings    map[string]float64 `json:"timings_seconds"`
}

// ModelNote names the model behind a list.
type ModelNote struct {
	ID        string   `json:"id"`
	Algorithm string   `json:"algorithm"`
	Cutoffs   []string `json:"cutoffs"` // it learned from
	Rows      int      `json:"rows"`    // it learned from
	Features  int      `json:"features"`
	Schema    string   `json:"schema"`
	Seed      int64    `json:"seed"`
}

// OutputFile is a file that a run wrote.
type OutputFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows,omitempty"`
}

func newManifest(c *configs.Config, s Settings) *Manifest {
	return &Manifest{
		Version: 1, Program: "predict " + s.Version, ConfigHash: c.Hash(),
		Started: s.Now().UTC(), Timings: map[string]float64{},
	}
}

func (m *Manifest) time(stage string, d time.Duration) {
	m.Timings[stage] += d.Seconds()
}
