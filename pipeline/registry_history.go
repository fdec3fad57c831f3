package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// historyFile tells what became of every model, one JSON object a line, the
// oldest first. Lines are only ever added; the last one seals the others.
const historyFile = "history.jsonl"

// What can happen to a model.
const (
	ActionTrained    = "trained"     // stored as a candidate
	ActionPromoted   = "promoted"    // became the champion
	ActionForced     = "forced"      // became the champion although the gate refused it
	ActionRefused    = "refused"     // did not become the champion
	ActionRolledBack = "rolled_back" // became the champion again, in place of a later one
	ActionRemoved    = "removed"     // was deleted
	ActionBegun      = "begun"       // was the champion when the history began anew, the former being gone
)

// HistoryEntry is one line of the history of models.
type HistoryEntry struct {
	// When it happened, UTC.
	When   time.Time `json:"when"`
	Action string    `json:"action"`
	// Model is the model that it happened to. Of a rollback it is the one that
	// scores from then on, and Previous the one that no longer does.
	Model string `json:"model"`
	// Previous is the champion up to then; empty where there was none, or where it
	// stayed.
	Previous string `json:"previous,omitempty"`
	// AsOf is the date as of which Model was trained.
	AsOf   string `json:"as_of,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// crowns reports whether the entry made its model the champion.
func (e HistoryEntry) crowns() bool {
	return e.Action == ActionPromoted || e.Action == ActionForced || e.Action == ActionRolledBack || e.Action == ActionBegun
}

// historyRemedy is what helps against a damaged history.
const historyRemedy = "restore the file from a backup, or move it away: the next `predict run` begins a new one, in which the champion stays, but there is nothing to roll back to"

// history reads what became of the models. A history that is not what was
// written is an error: whoever goes on from there would go on from a wrong one.
func (s *State) history() ([]HistoryEntry, error) {
	_, list, err := s.readHistory()
	return list, err
}

// readHistory gives the history as lines and as entries.
func (s *State) readHistory() ([]byte, []HistoryEntry, error) {
	path := s.path("models", historyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the history of models: %w", err)
	}
	damaged := func(what string, cause error) error {
		return &Problem{Kind: ErrGate, Text: what + " " + path + " cannot be used", Cause: cause, Remedy: historyRemedy}
	}
	lines, err := unsealLines(text, sealLine, sealLineAfter)
	if err == nil && len(lines) > 0 && lines[len(lines)-1] != '\n' {
		err = fmt.Errorf("its last line has no end: %w", ErrDamaged)
	}
	if err != nil {
		return nil, nil, damaged("the history of models", err)
	}
	var list []HistoryEntry
	for line := range bytes.Lines(lines) {
		var e HistoryEntry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, nil, damaged(fmt.Sprintf("line %d of the history of models", len(list)+1), err)
		}
		list = append(list, e)
	}
	return lines, list, nil
}

// record adds an entry to the history. The file is replaced in one step, so that
// a reader never finds half a line. Where the last entry says the same, the run
// that wrote it was interrupted before it did so, and the entry stands for both.
func (s *State) record(e HistoryEntry) error {
	lines, list, err := s.readHistory()
	if err != nil { // nothing is added to a damaged one
		return err
	}
	if len(lines) == 0 {
		if lines, err = s.begunHistory(); err != nil {
			return err
		}
	}
	e.When = s.now()
	if len(list) > 0 && e.Action != ActionRefused { // a model may be refused every night
		last := list[len(list)-1]
		if last.When = e.When; last == e {
			return nil
		}
	}
	line, err := historyLine(e)
	if err != nil {
		return fmt.Errorf("writing the history of models: %w", err)
	}
	if err := makeFolder(s.path("models")); err != nil {
		return fmt.Errorf("making the folder of models: %w", err)
	}
	return writeFile(s.path("models", historyFile), sealLines(append(lines, line...), sealLine, sealLineAfter))
}

// historyLine is an entry as a line.
func historyLine(e HistoryEntry) ([]byte, error) {
	line, err := json.Marshal(e)
	return append(line, '\n'), err
}

// now is the moment, as it stands in the history.
func (s *State) now() time.Time { return s.Settings.Now().UTC().Truncate(time.Second) }

// formerChampions are the models to go back to from the champion, the latest
// first. A rollback undoes the promotions after the one it goes back to, and so
// does a promotion that was written down and then interrupted.
func formerChampions(history []HistoryEntry, champion string) []string {
	var stack []string
	for _, e := range history {
		switch {
		case !e.crowns():
		case e.Action == ActionRolledBack && slices.Contains(stack, e.Model):
			for stack[len(stack)-1] != e.Model {
				stack = stack[:len(stack)-1]
			}
		case len(stack) == 0 || stack[len(stack)-1] != e.Model:
			stack = append(stack, e.Model)
		}
	}
	slices.Reverse(stack)
	if i := slices.Index(stack, champion); i >= 0 {
		stack = stack[i+1:]
	}
	var list []string
	for _, id := range stack {
		if id != champion && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// wasRolledBack reports whether the last change of champion that concerns the
// model was to go back to an earlier one.
func wasRolledBack(history []HistoryEntry, id string) bool {
	for _, e := range slices.Backward(history) {
		switch {
		case !e.crowns():
		case e.Model == id:
			return false
		case e.Action == ActionRolledBack && e.Previous == id:
			return true
		}
	}
	return false
}

// wasForced reports whether the model became the champion, when it last did so
// by a promotion, against the gate.
func wasForced(history []HistoryEntry, id string) bool {
	for _, e := range slices.Backward(history) {
		if e.Model == id && (e.Action == ActionForced || e.Action == ActionPromoted) {
			return e.Action == ActionForced
		}
	}
	return false
}

// everPromoted reports whether the model has ever been the champion.
func everPromoted(history []HistoryEntry, id string) bool {
	return slices.ContainsFunc(history, func(e HistoryEntry) bool { return e.Model == id && e.crowns() })
}
