package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/duckdb/duckdbtest"
	"predict/data/ingest"
	"predict/data/lake"
)

// realData is the folder of the public data sets; see its README.
func realData(t testing.TB, path ...string) string {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the real data is not at %s: set CHURN_REAL_DATA", root)
	}
	return filepath.Join(append([]string{root}, path...)...)
}

// reckoned are the books of a table and the sum of its amounts.
type reckoned struct {
	Files                              int
	Read, Kept, Duplicates, OutOfScope int64
	Quarantined                        map[string]int64
	Amount                             string
}

func reckon(t *testing.T, state string, r *ingest.Report, table, amount string) reckoned {
	t.Helper()
	b := books(t, r, table)
	sum := ""
	if amount != "" {
		sum = total(t, state, table, amount)
	}
	return reckoned{b.Files, b.Read, b.Kept, b.Duplicates, b.Scoped(), b.Quarantined, sum}
}

var none = map[string]int64{}

// TestOnlineRetail: the numbers of rows are those that the README of the data
// states; the sum is DuckDB's, exact, over the rows with a customer.
func TestOnlineRetail(t *testing.T) {
	files := []string{realData(t, "online_retail", "by-day", "*.csv")}
	s := source(files, `customer_id=regexp_replace(CustomerID, '\.0$', '')`, "time=InvoiceDate", "amount=Quantity * UnitPrice",
		"order_id=InvoiceNo", "product=case when regexp_matches(StockCode, '^[0-9]{5}') then StockCode end", "is_return=InvoiceNo like 'C%'")
	s.Timezone, s.Duplicates = "Europe/London", "keep"
	c := source(files, `customer_id=regexp_replace(CustomerID, '\.0$', '')`, "region=Country")
	state := t.TempDir()
	r := load(t, options(state, map[string]data.Source{data.Transactions: s, data.Customers: c}))

	csv := duckdbtest.CSV{Paths: files, Quote: `"`, Header: true, Columns: []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}}
	named, sums := duckdbtest.Books(t, csv, "CustomerID is not null", "cast(Quantity as decimal(18,0)) * cast(UnitPrice as decimal(18,4))")
	all, _ := duckdbtest.Books(t, csv, "")
	want := reckoned{305, 541_909, 406_829, 0, 135_080, none, sums[0]}
	if diff := cmp.Diff(want, reckon(t, state, r, data.Transactions, "amount")); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	if all != want.Read || named != want.Kept {
		t.Errorf("duckdb counts %d rows, %d of them with a customer", all, named)
	}
	if got := open(t, state).Customers(); got != 4_372 {
		t.Errorf("%d customers, want 4,372", got)
	}
	// The last row of each customer says the country, as DuckDB finds it.
	var countries string
	duckdbtest.Query(t, "select string_agg(id || ':' || country, ',' order by id) from (select replace(CustomerID, '.0', '') as id, last(Country order by n) as country from (select *, row_number() over () as n from "+
		csv.Table()+") where CustomerID is not null group by 1 having count(distinct Country) > 1)", &countries)
	if diff := cmp.Diff(countries, lastRegions(contentOf(t, state)[data.Customers])); diff != "" {
		t.Errorf("customers of several countries (-want +got):\n%s", diff)
	}
}

// TestCDNOW: ids with leading zeros, blanks as separator, duplicates that are
// none.
func TestCDNOW(t *testing.T) {
	path := realData(t, "cdnow", "CDNOW_master.txt")
	s := source([]string{path}, "customer_id", "time=date", "amount=dollar_value")
	s.CSV = data.Dialect{Separator: "whitespace", Quote: "none", Header: "yes"}
	s.TimeFormat, s.Duplicates = "yyyymmdd", "keep"
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	rows, sums := duckdbtest.Books(t, duckdbtest.CSV{Paths: []string{path}, Separator: "\x01", Columns: []string{"line"}},
		"line not like '%customer_id%'", `regexp_extract(line, '[0-9.]+\s*$')`)
	if rows != 69_659 {
		t.Errorf("duckdb counts %d rows", rows)
	}
	want := reckoned{1, 69_659, 69_659, 0, 0, none, sums[0]}
	if diff := cmp.Diff(want, reckon(t, state, r, data.Transactions, "amount")); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	// The first lines of the file.
	got := contentOf(t, state)[data.Transactions]
	for id, first := range map[string]string{"00001": "time=1997-01-01T00:00:00 amount=11.7700", "00002": "time=1997-01-12T00:00:00 amount=12.0000"} {
		if len(got[id]) == 0 || got[id][0] != first {
			t.Errorf("customer %s has %q, want %q first", id, got[id], first)
		}
	}
	if len(got) != 23_570 {
		t.Errorf("%d customers, want 23,570", len(got))
	}
	s.Duplicates = "drop" // 255 rows equal another one
	r = load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Duplicates != 255 {
		t.Errorf("%d duplicates, want 255", b.Duplicates)
	}
}

