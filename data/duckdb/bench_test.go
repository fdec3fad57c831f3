package duckdb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"predict/data/duckdb"
	"predict/data/duckdb/duckdbtest"
)

// BenchmarkEval evaluates the expressions that Online Retail is mapped with, on
// rows of its shape and number, and what bad values cost.
func BenchmarkEval(b *testing.B) {
	const total, size = 541_909, 50_000
	columns := []string{"InvoiceNo", "Quantity", "UnitPrice", "CustomerID", "InvoiceDate", "Dirty", "Settled"}
	r := rand.New(rand.NewPCG(1, 2))
	in := map[string]duckdb.Texts{}
	add := func(name, v string) {
		c := in[name]
		c.Data = append(c.Data, v...)
		c.Ends = append(c.Ends, uint32(len(c.Data)))
		in[name] = c
	}
	for range size {
		add("InvoiceNo", fmt.Sprint(536365+r.IntN(40_000)))
		add("Quantity", fmt.Sprint(r.IntN(50)-2))
		add("UnitPrice", fmt.Sprintf("%d.%02d", r.IntN(20), r.IntN(100)))
		add("InvoiceDate", fmt.Sprintf("2011-%02d-%02d %02d:%02d:00", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60)))
		// One value in a hundred is none.
		dirty, settled := fmt.Sprint(r.IntN(50)), "2011-01-15"
		if r.IntN(100) == 0 {
			dirty, settled = "n/a", "n/a"
		}
		add("Dirty", dirty)
		add("Settled", settled)
		add("CustomerID", fmt.Sprintf("%d.0", 12_346+r.IntN(5_000)))
	}
	for _, bb := range []struct {
		name  string
		exprs []string
	}{
		{"product", []string{"Quantity * UnitPrice"}},
		{"regexp", []string{`regexp_replace(CustomerID, '\.0$', '')`}},
		{"cast", []string{"InvoiceDate::timestamp"}},
		{"date_of_some", []string{"Settled::date"}},
		{"number_of_some", []string{"Dirty * 2"}},
		{"three", []string{"Quantity * UnitPrice", `regexp_replace(CustomerID, '\.0$', '')`, "InvoiceNo like 'C%'"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			e := open(b)
			var exprs []duckdb.Expression
			for i, sql := range bb.exprs {
				exprs = append(exprs, duckdb.Expression{Name: fmt.Sprint(i), SQL: sql})
			}
			p, err := e.Compile(context.Background(), exprs, columns, '.')
			if err != nil {
				b.Fatal(err)
			}
			defer p.Close()
			var cols []duckdb.Texts
			for _, name := range p.Inputs() {
				cols = append(cols, in[name])
			}
			out := make([]duckdb.Texts, len(exprs))
			b.ReportAllocs()
			for b.Loop() {
				for done := 0; done < total; done += size {
					if _, err := p.Eval(context.Background(), min(size, total-done), cols, out); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(total)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkParquetToCSV turns a Parquet export of transactions into CSV.
func BenchmarkParquetToCSV(b *testing.B) {
	const total = 500_000
	dir := b.TempDir()
	path := filepath.Join(dir, "in.parquet")
	duckdbtest.Exec(b, fmt.Sprintf("copy (select lpad(cast(i %% 50000 as varchar), 8, '0') as customer, timestamp '2024-01-01' + to_seconds(i) as time, "+
		"cast(i %% 10007 as decimal(12,2)) / 100 as amount from range(%d) t(i)) to '%s' (format parquet)", total, path))
	e := open(b)
	for b.Loop() {
		if _, rows, err := e.ParquetToCSV(context.Background(), path, filepath.Join(dir, "out.csv")); err != nil || rows != total {
			b.Fatal(rows, err)
		}
	}
	b.ReportMetric(float64(total)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
