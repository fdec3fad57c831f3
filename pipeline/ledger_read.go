package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// readLedger reads the last entries of a ledger, the oldest first; 0 stands for
// all. Lines that are not what was written are left out, and damaged says so; a
// last line without an end is being written, or will be removed by the next run.
func readLedger(path string, last int) (entries []LedgerEntry, damaged error, err error) {
	return readLines[LedgerEntry](path, last)
}

// pastRun is what the guards need of a line of the ledger: a night reads hundreds
// of lines, and most of each is about other things.
type pastRun struct {
	Status   Status        `json:"status"`
	Ended    time.Time     `json:"ended"`
	RunID    string        `json:"run_id"`
	ModelID  string        `json:"model_id"`
	AsOf     string        `json:"as_of"`
	Newest   *time.Time    `json:"newest_transaction"`
	Loads    int           `json:"loads"`
	List     *ListNote     `json:"list"`
	Realised *RealisedNote `json:"realised"`
}

// readLines reads what is asked for of the last entries of a ledger.
func readLines[T any](path string, last int) (entries []T, damaged error, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the ledger of runs: %w", err)
	}
	lines := bytes.SplitAfter(text, []byte{'\n'})
	lines = lines[:len(lines)-1] // what follows the last end of a line
	from := 0
	if last > 0 {
		from = max(0, len(lines)-last)
	}
	for i, line := range lines[from:] {
		e, err := decodeEntry[T](line)
		if err != nil {
			if damaged == nil {
				damaged = fmt.Errorf("line %d of %s is damaged: %w", from+i+1, path, err)
			}
			continue
		}
		entries = append(entries, e)
	}
	return entries, damaged, nil
}

// decodeEntry is the inverse of encodeEntry.
func decodeEntry[T any](line []byte) (T, error) {
	var e T
	body, seal, ok := cutLast(line, []byte(lineSeal))
	told, end := bytes.CutSuffix(seal, []byte("\"}\n"))
	if !ok || !end || checksumOf(body) != string(told) {
		return e, fmt.Errorf("its checksum is wrong: %w", ErrDamaged)
	}
	if err := json.Unmarshal(append(bytes.Clone(body), '}'), &e); err != nil {
		return e, fmt.Errorf("%w: %w", err, ErrDamaged)
	}
	return e, nil
}

// cutLast cuts a text around the last place of a mark.
func cutLast(text, mark []byte) (before, after []byte, ok bool) {
	at := bytes.LastIndex(text, mark)
	if at < 0 {
		return text, nil, false
	}
	return text[:at], text[at+len(mark):], true
}

// checkLedger reports the first line of a ledger of runs that is not what was
// written: a byte that differs anywhere is found. A file that is not there is
// fine. The error is of kind ErrDamaged; only the history is lost, and moving the
// file away lets runs begin a new one.
func checkLedger(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the ledger of runs: %w", err)
	}
	_, damaged, err := readLedger(path, 0)
	if err != nil {
		return err
	}
	if damaged != nil {
		return damaged
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		return fmt.Errorf("the last line of %s has no end, it was cut short or is being written: %w; the next run removes it", path, ErrDamaged)
	}
	return nil
}
