package lake

import (
	"context"
	"errors"
)

// ErrLeftover is told of a file that the lake does not name: what a load that
// was killed, or a compaction, has left. It is no damage, and goes with the
// next load.
var ErrLeftover = errors.New("the lake does not name this file; the next load removes it")

// ErrChanged is told by readers of a lake from which a compaction and then a
// load have removed files since it was opened: open it again.
var ErrChanged = errors.New("the lake has changed since it was opened; open it again")

// Verify reads every file of the lake and compares it with the hash that the
// manifest keeps of it, and the manifest with its own checksum: one byte that
// differs anywhere is found. report is called for each file, by one goroutine at
// a time and in the order of the paths, with the path below the lake's folder
// and what is wrong: nil where the file is sound, ErrLeftover for a file that
// the manifest does not name. workers is how many files are read at once. The
// error is only of the work itself: it was cancelled, or a folder cannot be
// read.
func (l *Lake) Verify(ctx context.Context, workers int, report func(path string, err error)) error {
	return errors.New("lake: verifying: not done yet")
}
