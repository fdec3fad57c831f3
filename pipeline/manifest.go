package pipeline

import (
	"maps"
	"slices"
	"strings"
	"time"

	"predict/configs"
	"predict/data/ingest"
	"predict/data/lake"
	"predict/pipeline/guard"
)

// Manifest says what a run read, did and wrote. Everything but timings, clock
// and started is the same whenever the same run is repeated.
type Manifest struct {
	Version    int       `json:"manifest_version"`
	Program    string    `json:"program"`
	RunID      string    `json:"run_id,omitempty"`
	ConfigHash string    `json:"config_hash"`
	BookHash   string    `json:"book_hash,omitempty"` // of the settings that only the book depends on
	AsOf       string    `json:"as_of,omitempty"`
	Started    time.Time `json:"started"`
	// Inputs are the exports of the newest load, and those that it replaced; Before
	// sums up, by table, what counts of the loads before. lake.json names them all.
	Inputs     []Input            `json:"inputs"`
	Before     []InputsBefore     `json:"inputs_before,omitempty"`
	Loads      int                `json:"loads,omitempty"`     // of the lake
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
	Compared   *ComparedNote      `json:"compared,omitempty"` // the list that changes are held against
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
	// ReplacedBy is the number of the load from which on it no longer counts; 0
	// where it counts.
	ReplacedBy int `json:"replaced_by_load,omitempty"`
}

// InputsBefore sums up the exports of a table that earlier loads read and that
// count. So many nights as there are, it is as long.
type InputsBefore struct {
	Table    string `json:"table"`
	Exports  int    `json:"exports"`
	RowsRead int64  `json:"rows_read"`
	// SHA256 is that of the SHA-256 of the exports, in hexadecimal, sorted, each with
	// an end of line.
	SHA256 string `json:"sha256"`
	// Replaced is the number of exports of the table that no longer count, those
	// that the newest load replaced not among them, and their rows.
	Replaced     int   `json:"exports_replaced,omitempty"`
	RowsReplaced int64 `json:"rows_read_replaced,omitempty"`
}

// KnownNote says what the lake holds and a list of the past leaves out, because
// it was not known at as_of.
type KnownNote struct {
	Loads int   `json:"loads_left_out"`
	Rows  int64 `json:"rows_left_out"` // that those loads brought
	// Replaced are rows that those loads replaced, and which count in the list.
	Replaced int64 `json:"rows_not_yet_replaced"`
}

// noteInputs notes the exports of a lake: each of the newest load, and the others
// by table, so that a manifest does not grow with the nights.
func (m *Manifest) noteInputs(l *lake.Lake) {
	m.Loads, m.Inputs, m.Before = l.Loads(), nil, nil
	before := map[string]*InputsBefore{}
	sums := map[string][]string{}
	for _, f := range l.Files() {
		if f.Load == m.Loads || f.Replaced == m.Loads {
			m.Inputs = append(m.Inputs, Input{
				Table: f.Table, Path: f.Path, Bytes: f.Size, Modified: time.Unix(0, f.ModTime).UTC(),
				SHA256: f.SHA256, RowsRead: f.Read, Load: f.Load, ReplacedBy: f.Replaced,
			})
			continue
		}
		b := before[f.Table]
		if b == nil {
			b = &InputsBefore{Table: f.Table}
			before[f.Table] = b
		}
		if f.Replaced != 0 {
			b.Replaced++
			b.RowsReplaced += f.Read
			continue
		}
		b.Exports++
		b.RowsRead += f.Read
		sums[f.Table] = append(sums[f.Table], f.SHA256+"\n")
	}
	for _, table := range slices.Sorted(maps.Keys(before)) {
		slices.Sort(sums[table])
		before[table].SHA256 = checksumOf([]byte(strings.Join(sums[table], "")))
		m.Before = append(m.Before, *before[table])
	}
}

// loads is the number of loads of the lake; manifests of earlier versions tell it
// by their exports only.
func (m *Manifest) loads() int {
	n := m.Loads
	for _, in := range m.Inputs {
		n = max(n, in.Load)
	}
	return n
}

// countingExports are table and content of the exports that count, sorted: the
// same for a lake in which exports were replaced and for one that never held
// them.
func countingExports(l *lake.Lake) []string {
	var exports []string
	for _, f := range l.Files() {
		if f.Replaced == 0 {
			exports = append(exports, f.Table+" "+f.SHA256)
		}
	}
	slices.Sort(exports)
	return exports
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
		Version: 1, Program: "predict " + s.Version, ConfigHash: c.Hash(), BookHash: c.BookHash(),
		Started: s.Now().UTC(), Timings: map[string]float64{},
	}
}

func (m *Manifest) time(stage string, d time.Duration) {
	m.Timings[stage] += d.Seconds()
}
