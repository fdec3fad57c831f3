package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Names of folders and columns of the lake.
const (
	stagingName   = ".staging"
	idsFolder     = "customers_ids"
	symbolsFolder = "symbols"

	codeColumn = "code"
	keyColumn  = "key"
	idColumn   = "customer_id"
	textColumn = "text"
)

// CustomerColumn is the name of the first column of every part: the int32 code
// of the customer within the bucket.
const CustomerColumn = "customer"

// SourceColumn is the name of the second column of every part: the int32 number
// of the export that the row came from (Load.Source, FileEntry.Number).
const SourceColumn = "source"

// tablePart returns the path of a part below the lake.
func tablePart(table string, bucket, load int) string {
	return filepath.Join(table, fmt.Sprintf("bucket=%03d", bucket), partName(load))
}

// symbolPart returns the path of the symbols that a load added.
func symbolPart(table, column string, load int) string {
	return filepath.Join(symbolsFolder, table+"."+column, partName(load))
}

func partName(load int) string { return fmt.Sprintf("load-%06d.parquet", load) }

// loadOf is the inverse of partName.
func loadOf(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "load-")
	if !ok {
		return 0, false
	}
	if digits, ok = strings.CutSuffix(digits, ".parquet"); !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

// sweep removes what a load that was not committed left behind: the staging
// folder, and, where there was one, parts that were put in place but that the
// manifest does not name.
func (l *Lake) sweep() error {
	staging := l.path(stagingName)
	if _, err := os.Stat(staging); errors.Is(err, fs.ErrNotExist) {
		return nil // the last load ended in good order
	}
	err := filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == staging {
			return fs.SkipDir
		}
		if n, ok := loadOf(d.Name()); ok && n > len(l.m.Loads) {
			return os.Remove(path)
		}
		return nil
	})
	if err == nil {
		err = os.RemoveAll(staging)
	}
	if err != nil {
		return fmt.Errorf("lake: removing what an unfinished load left: %w", err)
	}
	return nil
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
