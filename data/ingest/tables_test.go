package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/ingest"
)

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
