package lake_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

// wholeTable selects the rows of all files of a table: those of one bucket, whose
// folder names it, and those of all buckets, which have a column for it.
func wholeTable(dir, table string) string {
	var parts []string
	for glob, options := range map[string]string{"/*/*.parquet": ", hive_partitioning = true", "/*.parquet": ""} {
		if found, _ := filepath.Glob(dir + "/" + table + glob); found != nil {
			parts = append(parts, "select * replace (cast(bucket as int) as bucket) from read_parquet('"+dir+"/"+table+glob+"'"+options+")")
		}
	}
	return strings.Join(parts, " union all by name ")
}

// TestDuckDBReadsTheLake sums the parts with DuckDB, folder names and all, and
// compares with the model.
func TestDuckDBReadsTheLake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	events := random(300, 12_000)
	load(t, dir, 4, events[:1500])
	load(t, dir, 4, events[1500:])
	var wantAmount int64
	without := 0
	byCustomer := map[string]int{}
	for _, e := range events {
		wantAmount += e.amount
		byCustomer[e.id]++
		if e.category == "" {
			without++
		}
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows, buckets, missing int
	var amount int64
	err = db.QueryRow(`
		select count(*), count(distinct bucket), cast(sum(amount) * 10000 as bigint), count(*) - count(category)
		from (`+wholeTable(dir, "transactions")+`)`).Scan(&rows, &buckets, &amount, &missing)
	if err != nil {
		t.Fatal(err)
	}
	if rows != len(events) || buckets != 4 || amount != wantAmount || missing != without {
		t.Errorf("DuckDB reads %d rows in %d buckets, %d units, %d without a category; want %d, 4, %d, %d",
			rows, buckets, amount, missing, len(events), wantAmount, without)
	}
	list, err := db.Query(`
		select customer_id, count(*)
		from (` + wholeTable(dir, "transactions") + `) t
		join (` + wholeTable(dir, "customers_ids") + `) c
		on t.bucket = c.bucket and t.customer = c.code
		group by customer_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	found := 0
	for list.Next() {
		var id string
		var n int
		if err := list.Scan(&id, &n); err != nil {
			t.Fatal(err)
		}
		if byCustomer[id] != n {
			t.Errorf("DuckDB finds %d events of customer %s, want %d", n, id, byCustomer[id])
		}
		found++
	}
	if err := list.Err(); err != nil || found != len(byCustomer) {
		t.Errorf("DuckDB finds %d customers, %v; want %d", found, err, len(byCustomer))
	}
}
