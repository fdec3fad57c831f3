package generate

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// chunkCustomers is how many customers one goroutine takes at a time.
const chunkCustomers = 256

// simulate lives through the window for every customer. Customers are divided
// into fixed chunks, so that the order of the rows does not depend on who
// worked on which.
func simulate(ctx context.Context, o Options, m *market, c *calendar) (*records, error) {
	chunks := make([]*records, (o.Customers+chunkCustomers-1)/chunkCustomers)
	workers := min(o.workers(), len(chunks))
	sums := make([]needs, workers)
	var next atomic.Int64
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(chunks) {
					return
				}
				chunks[i] = new(records)
				chunks[i].needs = &sums[worker]
				for n := i * chunkCustomers; n < min((i+1)*chunkCustomers, o.Customers); n++ {
					live(o.Seed, n, m, c, chunks[i])
				}
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := merge(chunks)
	all.needs = &sums[0]
	for i := range sums[1:] {
		all.needs.add(&sums[1+i])
	}
	return all, nil
}

// merge puts the rows of the chunks behind each other and lets go of each
// chunk's own as it does.
func merge(chunks []*records) *records {
	all := new(records)
	all.customers = gather(chunks, func(r *records) *[]profile { return &r.customers })
	all.lines = gather(chunks, func(r *records) *[]lineRow { return &r.lines })
	all.invoices = gather(chunks, func(r *records) *[]invoiceRow { return &r.invoices })
	all.contacts = gather(chunks, func(r *records) *[]contactRow { return &r.contacts })
	all.changes = gather(chunks, func(r *records) *[]changeRow { return &r.changes })
	all.offers = gather(chunks, func(r *records) *[]offerRow { return &r.offers })
	all.scores = gather(chunks, func(r *records) *[]scoreRow { return &r.scores })
	all.wallet = gather(chunks, func(r *records) *[]walletRow { return &r.wallet })
	all.cancellations = gather(chunks, func(r *records) *[]cancellationRow { return &r.cancellations })
	all.truth = gather(chunks, func(r *records) *[]truthRow { return &r.truth })
	return all
}

// gather moves one kind of rows out of the chunks.
func gather[T any](chunks []*records, of func(*records) *[]T) []T {
	total := 0
	for _, c := range chunks {
		total += len(*of(c))
	}
	all := slices.Grow([]T(nil), total)
	for _, c := range chunks {
		all = append(all, *of(c)...)
		*of(c) = nil
	}
	return all
}

// byTime orders rows by their instant; rows of the same instant keep their
// order. Rows are dealt into days first, so that only few are compared.
func byTime[T any](rows []T, days int, at func(*T) int32) []T {
	first := make([]int, days+1)
	for i := range rows {
		first[at(&rows[i])/daySeconds+1]++
	}
	for d := range days {
		first[d+1] += first[d]
	}
	place := slices.Clone(first)
	sorted := make([]T, len(rows))
	for i := range rows {
		d := at(&rows[i]) / daySeconds
		sorted[place[d]] = rows[i]
		place[d]++
	}
	for d := range days {
		slices.SortStableFunc(sorted[first[d]:first[d+1]], func(a, b T) int { return int(at(&a) - at(&b)) })
	}
	return sorted
}
