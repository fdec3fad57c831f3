package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/ingest"
)

// TestRejectedRows: each fault of a row is told with file, line, column, value,
// reason and the raw record; the rows around it are kept.
func TestRejectedRows(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, c := range []struct {
		name, row     string
		column, value string
		reason        string
	}{
		{"month 13", "9,2024-13-01,1,tea,0", "time", "2024-13-01", "not a date of the expected format"},
		{"no date", "9,,1,tea,0", "time", "", "missing"},
		{"null date", "9,NULL,1,tea,0", "time", "NULL", "missing"},
		{"date in the future", "9,2026-01-02T00:00:01Z,1,tea,0", "time", "2026-01-02T00:00:01Z", "in the future"},
		{"year 1", "9,0001-01-01,1,tea,0", "time", "0001-01-01", "before the earliest believable date"},
		{"absurd amount", "9,2024-05-06,1000000000.01,tea,0", "amount", "1000000000.01", "larger than the largest believable amount"},
		{"absurd negative amount", "9,2024-05-06,-1e12,tea,0", "amount", "-1e12", "larger than the largest believable amount"},
		{"beyond every amount", "9,2024-05-06,1e300,tea,0", "amount", "1e300", "not an amount"},
		{"amount of words", "9,2024-05-06,12 pieces,tea,0", "amount", "12 pieces", "not an amount"},
		{"decimal comma", `9,2024-05-06,"1,5",tea,0`, "amount", "1,5", "not an amount"},
		{"no amount", "9,2024-05-06,N/A,tea,0", "amount", "N/A", "missing"},
		{"id of a spreadsheet", "1.03E+19,2024-05-06,1,tea,0", "customer_id", "1.03E+19", "id damaged by a spreadsheet (scientific notation)"},
		{"long id", strings.Repeat("9", 257) + ",2024-05-06,1,tea,0", "customer_id", strings.Repeat("9", 200) + "…", "id longer than 256 bytes"},
		{"long text", "9,2024-05-06,1," + long + ",0", "category", long[:200] + "…", "text longer than 4,096 bytes"},
		{"no truth value", "9,2024-05-06,1,tea,perhaps", "is_return", "perhaps", "not a truth value (yes/no, true/false, 1/0)"},
		{"too few fields", "9,2024-05-06,1", "", "", "too few fields"},
		{"too many fields", "9,2024-05-06,1,tea,0,x", "", "", "too many fields"},
		{"text after the quote", `9,2024-05-06,1,"tea"x,0`, "", "", "text after closing quote"},
		{"quote never closed", `9,2024-05-06,1,"tea,0`, "", "", "quote never closed"},
		{"nul byte", "9,2024-05-06,1,t\x00ea,0", "", "", "NUL byte"},
		{"header again", "customer_id,time,amount,category,is_return", "", "", "header repeated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, t.TempDir(), "a.csv", "customer_id,time,amount,category,is_return\n7,2024-05-06,1.5,\"green\ntea\",1\n"+c.row+"\n8,2024-05-07,2,tea,\n")
			s := source([]string{path}, "customer_id", "time", "amount", "category", "is_return")
			s.MaxRejected = 1
			state := t.TempDir()
			r := load(t, options(state, transactions(s)))
			if len(r.Quarantine) != 1 {
				t.Fatalf("quarantines %v, want one; the lake holds %v", r.Quarantine, contentOf(t, state))
			}
			want := []ingest.Rejected{{File: path, Line: 4, Column: c.column, Value: c.value, Reason: c.reason, Raw: c.row}}
			if diff := cmp.Diff(want, rejected(t, r.Quarantine[0])); diff != "" {
				t.Errorf("quarantine (-want +got):\n%s", diff)
			}
			kept := content{data.Transactions: {
				"7": {"time=2024-05-06T00:00:00 amount=1.5000 category=green\ntea is_return=1"},
				"8": {"time=2024-05-07T00:00:00 amount=2.0000 category=tea"},
			}}
			if diff := cmp.Diff(kept, contentOf(t, state)); diff != "" {
				t.Errorf("lake (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOddRowsAreKept: what is unusual and right.
func TestOddRowsAreKept(t *testing.T) {
	for _, c := range []struct{ name, row, id, want string }{
		{"negative amount", "9,2024-05-06,-1.5,tea", "9", "amount=-1.5000 category=tea"},
		{"the largest amount", "9,2024-05-06,1000000000,tea", "9", "amount=1000000000.0000 category=tea"},
		{"noise of floating point", "9,2024-05-06,15.299999999999999,tea", "9", "amount=15.3000 category=tea"},
		{"leading zeros", "00009,2024-05-06,1,tea", "00009", "amount=1.0000 category=tea"},
		{"beyond 64 bits", "18446744073709551616,2024-05-06,1,tea", "18446744073709551616", "amount=1.0000 category=tea"},
		{"padded id", "\u00a0 9 ,2024-05-06,1,tea", "9", "amount=1.0000 category=tea"},
		{"longest id", strings.Repeat("9", 256) + ",2024-05-06,1,tea", strings.Repeat("9", 256), "amount=1.0000 category=tea"},
		{"longest text", "9,2024-05-06,1," + strings.Repeat("x", 4096), "9", "amount=1.0000 category=" + strings.Repeat("x", 4096)},
		{"a formula", `9,2024-05-06,1,"=1+2"`, "9", "amount=1.0000 category==1+2"},
		{"no category", "9,2024-05-06,1,NULL", "9", "amount=1.0000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount,category\n"+c.row+"\n")}, "customer_id", "time", "amount", "category")
			state := t.TempDir()
			load(t, options(state, transactions(s)))
			want := content{data.Transactions: {c.id: {"time=2024-05-06T00:00:00 " + c.want}}}
			if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
				t.Errorf("lake (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMissingCustomers: rows without a customer are out of scope, or
// quarantined where that is asked for.
func TestMissingCustomers(t *testing.T) {
	path := write(t, t.TempDir(), "a.csv", minimal+",2024-05-08,1\nNULL,2024-05-08,1\n  ,2024-05-08,1\n")
	s := source([]string{path}, "customer_id", "time", "amount")
	r := load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Kept != 2 || b.OutOfScope["no customer"] != 3 || len(b.OutOfScope) != 1 {
		t.Errorf("books %+v, want 2 kept and 3 out of scope", b)
	}
	s.MissingCustomer, s.MaxRejected = "quarantine", 1
	r = load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Kept != 2 || b.Quarantined["customer_id: missing"] != 3 || len(b.Quarantined) != 1 {
		t.Errorf("books %+v, want 2 kept and 3 quarantined", b)
	}
}

// TestTenMegabyteField: one monstrous field costs one record.
func TestTenMegabyteField(t *testing.T) {
	monster := strings.Repeat("All work and no play\n", 500_000)
	for _, column := range []string{"amount", "category"} {
		t.Run(column, func(t *testing.T) {
			row := map[string]string{"amount": "9,2024-05-06,\"" + monster + "\",tea\n", "category": "9,2024-05-06,1,\"" + monster + "\"\n"}
			path := write(t, t.TempDir(), "a.csv", "customer_id,time,amount,category\n"+strings.Repeat("7,2024-05-06,1.50,tea\n", 500)+row[column]+strings.Repeat("8,2024-05-06,1.50,tea\n", 500))
			s := source([]string{path}, "customer_id", "time", "amount", "category")
			s.Duplicates = "keep"
			state := t.TempDir()
			r := load(t, options(state, transactions(s)))
			if b := books(t, r, data.Transactions); b.Read != 1001 || b.Kept != 1000 {
				t.Errorf("books %+v, want 1,000 of 1,001 rows", b)
			}
			got := rejected(t, r.Quarantine[0])
			if len(got) != 1 || got[0].Line != 502 || got[0].Column != column || len(got[0].Raw) < len(monster) || len(got[0].Value) > 210 {
				t.Errorf("%d rejected, the first at line %d, column %s, raw %d bytes", len(got), got[0].Line, got[0].Column, len(got[0].Raw))
			}
		})
	}
}

// TestWidthChange: where the budget allows it, all 30,000 rows of the file of
// DuckDB's issue 25827 are in the books.
func TestWidthChange(t *testing.T) {
	s := source([]string{write(t, t.TempDir(), "a.csv", widthChange())}, "customer_id", "time", "amount")
	s.MaxRejected, s.Duplicates = 1, "keep"
	r := load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Read != 30_000 || b.Kept != 1000 || b.Quarantined["too many fields"] != 29_000 {
		t.Errorf("books %+v, want 30,000 rows, 1,000 of them kept", b)
	}
}

// TestMixedLineEnds: a file joined from parts of three systems.
func TestMixedLineEnds(t *testing.T) {
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\r\n1,2024-05-01,1\n2,2024-05-02,2\r\n3,2024-05-03,3\r4,2024-05-04,4\n\n5,2024-05-05,5")}, "customer_id", "time", "amount")
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	if got := total(t, state, data.Transactions, "amount"); got != "15.0000" || books(t, r, data.Transactions).Kept != 5 {
		t.Errorf("sum %s of %d rows, want 15.0000 of 5", got, books(t, r, data.Transactions).Kept)
	}
}

// TestHeaderOnly: an export of a day on which nothing happened is no error; a
// warning says that it holds no rows.
func TestHeaderOnly(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := write(t, dir, "a.csv", "customer_id,time,amount\n")
	s := source([]string{dir}, "customer_id", "time", "amount")
	r := load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); b.Files != 1 || b.Read != 0 || r.Load != 1 {
		t.Errorf("load %d, books %+v; want one file without rows", r.Load, b)
	}
	if diff := cmp.Diff([]string{path + ": holds no rows"}, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	write(t, dir, "b.csv", minimal)
	r = load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); b.FilesKnown != 1 || b.Kept != 2 || r.Load != 2 {
		t.Errorf("load %d, books %+v; want two rows of the second file", r.Load, b)
	}
}

// TestCutOff: a file that ends in the middle of a record.
func TestCutOff(t *testing.T) {
	for _, c := range []struct {
		name, end string
		warning   string
		rejected  []ingest.Rejected
	}{
		{"in a field", "9,2024-05", "the file ends in the middle of a record", []ingest.Rejected{{Line: 4, Reason: "record cut off at the end of the file", Raw: "9,2024-05"}}},
		{"in a quoted field", `9,2024-05-06,"1.`, "the file ends in the middle of a record", []ingest.Rejected{{Line: 4, Reason: "record cut off at the end of the file", Raw: `9,2024-05-06,"1.`}}},
		{"perhaps in the last field", "9,2024-05-06,1", "the last line has no line end; if the file was cut off, its last field may be short", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, t.TempDir(), "a.csv", minimal+c.end)
			s := source([]string{path}, "customer_id", "time", "amount")
			s.MaxRejected, s.CSV.Quote = 1, `"`
			r := load(t, options(t.TempDir(), transactions(s)))
			if diff := cmp.Diff([]string{path + ": line 4: " + c.warning}, r.Warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			var got []ingest.Rejected
			for _, q := range r.Quarantine {
				got = rejected(t, q)
			}
			for i := range c.rejected {
				c.rejected[i].File = path
			}
			if diff := cmp.Diff(c.rejected, got); diff != "" {
				t.Errorf("quarantine (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBudget: the share is compared as it is, not rounded.
func TestBudget(t *testing.T) {
	rows := strings.Repeat("7,2024-05-06,1.50\n", 99) + "8,2024-05-06,x\n"
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+rows)}, "customer_id", "time", "amount")
	s.MaxRejected = 0.01
	if b := books(t, load(t, options(t.TempDir(), transactions(s))), data.Transactions); b.RejectedShare() != 0.01 {
		t.Errorf("share %v, want 0.01", b.RejectedShare())
	}
	if got := (&ingest.Books{}).RejectedShare(); got != 0 {
		t.Errorf("share of no rows is %v", got)
	}
}

// TestColumnsInAnyOrder: exports of one table may have more columns, or another
// order.
func TestColumnsInAnyOrder(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	write(t, dir, "a.csv", "customer_id,time,amount\n1,2024-05-01,1\n")
	write(t, dir, "b.csv", "amount,colour,customer_id,time\n2,red,2,2024-05-02\n")
	write(t, dir, "c.csv", "x;time;amount;customer_id\n;2024-05-03;3;3\n")
	s := source([]string{dir}, "customer_id=upper(customer_id)", "time", "amount")
	load(t, options(state, transactions(s)))
	want := content{data.Transactions: {
		"1": {"time=2024-05-01T00:00:00 amount=1.0000"}, "2": {"time=2024-05-02T00:00:00 amount=2.0000"}, "3": {"time=2024-05-03T00:00:00 amount=3.0000"},
	}}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestDayOrMonth: files that alone could be read either way are read like those
// that cannot, of the same load or an earlier one; a date late in a long file
// decides, too.
func TestDayOrMonth(t *testing.T) {
	const head = "customer_id,time,amount\n"
	either := head + "1,01/02/2024,1\n"
	want := func(month string) content {
		return content{data.Transactions: {"1": {"time=2024-" + month + "T00:00:00 amount=1.0000"}}}
	}
	only := func(c content) content { return content{data.Transactions: {"1": c[data.Transactions]["1"]}} }
	for _, c := range []struct {
		name  string
		loads [][]string
		want  content
	}{
		{"month first, by another file", [][]string{{either, head + "2,12/31/2023,1\n"}}, want("01-02")},
		{"day first, by another file", [][]string{{either, head + "2,31/12/2023,1\n"}}, want("02-01")},
		{"day first, by an earlier load", [][]string{{head + "2,31/12/2023,1\n"}, {either}}, want("02-01")},
		{"month first, by a date after 400,000 rows", [][]string{{either + strings.Repeat("2,03/04/2024,1\n", 400_000) + "2,12/31/2023,1\n"}}, want("01-02")},
		{"month first, one broken date", [][]string{{either + strings.Repeat("2,12/31/2023,1\n", 100) + "2,31/31/2023,1\n"}}, want("01-02")},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, state := t.TempDir(), t.TempDir()
			s := source([]string{dir}, "customer_id", "time", "amount")
			for i, files := range c.loads {
				for k, text := range files {
					write(t, dir, fmt.Sprintf("%d-%d.csv", i, k), text)
				}
				load(t, options(state, transactions(s)))
			}
			if diff := cmp.Diff(c.want, only(contentOf(t, state))); diff != "" {
				t.Errorf("lake (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCustomers: the last row of a customer counts, so rows are kept in order
// and only those that repeat the row before are duplicates.
func TestCustomers(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "region", "cost_to_serve")
	sources := map[string]data.Source{data.Customers: s}
	write(t, dir, "a.csv", "customer_id,region,cost_to_serve\n1,north,1\n2,south,2\n1,north,1\n1,south,1\n1,north,1\n")
	b := books(t, load(t, options(state, sources)), data.Customers)
	if b.Kept != 4 || b.Duplicates != 1 {
		t.Errorf("first load: %+v", b)
	}
	write(t, dir, "b.csv", "customer_id,region,cost_to_serve\n1,north,1\n2,east,2\n2,south,2\n")
	b = books(t, load(t, options(state, sources)), data.Customers)
	if b.Kept != 2 || b.Duplicates != 1 {
		t.Errorf("second load: %+v", b)
	}
	want := content{data.Customers: {
		"1": {"region=north cost_to_serve=1.0000", "region=south cost_to_serve=1.0000", "region=north cost_to_serve=1.0000"},
		"2": {"region=south cost_to_serve=2.0000", "region=east cost_to_serve=2.0000", "region=south cost_to_serve=2.0000"},
	}}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestWalletSegments: a row of wallet without a customer belongs to a segment,
// if it names one; duplicates are found within a load and across loads.
func TestWalletSegments(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	s := source([]string{dir}, "customer_id", "segment", "month", "category", "total")
	sources := map[string]data.Source{data.Wallet: s}
	const head = "customer_id,segment,month,category,total\n"
	write(t, dir, "a.csv", head+"7,,2024-05-01,food,10\n,gold,2024-05-01,food,20\n,gold,2024-05-01,food,20\n,,2024-05-01,food,30\n7,gold,2024-06-01,,40\n")
	b := books(t, load(t, options(state, sources)), data.Wallet)
	if b.Kept != 3 || b.Duplicates != 1 || b.OutOfScope["no customer"] != 1 {
		t.Errorf("first load: %+v", b)
	}
	write(t, dir, "b.csv", head+",gold,2024-05-01,food,20\n,silver,2024-05-01,food,20\n")
	b = books(t, load(t, options(state, sources)), data.Wallet)
	if b.Kept != 1 || b.Duplicates != 1 {
		t.Errorf("second load: %+v", b)
	}
	want := content{
		data.Wallet:         {"7": {"month=2024-05-01T00:00:00 category=food total=10.0000", "month=2024-06-01T00:00:00 segment=gold total=40.0000"}},
		data.WalletSegments: {"": {"month=2024-05-01T00:00:00 segment=gold category=food total=20.0000", "month=2024-05-01T00:00:00 segment=silver category=food total=20.0000"}},
	}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestTranslatedValues: texts are translated before the contract is asked.
func TestTranslatedValues(t *testing.T) {
	path := write(t, t.TempDir(), "a.csv", "customer_id,time,kind\n1,2024-05-01,ADR\n2,2024-05-02,MAIL\n3,2024-05-03,address\n4,2024-05-04,?\n5,2024-05-05,-\n")
	s := source([]string{path}, "customer_id", "time")
	s.Columns["kind"] = data.Mapping{From: "kind", Values: map[string]string{"ADR": "address", "MAIL": "email", "-": ""}}
	s.MaxRejected = 1
	state := t.TempDir()
	r := load(t, options(state, map[string]data.Source{data.Changes: s}))
	if diff := cmp.Diff(map[string]int64{"kind: missing": 1, "kind: not one of the allowed values": 1}, books(t, r, data.Changes).Quarantined); diff != "" {
		t.Errorf("quarantined (-want +got):\n%s", diff)
	}
	want := content{data.Changes: {
		"1": {"time=2024-05-01T00:00:00 kind=address"}, "2": {"time=2024-05-02T00:00:00 kind=email"}, "3": {"time=2024-05-03T00:00:00 kind=address"},
	}}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
}

// TestCalculatedNumbers: an expression over a text that is no number rejects
// the row and names the export's column.
func TestCalculatedNumbers(t *testing.T) {
	path := write(t, t.TempDir(), "a.csv", "customer_id,time,n,price\n1,2024-05-01,2,0.10\n1,2024-05-02,two,0.10\n1,2024-05-03,,0.10\n")
	s := source([]string{path}, "customer_id", "time", "amount=n * price")
	s.MaxRejected = 1
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	want := []ingest.Rejected{
		{File: path, Line: 3, Column: "n", Value: "two", Reason: "not a number where the expression needs one", Raw: "1,2024-05-02,two,0.10"},
		{File: path, Line: 4, Column: "amount", Reason: "missing", Raw: "1,2024-05-03,,0.10"},
	}
	if diff := cmp.Diff(want, rejected(t, r.Quarantine[0])); diff != "" {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	if got := total(t, state, data.Transactions, "amount"); got != "0.2000" {
		t.Errorf("sum %s, want 0.2000", got)
	}
}

// TestJSONLinesWithExpressions: keys that only some objects have, expressions,
// and a key that the table can do without.
func TestJSONLinesWithExpressions(t *testing.T) {
	path := write(t, t.TempDir(), "a.jsonl", `{"id":7,"at":"2024-05-01","n":2,"price":0.1}`+"\n"+`{"price":1.25,"n":"4","at":"2024-05-02","id":"007","tag":null}`+"\n"+`{"id":7`+"\n")
	s := source([]string{path}, "customer_id=id", "time=at", "amount=n * price", "category=tag", "product=sku")
	s.MaxRejected = 1
	state := t.TempDir()
	r := load(t, options(state, transactions(s)))
	want := content{data.Transactions: {"7": {"time=2024-05-01T00:00:00 amount=0.2000"}, "007": {"time=2024-05-02T00:00:00 amount=5.0000"}}}
	if diff := cmp.Diff(want, contentOf(t, state)); diff != "" {
		t.Errorf("lake (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{path + `: key "sku" is in none of the first lines`}, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if got := rejected(t, r.Quarantine[0]); len(got) != 1 || got[0].Line != 3 || got[0].Reason != "not valid JSON" {
		t.Errorf("rejected %+v, want line 3 as not valid JSON", got)
	}
}

// TestFilesOfTheLake: the manifest says of every export what became of its
// rows, and the fingerprint tells whether the lake changed.
func TestFilesOfTheLake(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	a := write(t, dir, "a.csv", minimal+"7,2024-05-06,1.50\n")
	b := write(t, dir, "b.csv", minimal+"9,2024-05-08,much\n,2024-05-08,1\n10,2024-05-08,1\n")
	s := source([]string{filepath.Join(dir, "*.csv")}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	load(t, options(state, transactions(s)))
	type counts struct{ Read, Kept, Duplicates, OutOfScope, Quarantined int64 }
	got := map[string]counts{}
	for _, f := range open(t, state).Files() {
		got[f.Path] = counts{f.Read, f.Kept, f.Duplicates, f.OutOfScope, f.Quarantined}
	}
	if diff := cmp.Diff(map[string]counts{a: {3, 2, 1, 0, 0}, b: {5, 1, 2, 1, 1}}, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestHopeless: a load that cannot come back under its budget ends early; one
// that can goes on to the end, whatever its first rows are like.
func TestHopeless(t *testing.T) {
	const rows = 1_000_000
	bad, good := "7,2024-05-06,none\n", "7,2024-05-06,1.50\n"
	s := source([]string{write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+strings.Repeat(bad, rows))}, "customer_id", "time", "amount")
	_, err := ingest.Run(context.Background(), options(t.TempDir(), transactions(s)))
	var budget *ingest.BudgetError
	if !errors.As(err, &budget) {
		t.Fatalf("error %v, want a BudgetError", err)
	}
	want := fmt.Sprintf("transactions: 100.00 %% of the first %d rows cannot be used, more than the 1.00 %% that ", budget.Read)
	if !strings.HasPrefix(err.Error(), want) || budget.Read < rows/100 || budget.Read > rows/2 {
		t.Errorf("error %v after %d rows, want %s", err, budget.Read, want)
	}
	s.Files[0] = write(t, t.TempDir(), "a.csv", "customer_id,time,amount\n"+strings.Repeat(bad, rows/10)+strings.Repeat(good, 9*rows/10))
	s.MaxRejected = 0.1
	r := load(t, options(t.TempDir(), transactions(s)))
	if b := books(t, r, data.Transactions); b.Read != rows || b.Rejected() != rows/10 {
		t.Errorf("books %+v, want %d rows, a tenth of them rejected", b, rows)
	}
}
