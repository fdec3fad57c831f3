package duckdb_test

import (
	"context"
	"strings"
	"testing"

	"predict/data/duckdb"
)

// open opens an engine for a test.
func open(t testing.TB) *duckdb.Engine {
	t.Helper()
	e, err := duckdb.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// compile compiles one expression over the columns.
func compile(t testing.TB, e *duckdb.Engine, sql string, columns []string, decimal byte) *duckdb.Program {
	t.Helper()
	p, err := e.Compile(context.Background(), []duckdb.Expression{{Name: "x", SQL: sql}}, columns, decimal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// texts makes a column; "" stands for missing.
func texts(values ...string) duckdb.Texts {
	var c duckdb.Texts
	for _, v := range values {
		c.Data = append(c.Data, v...)
		c.Ends = append(c.Ends, uint32(len(c.Data)))
	}
	return c
}

// values writes a column with blanks between; "-" stands for missing.
func values(c duckdb.Texts) string {
	var out []string
	for i := range c.Ends {
		v := c.At(i)
		if c.Null[i] {
			v = []byte("-")
		}
		out = append(out, string(v))
	}
	return strings.Join(out, " ")
}
