package duckdb_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/duckdb/duckdbtest"
)

func TestParquetToCSV(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "it's [1] *.parquet")
	plain := filepath.Join(dir, "plain.parquet")
	duckdbtest.Exec(t, "copy (select * from (values "+
		"(1, 0.1::double, 12345678901234567890123456789::hugeint, 9999999999999999.9900::decimal(20,4), 'a,\"b\"'||chr(10)||'c', timestamp '2024-05-06 07:08:09.123456', timestamptz '2024-05-06 07:08:09+02', date '2024-02-29', true, 'x'::blob, 9223372036854775807),"+
		"(2, 1e300::double, -1::hugeint, -0.5::decimal(20,4), '', timestamp '0001-01-01', timestamptz '1999-12-31 23:59:59Z', date '9999-12-31', false, 'y'::blob, -9223372036854775808),"+
		"(null, null, null, null, null, null, null, null, null, null, null)"+
		`) t(i, d, h, m, "text, quoted", ts, tz, day, yes, raw, "big int")) to '`+plain+"' (format parquet)")
	if err := os.Rename(plain, path); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.csv")
	columns, rows, err := open(t).ParquetToCSV(context.Background(), path, out)
	if err != nil {
		t.Fatal(err)
	}
	wantColumns := []string{"i", "d", "h", "m", "text, quoted", "ts", "tz", "day", "yes", "raw", "big int"}
	if diff := cmp.Diff(wantColumns, columns); diff != "" || rows != 3 {
		t.Errorf("%d rows, want 3; columns (-want +got):\n%s", rows, diff)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		`"i","d","h","m","text, quoted","ts","tz","day","yes","raw","big int"`,
		// 12345678901234567890123456789 is beyond what Parquet holds exactly: DuckDB
		// stores a hugeint as double. The decimal stays exact.
		`"1","0.1","1.2345678901234568e+28","9999999999999999.9900","a,""b""` + "\n" + `c","2024-05-06 07:08:09.123456","2024-05-06 05:08:09Z","2024-02-29","true","x","9223372036854775807"`,
		`"2","1e+300","-1.0","-0.5000","","0001-01-01 00:00:00","1999-12-31 23:59:59Z","9999-12-31","false","y","-9223372036854775808"`,
		`,,,,,,,,,,`, "",
	}, "\n")
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o; want 600", info.Mode().Perm())
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("%d files are left, %v; want the export and its CSV", len(left), err)
	}
}

// Many rows in several groups keep their order and their number.
func TestParquetToCSVRows(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "many.parquet"), filepath.Join(dir, "many.csv")
	const n = 250_000
	duckdbtest.Exec(t, fmt.Sprintf("copy (select i, 'customer ' || i as name from range(%d) t(i)) to '%s' (format parquet, row_group_size 20000)", n, path))
	_, rows, err := open(t).ParquetToCSV(context.Background(), path, out)
	if err != nil || rows != n {
		t.Fatalf("%d rows, %v; want %d", rows, err, n)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) != n+1 {
		t.Fatalf("%d records, %v; want %d", len(records), err, n+1)
	}
	for i, r := range records[1:] {
		if r[0] != fmt.Sprint(i) || r[1] != "customer "+fmt.Sprint(i) {
			t.Fatalf("record %d is %q", i, r)
		}
	}
}

func TestParquetToCSVErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := filepath.Join(dir, "good.parquet")
	duckdbtest.Exec(t, "copy (select 1 as a, repeat('x', 1000) as b from range(1000)) to '"+good+"' (format parquet)")
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	e := open(t)
	for name, path := range map[string]string{
		"missing":    filepath.Join(dir, "missing.parquet"),
		"empty":      write("empty.parquet", ""),
		"csv":        write("text.parquet", "a,b\n1,2\n"),
		"truncated":  write("truncated.parquet", string(whole[:len(whole)/2])),
		"no columns": write("magic.parquet", "PAR1PAR1"),
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.csv")
			_, _, err := e.ParquetToCSV(context.Background(), path, out)
			if err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v; want an error that names %s", err, path)
			}
			if _, err := os.Stat(out); !os.IsNotExist(err) {
				t.Errorf("a half-written file is left: %v", err)
			}
		})
	}
}
