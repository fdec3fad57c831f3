package inspect

import (
	"context"
	"errors"

	"predict/data"
	"predict/data/csv"
)

// Options bound what is read. The zero value is right for all but tests.
type Options struct {
	// SampleBytes is how much text is read of the beginning of a file; 0 means
	// 1 MiB.
	SampleBytes int
	// SampleFiles is the number of files of a group that are sampled; 0 means 12.
	SampleFiles int
	// CSV fixes parts of the dialect of all files, as in the config of a table.
	CSV data.Dialect
	// Nulls are texts that mean "no value"; nil takes those of data.DefaultSource.
	Nulls []string
	// Parquet writes the Parquet file at path as CSV to out, as
	// duckdb.Engine.ParquetToCSV does; nil leaves Parquet files out and says so.
	Parquet func(ctx context.Context, path, out string) (columns []string, rows int64, err error)
	// Scratch is the folder for such files; empty takes that of the system.
	Scratch string
}

var errNotDone = errors.New("not done yet")

// Folder looks at every file in dir and in the folders directly in it; names
// that begin with a dot are left out. The error is about the folder itself or
// the context; whatever is wrong with single files stands in Found.Problems.
func Folder(ctx context.Context, dir string, o Options) (*Found, error) {
	return nil, errNotDone
}

// Files looks at the files that the patterns name, as the config of a table
// names them: paths, globs or folders. Paths in what it returns are as the
// patterns give them.
func Files(ctx context.Context, patterns []string, o Options) (*Found, error) {
	return nil, errNotDone
}

// Each calls f with every good record of one file of the export, in file order,
// until f returns false or the file ends; path is that of the file on disk. The
// record is valid until f returns. It reads the whole file: bound it with f.
func (e *Export) Each(ctx context.Context, path string, o Options, f func(r csv.Records) bool) error {
	return errNotDone
}
