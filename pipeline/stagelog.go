package pipeline

import (
	"log/slog"
	"time"

	"predict/data/ingest"
	"predict/pipeline/guard"
)

// stageTime is how long a stage took.
type stageTime struct {
	name    string
	elapsed time.Duration
}

// note adds pairs of a key and a value to the line that the log gets of the stage
// at work. They are counts, dates and ids of runs and models; nothing of a
// customer, and nothing that stands in an export.
func (s *State) note(pairs ...any) { s.noted = append(s.noted, pairs...) }

// tellStage logs the one line of a stage, which is no news where it failed: what
// went wrong is told once, where the program ends.
func (s *State) tellStage(t stageTime, err error) {
	line := append([]any{"stage", t.name, "elapsed", t.elapsed.Round(time.Millisecond)}, s.noted...)
	s.noted, s.stages = nil, append(s.stages, t)
	if err != nil {
		s.Settings.Log.Info("stage failed", line...)
		return
	}
	s.Settings.Log.Info("stage done", line...)
}

// noteBooks notes the books of a load, over all tables; those of each table go to
// the log at the level of details.
func (s *State) noteBooks(books []*ingest.Books) {
	var all ingest.Books
	for _, b := range books {
		s.Settings.Log.Debug("loaded", append([]any{slog.String("table", b.Table)}, booksLine(b)...)...)
		all.Files += b.Files
		all.FilesKnown += b.FilesKnown
		all.Read += b.Read
		all.Kept += b.Kept
		all.Duplicates += b.Duplicates
		all.Replaced += b.Replaced
		all.Late += b.Late
		all.FilesRedelivered += b.FilesRedelivered
		all.FilesChanged += b.FilesChanged
		all.FilesCorrected += b.FilesCorrected
		all.FilesAgain += b.FilesAgain
		all.Quarantined = addCounts(all.Quarantined, b.Rejected())
		all.OutOfScope = addCounts(all.OutOfScope, b.Scoped())
	}
	s.note(booksLine(&all)...)
}

// addCounts adds to a count under no name.
func addCounts(to map[string]int64, n int64) map[string]int64 {
	return map[string]int64{"": to[""] + n}
}

// booksLine are books as pairs for a line of the log: always those of the rows
// read, and what else there is.
func booksLine(b *ingest.Books) []any {
	line := []any{
		"files", b.Files, "files_known", b.FilesKnown, "rows_in", b.Read, "rows_kept", b.Kept,
		"rows_quarantined", b.Rejected(), "rows_duplicate", b.Duplicates, "rows_out_of_scope", b.Scoped(),
	}
	for _, more := range []struct {
		key string
		n   int64
	}{
		{"files_redelivered", int64(b.FilesRedelivered)},
		{"files_changed", int64(b.FilesChanged)},
		{"files_corrected", int64(b.FilesCorrected)},
		{"files_read_again", int64(b.FilesAgain)},
		{"rows_replaced", b.Replaced},
		{"rows_late", b.Late},
	} {
		if more.n > 0 {
			line = append(line, more.key, more.n)
		}
	}
	return line
}

// noteGuards notes how many findings there are, by level.
func (s *State) noteGuards(found []guard.Finding) {
	counts := map[guard.Level]int{}
	for _, f := range found {
		counts[f.Level]++
	}
	s.note("notes", counts[guard.Note], "warnings", counts[guard.Warning], "hard", counts[guard.Hard])
}
