package features

import (
	"math/rand/v2"
	"testing"
)

// benchBatch makes customers with about 50 lines each in about 20 orders over
// three years, and a few events of the other tables.
func benchBatch(customers int) *Batch {
	r := rand.New(rand.NewPCG(50, 50))
	all := make([]*person, customers)
	for i := range all {
		p := &person{id: "c", key: uint64(i), signup: worldStart}
		for o := range 10 + r.IntN(21) {
			at := worldStart + r.Int64N(worldDays*24)*Day/24
			for range 1 + r.IntN(4) {
				p.lines = append(p.lines, lineRow{
					at: at, amount: r.Int64N(1e6) - 2e4, margin: r.Int64N(1e5), order: int64(i*100 + o),
					category: int32(r.IntN(20)), product: int32(r.IntN(5000)), channel: int32(r.IntN(4)), isReturn: -1,
				})
			}
		}
		for range 15 {
			p.addEvent(r, worldStart, worldEnd)
		}
		all[i] = p
	}
	return toBatch(all)
}

// BenchmarkCompute runs five cutoffs through families. A line/s is an input
// line through all five; a row/s is one customer at one cutoff.
func BenchmarkCompute(b *testing.B) {
	batch := benchBatch(2000)
	run := func(b *testing.B, tables []string, families ...string) {
		o := DefaultOptions()
		o.Families = families
		e, err := NewEngine(o, tables, worldCutoffs(), worldEnd)
		if err != nil {
			b.Fatal(err)
		}
		result := compute(b, e, batch)
		w := e.NewWorker()
		rows := 0
		b.ReportAllocs()
		for b.Loop() {
			rows = 0
			for _, table := range result {
				table.Reset()
			}
			if err := w.Compute(batch, result); err != nil {
				b.Fatal(err)
			}
			for _, table := range result {
				rows += table.Rows()
			}
		}
		seconds := b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(float64(len(batch.Transactions.Time))/seconds, "lines/s")
		b.ReportMetric(float64(rows)/seconds, "rows/s")
		b.ReportMetric(seconds*1e9/float64(rows), "ns/row")
	}
	b.Run("all tables", func(b *testing.B) { run(b, allTables()) })
	b.Run("transactions only", func(b *testing.B) { run(b, []string{"transactions"}) })
	for _, f := range Families() {
		b.Run(f.Name, func(b *testing.B) { run(b, allTables(), f.Name) })
	}
}

func BenchmarkPeers(b *testing.B) {
	batch := benchBatch(2000)
	e := newEngine(b, DefaultOptions())
	p := e.NewPeerCounter()
	for b.Loop() {
		if err := p.Add(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(batch.Transactions.Time))*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
