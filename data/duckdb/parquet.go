package duckdb

import (
	"context"
	"errors"
)

// ParquetToCSV writes a Parquet file as CSV.
func (e *Engine) ParquetToCSV(ctx context.Context, path, out string) (columns []string, rows int64, err error) {
	return nil, 0, errors.New("not yet")
}
