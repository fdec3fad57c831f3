package lake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/sync/errgroup"

	"predict/data/columnar"
)

// ErrLeftover is told of a file that the lake does not name, such as what a load
// that was killed has left, which the next one removes. It is no damage.
var ErrLeftover = errors.New("the lake does not name this file")

// ErrChanged is told by readers of a lake from which a compaction and then a
// load have removed files since it was opened, and where a load is begun on a
// lake that another one has changed: open it again.
var ErrChanged = errors.New("the lake has changed since it was opened; open it again")

// Verify reads every file of the lake and compares it with the hash that the
// manifest keeps of it, and the manifest with its own checksum: one byte that
// differs anywhere is found. report is called for each file, by one goroutine
// and in the order of the paths, with the path below the lake's folder
// and what is wrong: nil where the file is sound, ErrLeftover for a file that
// the manifest does not name; an error that wraps columnar.ErrDamaged where the
// bytes are not those that were written. workers is how many files are read at
// once. The error is only of the work itself: it was cancelled, or a folder
// cannot be read.
func (l *Lake) Verify(ctx context.Context, workers int, report func(path string, err error)) error {
	named := l.named()
	paths, err := l.allFiles(named)
	if err != nil {
		return fmt.Errorf("lake: verifying %s: %w", l.dir, err)
	}
	group, ctx := errgroup.WithContext(ctx)
	verdicts := make([]chan error, len(paths))
	for i := range verdicts {
		verdicts[i] = make(chan error, 1)
	}
	workers = max(1, workers)
	for w := range workers {
		group.Go(func() error {
			buffer := make([]byte, 1<<18)
			for i := w; i < len(paths); i += workers {
				if err := ctx.Err(); err != nil {
					return err
				}
				verdicts[i] <- l.verify(paths[i], named, buffer)
			}
			return nil
		})
	}
	for i, path := range paths {
		select {
		case verdict := <-verdicts[i]:
			report(path, verdict)
		case <-ctx.Done():
			_ = group.Wait()
			return fmt.Errorf("lake: verifying %s: %w", l.dir, context.Cause(ctx))
		}
	}
	return group.Wait()
}

// named returns the files that the manifest names, with their hashes, and those
// of merged segments that are still there.
func (l *Lake) named() map[string]uint64 {
	named := paths(l.m.Merged)
	for path := range named {
		if _, err := os.Stat(l.path(path)); errors.Is(err, fs.ErrNotExist) {
			delete(named, path)
		}
	}
	maps.Copy(named, paths(l.m.Segments))
	return named
}

// allFiles returns the paths of all files, those that are there and those that
// should be, sorted.
func (l *Lake) allFiles(named map[string]uint64) ([]string, error) {
	all := map[string]bool{}
	if l.sum != "" {
		all[manifestName] = true
	}
	for path := range named {
		all[path] = true
	}
	err := filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(l.dir, path)
		all[name] = true
		return err
	})
	return slices.Sorted(maps.Keys(all)), err
}

// verify checks one file.
func (l *Lake) verify(path string, named map[string]uint64, buffer []byte) error {
	want, ok := named[path]
	if path == manifestName {
		_, sum, err := readManifest(l.dir)
		if err == nil && sum != l.sum {
			err = ErrChanged
		}
		return err
	}
	if !ok {
		return ErrLeftover
	}
	f, err := os.Open(l.path(path))
	if err != nil {
		return l.changed(err)
	}
	defer f.Close()
	d := xxhash.New()
	if _, err := io.CopyBuffer(d, onlyReader{f}, buffer); err != nil {
		return err
	}
	if got := d.Sum64(); got != want {
		return fmt.Errorf("%w: its hash is %016x, and %016x was written", columnar.ErrDamaged, got, want)
	}
	return nil
}

// onlyReader hides that a file can write itself elsewhere, so that the buffer
// is used.
type onlyReader struct{ io.Reader }
