package duckdb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/duckdb"
)

// Columns of the test export, three rows each but where a test says otherwise.
func export() (names []string, columns map[string][]string) {
	columns = map[string][]string{
		"InvoiceNo":  {"536365", "C536379", "536367"},
		"Quantity":   {"6", "-1", "32"},
		"UnitPrice":  {"2.55", "27.50", "1.69"},
		"CustomerID": {"17850.0", "", "0013047"},
		"type":       {"PRIJEM", "VYDAJ", "VYDAJ"},
		"amount":     {"700.5", "200", ""},
		"paid":       {"", "1/15/2013", ""},
		"day":        {"2010-12-01 08:26:00", "2010-12-02", ""},
		"a b":        {"x", "y", "z"},
		"noise":      {"15.299999999999999", "1e-3", "$1,234.50"},
		"big":        {"9999999999999999999.123456789", "-92233720368547758.08", "12345678901234567890"},
		"junk":       {"1", "n/a", "2"},
		"dates":      {"2013-01-15", "15.1.2013", ""},
	}
	for name := range columns {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, columns
}

// evalCase is an expression and its results on the rows of export.
type evalCase struct {
	sql, want string
	kind      duckdb.Kind
	bad       string // the columns to blame, by row; "." for none, empty for none at all
}

func evalCases() []evalCase {
	return []evalCase{
		{sql: "Quantity * UnitPrice", want: "15.3 -27.5 54.08", kind: duckdb.Number},
		{sql: "quantity * -unitprice", want: "-15.3 27.5 -54.08", kind: duckdb.Number},
		{sql: "case when type = 'VYDAJ' then -amount else amount end", want: "700.5 -200 -", kind: duckdb.Number},
		{sql: `regexp_replace(CustomerID, '\.0$', '')`, want: "17850 - 0013047", kind: duckdb.Text},
		{sql: "InvoiceNo like 'C%'", want: "false true false", kind: duckdb.Flag},
		{sql: "coalesce(paid, '')", want: " 1/15/2013 ", kind: duckdb.Text},
		{sql: `"a b"`, want: "x y z", kind: duckdb.Text},
		{sql: `upper("a b") || '-' || Quantity`, want: "X-6 Y--1 Z-32", kind: duckdb.Text},
		{sql: "day::date", want: "2010-12-01 2010-12-02 -", kind: duckdb.Time},
		{sql: "day::timestamp", want: "2010-12-01 08:26:00 2010-12-02 00:00:00 -", kind: duckdb.Time},
		{sql: "date_trunc('month', day::date)", want: "2010-12-01 00:00:00 2010-12-01 00:00:00 -", kind: duckdb.Time},
		{sql: "day::date + interval 30 day", want: "2010-12-31 00:00:00 2011-01-01 00:00:00 -", kind: duckdb.Time},
		{sql: "day::timestamptz", want: "2010-12-01 08:26:00+00 2010-12-02 00:00:00+00 -", kind: duckdb.Time},
		{sql: "strptime(paid, '%m/%d/%Y')", want: "- 2013-01-15 00:00:00 -", kind: duckdb.Time},
		{sql: "Quantity < 0", want: "false true false", kind: duckdb.Flag},
		{sql: "Quantity > 10 and UnitPrice < 2.0", want: "false false true", kind: duckdb.Flag},
		{sql: "Quantity in (6, 32)", want: "true false true", kind: duckdb.Flag},
		{sql: "Quantity between 0 and 10", want: "true false false", kind: duckdb.Flag},
		{sql: "Quantity = '6'", want: "true false false", kind: duckdb.Flag},
		{sql: "type in ('PRIJEM')", want: "true false false", kind: duckdb.Flag},
		{sql: "CustomerID is null", want: "false true false", kind: duckdb.Flag},
		{sql: "not (CustomerID is null or type = 'VYDAJ')", want: "true false false", kind: duckdb.Flag},
		{sql: "abs(Quantity)", want: "6 1 32", kind: duckdb.Number},
		{sql: "round(UnitPrice, 1)", want: "2.6 27.5 1.7", kind: duckdb.Number},
		{sql: "greatest(Quantity, 0)", want: "6 0 32", kind: duckdb.Number},
		{sql: "coalesce(amount, 0)", want: "700.5 200 0", kind: duckdb.Number},
		{sql: "nullif(Quantity, -1)", want: "6 - 32", kind: duckdb.Number},
		{sql: "nullif(type, 'VYDAJ')", want: "PRIJEM - -", kind: duckdb.Text},
		{sql: "if(type = 'VYDAJ', 'out', 'in')", want: "in out out", kind: duckdb.Text},
		{sql: "lpad(Quantity, 5, '0')", want: "00006 000-1 00032", kind: duckdb.Text},
		{sql: "split_part(day, ' ', 1)", want: "2010-12-01 2010-12-02 -", kind: duckdb.Text},
		{sql: "length(InvoiceNo)", want: "6 7 6", kind: duckdb.Number},
		{sql: "noise + 0", want: "15.3 0.001 1234.5", kind: duckdb.Number},
		{sql: "Quantity / 4", want: "1.5 -0.25 8", kind: duckdb.Number},
		{sql: "Quantity % 4", want: "2 -1 0", kind: duckdb.Number},
		{sql: "'EUR'", want: "EUR EUR EUR", kind: duckdb.Text},
		{sql: "null", want: "- - -", kind: duckdb.Number},
		{sql: "1 + 1", want: "2 2 2", kind: duckdb.Number},
		{sql: "big + 0", want: "9999999999999999999.123456789 -92233720368547758.08 -", kind: duckdb.Number, bad: ". . big"},
		// A text that is no number is only bad where the row needs it.
		{sql: "junk * 2", want: "2 - 4", kind: duckdb.Number, bad: ". junk ."},
		{sql: "case when junk = 'n/a' then 0 else junk * 2 end", want: "2 0 4", kind: duckdb.Number},
		{sql: "case when type = 'VYDAJ' and Quantity < 0 then Quantity else junk end", want: "1 -1 2", kind: duckdb.Text},
		{sql: "coalesce(Quantity, junk) + 0", want: "6 -1 32", kind: duckdb.Number},
		{sql: "junk * Quantity * UnitPrice", want: "15.3 - 108.16", kind: duckdb.Number, bad: ". junk ."},
		{sql: "dates::date", want: "2013-01-15 - -", kind: duckdb.Time, bad: ". dates ."},
		{sql: "try_cast(dates as date)", want: "2013-01-15 - -", kind: duckdb.Time},
		{sql: "case when dates like '%.%' then strptime(dates, '%d.%m.%Y')::date else dates::date end", want: "2013-01-15 2013-01-15 -", kind: duckdb.Time},
		{sql: "big * big * big", want: "- - -", kind: duckdb.Number, bad: "big big big"},
	}
}

func TestEval(t *testing.T) {
	names, columns := export()
	e := open(t)
	for _, tt := range evalCases() {
		t.Run(tt.sql, func(t *testing.T) {
			p := compile(t, e, tt.sql, names, '.')
			var in []duckdb.Texts
			for _, name := range p.Inputs() {
				in = append(in, texts(columns[name]...))
			}
			out := make([]duckdb.Texts, 1)
			bad, err := p.Eval(context.Background(), 3, in, out)
			if err != nil {
				t.Fatal(err)
			}
			if got := values(out[0]); got != tt.want {
				t.Errorf("got %q; want %q", got, tt.want)
			}
			if got := p.Kinds()[0]; got != tt.kind {
				t.Errorf("kind %d; want %d", got, tt.kind)
			}
			want := tt.bad
			if want == "" {
				want = ". . ."
			}
			if got := blamed(p, bad); got != want {
				t.Errorf("bad %q; want %q", got, want)
			}
		})
	}
}

// blamed writes the columns to blame for each row.
func blamed(p *duckdb.Program, bad []int32) string {
	var out []string
	for _, b := range bad {
		if b < 0 {
			out = append(out, ".")
		} else {
			out = append(out, p.Inputs()[b])
		}
	}
	return strings.Join(out, " ")
}

func TestEvalDecimalComma(t *testing.T) {
	columns := []string{"menge", "preis"}
	in := map[string][]string{"menge": {"2", "1.000", "1,5"}, "preis": {"1,25", "1.234,50", "0,333333333"}}
	tests := []struct{ sql, want string }{
		{"menge * preis", "2.5 1234500 0.4999999995"},
		{"preis", "1,25 1.234,50 0,333333333"}, // text stays as it is
		{"preis::double", "1.25 - 0.333333333"},
		{"preis > 1.3", "false true false"},
	}
	e := open(t)
	for _, tt := range tests {
		t.Run(tt.sql, func(t *testing.T) {
			p := compile(t, e, tt.sql, columns, ',')
			var cols []duckdb.Texts
			for _, name := range p.Inputs() {
				cols = append(cols, texts(in[name]...))
			}
			out := make([]duckdb.Texts, 1)
			if _, err := p.Eval(context.Background(), 3, cols, out); err != nil {
				t.Fatal(err)
			}
			if got := values(out[0]); got != tt.want {
				t.Errorf("got %q; want %q", got, tt.want)
			}
		})
	}
}

// Several expressions share inputs; rows keep their order over many chunks and
// batches; bad rows in between do not move the others.
func TestEvalManyRows(t *testing.T) {
	const n = 20_011
	e := open(t)
	exprs := []duckdb.Expression{{Name: "double", SQL: "a * 2"}, {Name: "text", SQL: "a || ':' || b"}, {Name: "twice", SQL: "a + a"}}
	p, err := e.Compile(context.Background(), exprs, []string{"a", "b"}, '.')
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if diff := cmp.Diff([]string{"a", "b"}, p.Inputs()); diff != "" {
		t.Fatalf("inputs (-want +got):\n%s", diff)
	}
	out := make([]duckdb.Texts, len(exprs))
	for batch := range 3 {
		a, b := make([]string, n), make([]string, n)
		for i := range n {
			a[i], b[i] = fmt.Sprint(i*(batch+1)), fmt.Sprintf("a rather long text %d", i)
			if batch == 1 && i%1000 == 7 {
				a[i] = "bad"
			}
		}
		bad, err := p.Eval(context.Background(), n, []duckdb.Texts{texts(a...), texts(b...)}, out)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			double, blame := fmt.Sprint(2*i*(batch+1)), int32(-1)
			if a[i] == "bad" {
				double, blame = "", 0
			}
			if got := string(out[0].At(i)); got != double || bad[i] != blame || string(out[2].At(i)) != double {
				t.Fatalf("batch %d, row %d: %q, bad %d; want %q, bad %d", batch, i, got, bad[i], double, blame)
			}
			if got, want := string(out[1].At(i)), a[i]+":"+b[i]; got != want {
				t.Fatalf("batch %d, row %d: %q; want %q", batch, i, got, want)
			}
		}
	}
}

