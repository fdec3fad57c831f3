package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"predict/data/csv"
	"predict/data/duckdb"
	"predict/data/duckdb/duckdbtest"
)

// TestParquetThatExplodes: a few KB of Parquet hold 8 MB of one text, over and
// over; where only 1 MB may be, it is given up and nothing of it is left.
func TestParquetThatExplodes(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "a.parquet"), filepath.Join(dir, "a.csv")
	duckdbtest.Exec(t, fmt.Sprintf("copy (select repeat('x', 400) as category from range(20000)) to '%s' (format parquet)", path))
	info, err := os.Stat(path)
	if err != nil || info.Size() > 10_000 {
		t.Fatalf("the file has %d bytes: %v", info.Size(), err)
	}
	engine, err := duckdb.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	convert := func(most int64) error {
		return bounded(t.Context(), path, out, most, func(ctx context.Context) error {
			_, _, err := engine.ParquetToCSV(ctx, path, out)
			return err
		})
	}
	if err := convert(1e6); !errors.Is(err, csv.ErrExpands) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want %v", err, csv.ErrExpands)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the text is still there: %v", err)
	}
	if err := convert(mostText(info.Size())); err != nil {
		t.Errorf("where it may be so long: %v", err)
	}
}

// TestBoundedStops: what would go on for ever is stopped.
func TestBoundedStops(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a.csv")
	err := bounded(t.Context(), "a.parquet", out, 1000, func(ctx context.Context) error {
		f, err := os.Create(out)
		if err != nil {
			return err
		}
		defer f.Close()
		for ctx.Err() == nil {
			if _, err := f.WriteString(strings.Repeat("x", 100)); err != nil {
				return err
			}
			time.Sleep(time.Millisecond)
		}
		return ctx.Err()
	})
	if !errors.Is(err, csv.ErrExpands) {
		t.Errorf("error %v, want %v", err, csv.ErrExpands)
	}
}
