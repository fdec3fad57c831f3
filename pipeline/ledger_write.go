package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"predict/configs"
	"predict/features"
	"predict/pipeline/guard"
)

// ledgerFile is the ledger of runs, in the folder runs: a JSON object a line, the
// oldest first, each with its own checksum.
const ledgerFile = "ledger.jsonl"

// The ledger keeps mostLines lines; it is cut back to them once ledgerSlack more
// have come, so that hardly a night rewrites it.
const (
	mostLines   = 2000
	ledgerSlack = 200
)

// ledgerWait is how long a run waits for another one that writes its line.
const ledgerWait = 2 * time.Second

// ledgerPath is where the ledger lies.
func (s *State) ledgerPath() string { return s.path("runs", ledgerFile) }

// recordOutcome adds the run to the ledger of runs, in one write. A last line
// that was cut short, because the machine stopped while it was written, is
// removed before.
func recordOutcome(ctx context.Context, s *State, o Outcome) error {
	if info, err := os.Stat(s.Dir); err == nil && isShared(info) {
		return nil // the run was refused for it
	}
	line, err := encodeEntry(s.ledgerEntry(o))
	if err != nil {
		return fmt.Errorf("writing the ledger of runs: %w", err)
	}
	path := s.ledgerPath()
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("making the folder of runs: %w", err)
	}
	locked := filepath.Join(filepath.Dir(path), ".lock")
	if err := errors.Join(plainOrMissing(path), plainOrMissing(locked)); err != nil {
		return fmt.Errorf("writing the ledger of runs: %w", err)
	}
	lock := flock.New(locked, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, ledgerWait)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return fmt.Errorf("waiting for the ledger of runs: %w", err)
	}
	defer func() { _ = lock.Unlock() }() // the end of the process frees it in any case
	if err := tidyLedger(path); err != nil {
		return err
	}
	if err := appendLine(path, line); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path)) // the first line makes the file
}

// appendLine adds a line to a file that only its owner can read.
func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("opening the ledger of runs: %w", err)
	}
	_, err = f.Write(line)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("writing the ledger of runs: %w", err)
	}
	return nil
}

// tidyLedger removes a last line that was cut short, and the oldest lines where
// there are too many.
func tidyLedger(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the ledger of runs: %w", err)
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	if n := bytes.Count(whole, []byte{'\n'}); n > mostLines+ledgerSlack {
		kept := whole
		for range n - mostLines {
			kept = kept[bytes.IndexByte(kept, '\n')+1:]
		}
		return writeFile(path, kept)
	}
	if len(whole) < len(text) {
		if err := os.Truncate(path, int64(len(whole))); err != nil {
			return fmt.Errorf("removing half a line from the ledger of runs: %w", err)
		}
	}
	return nil
}

// lineSeal stands before the checksum that ends a line of the ledger.
const lineSeal = `,"checksum":"`

// encodeEntry writes an entry as a line: its last key is the SHA-256 of all
// bytes before it.
func encodeEntry(e LedgerEntry) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	body := text[:len(text)-1]
	line := append(bytes.Clone(body), lineSeal...)
	return append(append(line, checksumOf(body)...), "\"}\n"...), nil
}

// ledgerEntry is what the ledger keeps of a run.
func (s *State) ledgerEntry(o Outcome) LedgerEntry {
	m := o.Manifest
	e := LedgerEntry{
		Version: 1, Outcome: o, RunID: m.RunID, ConfigHash: m.ConfigHash, AsOf: m.AsOf, Rows: m.Rows,
		Loads: m.loads(), List: m.List, Realised: m.Realised, Timings: map[string]float64{},
	}
	if m.Model != nil {
		e.ModelID = m.Model.ID
	}
	for stage, seconds := range m.Timings {
		if !s.Skipped && seconds >= 0.0005 { // of a list that was up to date, they are of the run that made it
			e.Timings[stage] = float64(int64(seconds*1000+0.5)) / 1000
		}
	}
	for _, b := range m.Load {
		if b.Files == 0 {
			continue
		}
		if e.Kept == nil {
			e.Kept, e.Quarantined = map[string]int64{}, map[string]int64{}
		}
		e.Kept[b.Table] = b.Kept
		if n := b.Rejected(); n > 0 {
			e.Quarantined[b.Table] = n
		}
	}
	if newest, ok := s.newestTransaction(); ok {
		e.Newest = &newest
	}
	if !s.Skipped { // else they are of the run that made the list
		e.Guards = append(e.Guards, m.Guards...)
	}
	if m.Clock != nil {
		e.Guards = append(e.Guards, m.Clock.Guards...)
	}
	for _, f := range e.Guards {
		e.Forced = e.Forced || f.Forced
	}
	return e
}

// listNote sums up a list.
func (s *State) listNote(l *RiskList) *ListNote {
	n := &ListNote{Basis: s.listBasis(), Customers: len(l.Rows)}
	if s.judgedTo != 0 {
		n.JudgedTo = guard.DayName(s.judgedTo)
	}
	distinct := map[float64]bool{}
	for i := range l.Rows {
		r := &l.Rows[i]
		n.Expected += r.Probability
		switch r.Tier {
		case configs.TierHigh:
			n.High++
		case configs.TierMedium:
			n.Medium++
		default:
			n.Low++
		}
		if len(distinct) < mostDistinct {
			distinct[r.Probability] = true
		}
	}
	n.Distinct = len(distinct)
	n.Expected = round4(n.Expected)
	return n
}

// mostDistinct is up to where different probabilities are counted.
const mostDistinct = 1000

// listBasis is a hash of what makes lists comparable.
func (s *State) listBasis() string {
	text, _ := json.Marshal(struct { // numbers and texts can always be marshalled
		Churn features.ChurnOptions
		Tiers configs.Tiers
	}{s.Config.Churn, s.Config.Score.Tiers})
	return checksumOf(text)[:12]
}
