package columnar_test

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"predict/data/columnar"
)

// query runs a query against DuckDB, which reads Parquet by its own code.
func query(t testing.TB, text string) [][]any {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]any
	for rows.Next() {
		row, into := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return all
}

// TestDuckDBReads compares what DuckDB reads with what was written, for every
// type and encoding, with and without missing values.
func TestDuckDBReads(t *testing.T) {
	for _, missing := range []bool{false, true} {
		t.Run(fmt.Sprintf("missing=%v", missing), func(t *testing.T) {
			cols := columns(70_000, missing)
			path := write(t, cols, true, 50_000, columnar.Options{})
			for _, c := range cols {
				for i, row := range query(t, fmt.Sprintf("select %q from '%s'", c.Name, path)) {
					if got, want := row[0], duckValue(c, i); fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("column %s, row %d: DuckDB reads %v, want %v", c.Name, i, got, want)
						break
					}
				}
			}
		})
	}
}

// duckValue is value i of a column as the DuckDB driver returns it.
func duckValue(c columnar.Column, i int) any {
	switch c.Type {
	case columnar.Int32:
		if c.I32[i] != columnar.Missing32 {
			return c.I32[i]
		}
	case columnar.Date:
		if c.I32[i] != columnar.MissingDate {
			return time.Unix(int64(c.I32[i])*86_400, 0).UTC()
		}
	case columnar.Int64:
		if c.I64[i] != columnar.Missing64 {
			return c.I64[i]
		}
	case columnar.TimestampMicros:
		if c.I64[i] != columnar.Missing64 {
			return time.UnixMicro(c.I64[i]).UTC()
		}
	case columnar.Float32:
		if c.F32[i] == c.F32[i] {
			return c.F32[i]
		}
	case columnar.Float64:
		if !math.IsNaN(c.F64[i]) {
			return c.F64[i]
		}
	case columnar.String:
		if c.S[i] != "" {
			return c.S[i]
		}
	case columnar.Bool:
		return c.B[i]
	case columnar.Decimal4:
		if c.I64[i] != columnar.Missing64 {
			return duckDecimal(c.I64[i])
		}
	}
	return nil
}

func duckDecimal(v int64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%s%d.%04d", sign, v/10_000, v%10_000), "0"), ".")
}