// Texts with zero bytes pass; texts that are not UTF-8 are told, not lost. Two
// halves of one letter in neighbouring values are no letter.
func TestEvalInvalidTexts(t *testing.T) {
	p := compile(t, open(t), "a || '!'", []string{"a"}, '.')
	out := make([]duckdb.Texts, 1)
	bad, err := p.Eval(context.Background(), 5, []duckdb.Texts{texts("a\x00b", "\xff", "x\xc3", "\xa9", "é")}, out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int32{-1, 0, 0, 0, -1}, bad); diff != "" {
		t.Errorf("bad (-want +got):\n%s", diff)
	}
	if a, b := string(out[0].At(0)), string(out[0].At(4)); a != "a\x00b!" || b != "é!" {
		t.Errorf("got %q, %q", a, b)
	}
}

func TestEvalOutOfMemory(t *testing.T) {
	e, err := duckdb.Open(duckdb.MemoryMB(64))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	p := compile(t, e, "replace(a, 'a', '"+strings.Repeat("x", 900)+"')", []string{"a"}, '.')
	_, err = p.Eval(context.Background(), 1, []duckdb.Texts{texts(strings.Repeat("a", 100_000))}, make([]duckdb.Texts, 1))
	if err == nil || !strings.HasPrefix(err.Error(), "evaluating expressions: Out of Memory") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v; want an error of one line about memory", err)
	}
	small := compile(t, e, "a + 1", []string{"a"}, '.')
	if _, err := small.Eval(context.Background(), 1, []duckdb.Texts{texts("1")}, make([]duckdb.Texts, 1)); err != nil {
		t.Errorf("the engine is of no use afterwards: %v", err)
	}
}

func TestEvalRefusesWrongShapes(t *testing.T) {
	p := compile(t, open(t), "a * 2", []string{"a"}, '.')
	ctx := context.Background()
	if _, err := p.Eval(ctx, 1, nil, make([]duckdb.Texts, 1)); err == nil {
		t.Error("no column in: no error")
	}
	if _, err := p.Eval(ctx, 2, []duckdb.Texts{texts("1")}, make([]duckdb.Texts, 1)); err == nil {
		t.Error("a row too few: no error")
	}
	out := make([]duckdb.Texts, 1)
	if _, err := p.Eval(ctx, 0, []duckdb.Texts{{}}, out); err != nil || len(out[0].Ends) != 0 {
		t.Errorf("no rows: %v, %d results; want none", err, len(out[0].Ends))
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := p.Eval(done, 1, []duckdb.Texts{texts("1")}, out); err == nil {
		t.Error("a cancelled context: no error")
	}
}
