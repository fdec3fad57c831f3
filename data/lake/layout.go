package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Names of folders and columns of the lake.
const (
	stagingName   = ".staging"
	idsFolder     = "customers_ids"
	symbolsFolder = "symbols"

	codeColumn = "code"
	keyColumn  = "key"
	loadColumn = "load" // that brought the customer

	// bucketColumn is the first column of a sheet.
	bucketColumn = "bucket"
	idColumn     = "customer_id"
	textColumn   = "text"
)

// CustomerColumn is the name of the first column of every part: the int32 code
// of the customer within the bucket.
const CustomerColumn = "customer"

// SourceColumn is the name of the second column of every part: the int32 number
// of the export that the row came from (Load.Source, FileEntry.Number).
const SourceColumn = "source"

// tablePart returns the path of a file of a bucket below the lake.
func tablePart(table string, bucket int, s loadSpan) string {
	return filepath.Join(table, fmt.Sprintf("bucket=%03d", bucket), s.fileName())
}

// tableSheet returns the path of a file of all buckets below the lake.
func tableSheet(table string, s loadSpan) string { return filepath.Join(table, s.fileName()) }

// symbolPart returns the path of the symbols that some loads added.
func symbolPart(table, column string, s loadSpan) string {
	return filepath.Join(symbolsFolder, table+"."+column, s.fileName())
}

// fileName names the files of a segment: load-000004.parquet, or
// load-000004-000007.parquet where loads were merged.
func (s loadSpan) fileName() string {
	if s.From == s.To {
		return fmt.Sprintf("load-%06d.parquet", s.From)
	}
	return fmt.Sprintf("load-%06d-%06d.parquet", s.From, s.To)
}

// isPart reports whether a file has a name that fileName gives.
func isPart(name string) bool {
	middle, ok := strings.CutPrefix(name, "load-")
	if !ok {
		return false
	}
	if middle, ok = strings.CutSuffix(middle, ".parquet"); !ok {
		return false
	}
	return strings.Trim(middle, "0123456789-") == ""
}

// sweep removes what a load or compaction that was not committed left behind,
// and what the last compaction replaced: the staging folder, and files that the
// manifest does not name.
func (l *Lake) sweep() error {
	staging := l.path(stagingName)
	if _, err := os.Stat(staging); errors.Is(err, fs.ErrNotExist) && len(l.m.Merged) == 0 {
		return nil // the last load ended in good order
	}
	named := paths(l.m.Segments)
	err := filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == staging {
			return fs.SkipDir
		}
		name, err := filepath.Rel(l.dir, path)
		if err != nil {
			return err
		}
		if _, keep := named[name]; !keep && isPart(d.Name()) && d.Type().IsRegular() {
			return os.Remove(path)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) { // no lake yet
		err = nil
	}
	if err == nil {
		err = os.RemoveAll(staging)
	}
	if err != nil {
		return fmt.Errorf("lake: removing what an unfinished load left: %w", err)
	}
	return nil
}

// paths returns the files of segments, below the lake, with their hashes.
func paths(segments []segment) map[string]uint64 {
	named := map[string]uint64{}
	parts := func(folder string, s loadSpan, e *partsEntry) {
		if e.Sheet {
			named[tableSheet(folder, s)] = e.Sums[0]
			return
		}
		for bucket, n := range e.Rows {
			if n > 0 {
				named[tablePart(folder, bucket, s)] = e.Sums[bucket]
			}
		}
	}
	for i := range segments {
		s := &segments[i]
		if s.Customers != nil {
			parts(idsFolder, s.loadSpan, s.Customers)
		}
		for table, t := range s.Tables {
			parts(table, s.loadSpan, &t.partsEntry)
		}
		for name, e := range s.Symbols {
			table, column, _ := strings.Cut(name, ".")
			named[symbolPart(table, column, s.loadSpan)] = e.Sums[0]
		}
	}
	return named
}

// syncDir makes renames within a folder last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// replace writes a file so that a reader sees the old one or the new one.
func replace(path string, content []byte) error {
	temporary := path + ".new"
	if info, err := os.Lstat(temporary); err == nil && info.Mode()&fs.ModeSymlink != 0 { // it is not followed
		if err := os.Remove(temporary); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
