package duckdbtest_test

import (
	"os"
	"path/filepath"
	"testing"

	"predict/data/duckdb/duckdbtest"
)

func TestBooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("id;amount\n\"1;a\";0.10\n2;0.20\n2;-1.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := duckdbtest.CSV{Paths: []string{path}, Separator: ";", Quote: `"`, Header: true, Columns: []string{"id", "amount"}}
	rows, totals := duckdbtest.Books(t, c, "", "amount", "amount::decimal(18,4) * 2")
	// 0.10 + 0.20 - 1.5 = -1.2.
	if rows != 3 || totals[0] != "-1.2000" || totals[1] != "-2.4000" {
		t.Errorf("got %d rows, %v; want 3, -1.2000, -2.4000", rows, totals)
	}
	if rows, _ := duckdbtest.Books(t, c, "id = '2'"); rows != 2 {
		t.Errorf("got %d rows with id 2; want 2", rows)
	}
}

// The real Online Retail exports: 541,909 rows according to the README of the
// data, 135,080 of them without a customer.
func TestBooksOnlineRetail(t *testing.T) {
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	folder := filepath.Join(root, "online_retail", "by-day")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the real data are not there: %v", err)
	}
	c := duckdbtest.CSV{
		Paths: []string{filepath.Join(folder, "*.csv")}, Quote: `"`, Header: true,
		Columns: []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"},
	}
	all, totals := duckdbtest.Books(t, c, "", "Quantity::decimal(18,4) * UnitPrice::decimal(18,4)")
	nobody, _ := duckdbtest.Books(t, c, "coalesce(CustomerID, '') = ''")
	if all != 541_909 || nobody != 135_080 {
		t.Errorf("%d rows, %d without a customer; want 541909, 135080 (total %s)", all, nobody, totals[0])
	}
	t.Logf("total of Quantity * UnitPrice: %s", totals[0])
}
