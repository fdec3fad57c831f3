package ingest_test

import (
	"context"
	"testing"

	"predict/data"
	"predict/data/generate"
	"predict/data/ingest"
)

// BenchmarkLoad loads demo exports: transactions by name, transactions with
// expressions, and all nine tables.
func BenchmarkLoad(b *testing.B) {
	o := generate.DefaultOptions()
	o.Customers, o.Seed = 4000, 1
	all, summary := exports(b, o)
	one := transactions(all[data.Transactions])
	s := all[data.Transactions]
	s.Columns = map[string]data.Mapping{}
	for name, m := range all[data.Transactions].Columns {
		s.Columns[name] = m
	}
	for _, c := range []struct {
		name    string
		sources map[string]data.Source
	}{{"transactions", one}, {"expressions", transactions(withExpression(s))}, {"nine tables", all}} {
		rows, bytes := 0, int64(0)
		for _, t := range summary.Tables {
			if _, ok := c.sources[t.Name]; ok {
				rows, bytes = rows+t.Records, bytes+t.Bytes
			}
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(bytes)
			for b.Loop() {
				o := options(b.TempDir(), c.sources)
				o.Workers = 0
				if _, err := ingest.Run(context.Background(), o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkNothingNew is a load of 730 daily exports that are all known.
func BenchmarkNothingNew(b *testing.B) {
	o := options(b.TempDir(), damaged(b, 200, 1))
	load(b, o)
	for b.Loop() {
		if _, err := ingest.Run(context.Background(), o); err != nil {
			b.Fatal(err)
		}
	}
}
