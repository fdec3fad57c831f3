package ingest_test

import (
	"os"
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

// TestNotUTF8: a record with bytes that are no text of the encoding.
func TestNotUTF8(t *testing.T) {
	path := write(t, t.TempDir(), "a.csv", "customer_id,time,amount,category\n7,2024-05-06,1.5,<tea>\n8,2024-05-06,1,t\xffea\n9,2024-05-06,x,<b>\n")
	s := source([]string{path}, "customer_id", "time", "amount", "category")
	s.MaxRejected, s.CSV.Encoding = 1, "utf-8"
	r := load(t, options(t.TempDir(), transactions(s)))
	want := []ingest.Rejected{
		{File: path, Line: 3, Reason: "not valid UTF-8", Raw: "8,2024-05-06,1,t\ufffdea"},
		{File: path, Line: 4, Column: "amount", Value: "x", Reason: "not an amount", Raw: "9,2024-05-06,x,<b>"},
	}
	if diff := cmp.Diff(want, rejected(t, r.Quarantine[0])); diff != "" {
		t.Errorf("quarantine (-want +got):\n%s", diff)
	}
	text, err := os.ReadFile(r.Quarantine[0])
	if err != nil || !strings.Contains(string(text), `"raw":"9,2024-05-06,x,<b>"`) {
		t.Errorf("the quarantine reads %s (%v), want the record as people read it", text, err)
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