// TestAccountsReceivable: one file feeds four tables, m/d/Y is found.
func TestAccountsReceivable(t *testing.T) {
	files := []string{realData(t, "accounts_receivable", "*.csv")}
	state := t.TempDir()
	r := load(t, options(state, map[string]data.Source{
		data.Transactions: source(files, "customer_id=customerID", "time=InvoiceDate", "amount=InvoiceAmount", "order_id=invoiceNumber"),
		data.Invoices:     source(files, "customer_id=customerID", "issued=InvoiceDate", "due=DueDate", "paid=SettledDate", "amount=InvoiceAmount", "invoice_id=invoiceNumber", "disputed=Disputed"),
		data.Changes:      source(files, "customer_id=customerID", "time=PaperlessDate", "kind='billing_channel'"),
		data.Customers:    source(files, "customer_id=customerID", "region=countryCode"),
	}))
	csv := duckdbtest.CSV{Paths: files, Quote: `"`, Header: true, Columns: []string{"countryCode", "customerID", "PaperlessDate", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "Disputed", "SettledDate", "PaperlessBill", "DaysToSettle", "DaysLate"}}
	rows, sums := duckdbtest.Books(t, csv, "", "InvoiceAmount")
	if rows != 2_466 {
		t.Errorf("duckdb counts %d rows", rows)
	}
	want := map[string]reckoned{
		data.Transactions: {1, 2_466, 2_466, 0, 0, none, sums[0]},
		data.Invoices:     {1, 2_466, 2_466, 0, 0, none, sums[0]},
		data.Changes:      {1, 2_466, 100, 2_366, 0, none, ""}, // one day for each of 100 customers
		data.Customers:    {1, 2_466, 100, 2_366, 0, none, ""},
	}
	for table, w := range want {
		amount := "amount"
		if w.Amount == "" {
			amount = ""
		}
		if diff := cmp.Diff(w, reckon(t, state, r, table, amount)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
	// The first line of the file, with its dates read month first.
	first := fmt.Sprintf("issued=2013-01-02T00:00:00 due=2013-02-01T00:00:00 paid=2013-01-15T00:00:00 amount=55.9400 invoice_id=%016x disputed=0", lake.Key([]byte("0000611365")))
	if got := contentOf(t, state)[data.Invoices]["0379-NEVHP"]; !slices.Contains(got, first) {
		t.Errorf("0379-NEVHP has %q, want %q among them", got, first)
	}
}

// TestBerka: semicolons, quotes, yymmdd, and a last record that is cut off.
func TestBerka(t *testing.T) {
	path := realData(t, "berka", "trans.asc")
	s := source([]string{path}, "customer_id=account_id", "time=date", "amount", "order_id=trans_id", "category=operation")
	s.TimeFormat = "yymmdd"
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	csv := duckdbtest.CSV{Paths: []string{path}, Separator: ";", Quote: `"`, Header: true, Lenient: true, Columns: []string{"trans_id", "account_id", "date", "type", "operation", "amount", "balance", "k_symbol", "bank", "account"}}
	rows, sums := duckdbtest.Books(t, csv, "amount is not null", "amount")
	if rows != 49_102 {
		t.Errorf("duckdb counts %d rows with an amount", rows)
	}
	want := reckoned{1, 49_103, 49_102, 0, 0, map[string]int64{"record cut off at the end of the file": 1}, sums[0]}
	if diff := cmp.Diff(want, reckon(t, state, r, data.Transactions, "amount")); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	cut := []ingest.Rejected{{File: path, Line: 49_104, Reason: "record cut off at the end of the file", Raw: `3526882;11021;940331;"PRIJE`}}
	if diff := cmp.Diff(cut, rejected(t, r.Quarantine[0])); diff != "" {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{path + ": line 49104: the file ends in the middle of a record"}, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// TestBerkaByTheCustomersOwnActs: an expression decides which records belong to
// a customer; the condition is the same in DuckDB.
func TestBerkaByTheCustomersOwnActs(t *testing.T) {
	path := realData(t, "berka", "trans.asc")
	own := "operation in ('VKLAD', 'VYBER', 'VYBER KARTOU', 'PREVOD NA UCET') and coalesce(trim(k_symbol), '') = ''"
	s := source([]string{path}, "customer_id=case when "+own+" then account_id end", "time=date", "amount", "order_id=trans_id")
	s.TimeFormat = "yymmdd"
	s.Columns["category"] = data.Mapping{From: "operation", Values: map[string]string{"VKLAD": "cash deposit", "VYBER": "cash withdrawal", "*": "other"}}
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	csv := duckdbtest.CSV{Paths: []string{path}, Separator: ";", Quote: `"`, Header: true, Lenient: true, Columns: []string{"trans_id", "account_id", "date", "type", "operation", "amount", "balance", "k_symbol", "bank", "account"}}
	rows, sums := duckdbtest.Books(t, csv, "amount is not null and "+own, "amount")
	want := reckoned{1, 49_103, rows, 0, 49_102 - rows, map[string]int64{"record cut off at the end of the file": 1}, sums[0]}
	if diff := cmp.Diff(want, reckon(t, state, r, data.Transactions, "amount")); diff != "" {
		t.Errorf("transactions (-want +got):\n%s", diff)
	}
	names, err := open(t, state).Symbols(data.Transactions, "category")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"cash deposit", "cash withdrawal", "other"}, names); diff != "" {
		t.Errorf("categories (-want +got):\n%s", diff)
	}
}
