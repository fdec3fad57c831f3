package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ParquetToCSV writes the rows of the Parquet file at path to a CSV file at
// out, which is created or emptied and readable by its owner only. Every value
// becomes its exact text: dates and times in ISO form (UTC with a Z where the
// column has a zone), decimals and whole numbers plain, floating point in the
// fewest digits that give it back. The CSV has a header and commas; all values
// are in double quotes but the missing ones, which are empty. It returns the
// columns and the number of rows, which is the one that the file itself states.
//
// The file is read by an engine of its own that can open path and out and
// nothing else. Errors name the file; out is removed where one happens.
func (e *Engine) ParquetToCSV(ctx context.Context, path, out string) (columns []string, rows int64, err error) {
	columns, rows, err = parquetToCSV(ctx, e.options, path, out)
	if err != nil {
		os.Remove(out)
		return nil, 0, fmt.Errorf("reading parquet file %s: %w", path, err)
	}
	return columns, rows, nil
}

// parquetToCSV is ParquetToCSV with errors that do not name the file.
func parquetToCSV(ctx context.Context, o options, path, out string) ([]string, int64, error) {
	f, err := os.OpenFile(out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	if err := f.Chmod(0o600); err != nil {
		return nil, 0, closeAfter(err, f)
	}
	if err := f.Close(); err != nil {
		return nil, 0, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, 0, err
	}
	if out, err = filepath.Abs(out); err != nil {
		return nil, 0, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, 0, err
	}
	if strings.ContainsAny(path, "*?[") { // the engine would take it as a pattern
		link := out + ".parquet"
		if err := os.Symlink(path, link); err != nil {
			return nil, 0, err
		}
		defer os.Remove(link)
		path = link
	}
	if strings.ContainsAny(path, "*?[") {
		return nil, 0, fmt.Errorf("the folder of %s has one of * ? [ in its name", out)
	}
	db, err := openDB()
	if err != nil {
		return nil, 0, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	if err := lockDown(ctx, conn, o, []string{path, out}); err != nil {
		return nil, 0, err
	}
	return copyParquet(ctx, conn, path, out)
}

// copyParquet copies the rows and compares their number with the file's.
func copyParquet(ctx context.Context, conn *sql.Conn, path, out string) ([]string, int64, error) {
	source := "read_parquet(" + textLiteral(path) + ", binary_as_string = true, hive_partitioning = false)"
	columns, selected, err := parquetColumns(ctx, conn, source)
	if err != nil {
		return nil, 0, err
	}
	var stated int64
	query := "select coalesce(sum(num_rows), 0)::bigint from parquet_file_metadata(" + textLiteral(path) + ")"
	if err := conn.QueryRowContext(ctx, query).Scan(&stated); err != nil {
		return nil, 0, err
	}
	copied, err := conn.ExecContext(ctx, "copy (select "+strings.Join(selected, ", ")+" from "+source+") to "+textLiteral(out)+
		` (format csv, header true, delimiter ',', quote '"', escape '"', force_quote *, nullstr '', use_tmp_file false)`)
	if err != nil {
		return nil, 0, err
	}
	rows, err := copied.RowsAffected()
	if err != nil {
		return nil, 0, err
	}
	if rows != stated {
		return nil, 0, fmt.Errorf("%d rows were read; the file states %d", rows, stated)
	}
	return columns, rows, nil
}

// parquetColumns returns the names of the columns and the expressions that turn
// them into text.
func parquetColumns(ctx context.Context, conn *sql.Conn, source string) (names, selected []string, err error) {
	rows, err := conn.QueryContext(ctx, "select column_name, column_type from (describe select * from "+source+")")
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, typ string
		if err := rows.Scan(&name, &typ); err != nil {
			return nil, nil, err
		}
		c := identifier(name)
		text := "cast(" + c + " as varchar)"
		if typ == "TIMESTAMP WITH TIME ZONE" {
			text = "cast(timezone('UTC', " + c + ") as varchar) || 'Z'"
		}
		names = append(names, name)
		selected = append(selected, text+" as "+c)
	}
	return names, selected, rows.Err()
}
