package pipeline

import (
	"time"

	"predict/configs"
	"predict/data/ingest"
	"predict/data/lake"
	"predict/pipeline/guard"
)

// Manifest says what a run read, did and wrote. Everything but timings, clock
// and started is the same whenever the same run is repeated.
type Manifest struct {
	Version    int                `json:"manifest_version"`
	Program    string             `json:"program"`
	RunID      string             `json:"run_id,omitempty"`
	ConfigHash string             `json:"config_hash"`
	AsOf       string             `json:"as_of,omitempty"`
	Started    time.Time          `json:"started"`
	Inputs     []Input            `json:"inputs"`              // every export in the lake
	Load       []*ingest.Books    `json:"load,omitempty"`      // what this run loaded
	Warnings   []string           `json:"warnings,omitempty"`  // odd things about the exports
	Lake       string             `json:"lake,omitempty"`      // fingerprint
	Rows       map[string]int64   `json:"lake_rows,omitempty"` // by table
	KnownAt    *KnownNote         `json:"known_at,omitempty"`  // what was not known yet at as_of
	Cohorts    []About            `json:"cohorts,omitempty"`
	Model      *ModelNote         `json:"model,omitempty"`
	Evaluation *Evaluation        `json:"evaluation,omitempty"`
	Drift      *DriftNote         `json:"drift,omitempty"`    // of the scored customers, against training
	List       *ListNote          `json:"list,omitempty"`     // what the list holds
	Guards     []guard.Finding    `json:"guards,omitempty"`   // what was odd about exports and list
	Realised   *RealisedNote      `json:"realised,omitempty"` // what came true of an earlier list
	Clock      *ClockNote         `json:"clock,omitempty"`
	Outputs    []OutputFile       `json:"outputs,omitempty"`
	Timings    map[string]float64 `json:"timings_seconds"`
}

// ClockNote holds what depends on the moment of the run, not only on its inputs.
type ClockNote struct {
	Guards []guard.Finding `json:"guards,omitempty"`
}

// Input is an export that is in the lake.
type Input struct {
	Table    string    `json:"table"`
	Path     string    `json:"path"`
	Bytes    int64     `json:"bytes"` // as stored, compressed or not
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256"`
	RowsRead int64     `json:"rows_read"` // physical records; what became of them is counted by table
	Load     int       `json:"load"`      // number of the load that read it, from 1
}

// KnownNote says what the lake holds and a list of the past leaves out, because
// it was not known at as_of.
type KnownNote struct {
	Loads int   `json:"loads_left_out"`
	Rows  int64 `json:"rows_left_out"` // that those loads brought
	// Replaced are rows that those loads replaced, and which count in the list.
	Replaced int64 `json:"rows_not_yet_replaced"`
}

// inputs lists the exports of a lake.
func inputs(l *lake.Lake) []Input {
	var list []Input
	for _, f := range l.Files() {
		list = append(list, Input{
			Table: f.Table, Path: f.Path, Bytes: f.Size, Modified: time.Unix(0, f.ModTime).UTC(),
			SHA256: f.SHA256, RowsRead: f.Read, Load: f.Load,
		})
	}
	return list
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
