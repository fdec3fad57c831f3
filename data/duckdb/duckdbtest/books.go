package duckdbtest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // the driver
)

// CSV says how DuckDB shall read a CSV file. Nothing is detected.
type CSV struct {
	Paths     []string // files or globs
	Separator string   // empty means a comma
	Quote     string   // empty means no quoting
	Escape    string   // empty means the quote, doubled
	Header    bool
	Encoding  string   // utf-8 (also where empty), utf-16 or latin-1
	Columns   []string // the names of all columns, in order; all are read as text
	Lenient   bool     // skip records that do not fit, pad short ones
}

// Table returns the SQL that reads the file, for use in a query.
func (c CSV) Table() string {
	separator, encoding := c.Separator, c.Encoding
	if separator == "" {
		separator = ","
	}
	if encoding == "" {
		encoding = "utf-8"
	}
	escape := c.Escape
	if escape == "" {
		escape = c.Quote
	}
	var columns []string
	for _, name := range c.Columns {
		columns = append(columns, literal(name)+": 'VARCHAR'")
	}
	var paths []string
	for _, p := range c.Paths {
		paths = append(paths, literal(p))
	}
	lenient := ""
	if c.Lenient {
		lenient = ", ignore_errors = true, null_padding = true, strict_mode = false"
	}
	return fmt.Sprintf("read_csv([%s], auto_detect = false, delim = %s, quote = %s, escape = %s, header = %t, encoding = %s, columns = {%s}, max_line_size = 16777216%s)",
		strings.Join(paths, ", "), literal(separator), literal(c.Quote), literal(escape), c.Header, literal(encoding), strings.Join(columns, ", "), lenient)
}

// Books returns the number of rows of the file that meet the condition (SQL
// over its columns, all text; empty for all rows) and, for each of sums, the
// sum of an SQL expression as exact decimal text with 4 decimals.
func Books(t testing.TB, c CSV, condition string, sums ...string) (rows int64, totals []string) {
	t.Helper()
	query := "select count(*)"
	for _, s := range sums {
		query += ", coalesce(sum(cast(" + s + " as decimal(38,4))), 0)::decimal(38,4)::varchar"
	}
	query += " from " + c.Table()
	if condition != "" {
		query += " where " + condition
	}
	totals = make([]string, len(sums))
	into := []any{&rows}
	for i := range totals {
		into = append(into, &totals[i])
	}
	Query(t, query, into...)
	return rows, totals
}

// Query runs a query of one row and scans it.
func Query(t testing.TB, query string, into ...any) {
	t.Helper()
	db := connect(t)
	if err := db.QueryRow(query).Scan(into...); err != nil {
		t.Fatalf("asking duckdb: %v\n%s", err, query)
	}
}

// Exec runs a statement, for example one that writes a Parquet file.
func Exec(t testing.TB, statement string) {
	t.Helper()
	if _, err := connect(t).Exec(statement); err != nil {
		t.Fatalf("asking duckdb: %v\n%s", err, statement)
	}
}

// connect opens a database in memory that lives as long as the test.
func connect(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("set TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	return db
}

// literal writes an SQL text.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
