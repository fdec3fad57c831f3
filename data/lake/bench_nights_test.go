package lake_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// nightBuckets is the number of buckets of the lakes of these benchmarks.
const nightBuckets = 16

// night loads n transactions, spread evenly over the customers, all after those
// of the nights before.
func night(b *testing.B, dir string, number, customers, n int) {
	b.Helper()
	x, err := open(b, dir).Begin(nightBuckets)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, uint64(number)))
	for bucket := range nightBuckets {
		index, err := x.Customers(bucket)
		if err != nil {
			b.Fatal(err)
		}
		for c := index.Len(); c < customers/nightBuckets; c++ {
			id := fmt.Appendf(nil, "customer %d of %d", c, bucket)
			index.Code(uint64(bucket)<<60|uint64(c), id)
		}
		rows := n / nightBuckets
		codes := make([]int32, rows)
		for i := range codes {
			codes[i] = r.Int32N(int32(index.Len()))
		}
		slices.Sort(codes)
		cols := []columnar.Column{customer(codes...), sourced(x, 0, rows), wide("time"), wide("amount"), narrow("category"), narrow("product")}
		for i := range codes {
			cols[2].I64 = append(cols[2].I64, int64(number)*day+int64(i)*day/int64(rows))
			cols[3].I64 = append(cols[3].I64, r.Int64N(50_000)*100)
			cols[4].I32 = append(cols[4].I32, r.Int32N(20))
			cols[5].I32 = append(cols[5].I32, r.Int32N(5000))
		}
		if err := x.WritePart(data.Transactions, bucket, cols, rows); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Commit([]lake.FileEntry{{Table: data.Transactions, Kept: int64(n / nightBuckets * nightBuckets)}}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkNights loads, reads and compacts a lake of 100,000 customers with 2
// million transactions and some nights of 10,000.
func BenchmarkNights(b *testing.B) {
	const customers, backfill, daily = 100_000, 2_000_000, 10_000
	root := b.TempDir()
	for _, segments := range []int{1, 12} {
		dir := filepath.Join(root, fmt.Sprint(segments))
		night(b, dir, 0, customers, backfill)
		for i := range segments - 1 {
			night(b, dir, 1+i, customers, daily)
		}
		rows := float64(open(b, dir).Rows(data.Transactions))
		b.Run(fmt.Sprintf("read/segments=%d", segments), func(b *testing.B) {
			from := processor()
			for b.Loop() {
				l := open(b, dir) // without what was read before
				var bucket *lake.Bucket
				for i := range nightBuckets {
					var err error
					if bucket, err = l.ReadBucket(context.Background(), i, nil, bucket); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64((processor()-from).Nanoseconds())/float64(b.N)/rows, "cpu-ns/row")
		})
		b.Run(fmt.Sprintf("load/segments=%d", segments), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				copied := filepath.Join(root, "load")
				link(b, dir, copied)
				b.StartTimer()
				night(b, copied, 100, customers, daily)
			}
			b.ReportMetric(daily*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	b.Run("compact", func(b *testing.B) {
		rows := int64(0)
		for b.Loop() {
			b.StopTimer()
			copied := filepath.Join(root, "compact")
			link(b, filepath.Join(root, "12"), copied)
			b.StartTimer()
			rows += compact(b, copied, 1).Rows
		}
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("compact everything", func(b *testing.B) {
		dir := filepath.Join(root, "two")
		night(b, dir, 0, customers, backfill)
		night(b, dir, 1, customers, backfill)
		rows := int64(0)
		for b.Loop() {
			b.StopTimer()
			copied := filepath.Join(root, "compact")
			link(b, dir, copied)
			b.StartTimer()
			rows += compact(b, copied, 1).Rows
		}
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkOpen opens a lake of 1,000 nights with 6 exports each.
func BenchmarkOpen(b *testing.B) {
	text, err := lake.ManyLoads(1000, 6)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lake.json"), text, 0o600); err != nil {
		b.Fatal(err)
	}
	from := processor()
	for b.Loop() {
		if l := open(b, dir); l.KnownAt(1<<62) != l {
			b.Fatal("what is known at the end of time is not all")
		}
	}
	b.ReportMetric((processor()-from).Seconds()/float64(b.N), "cpu-s/open")
	b.SetBytes(int64(len(text)))
}

// link makes to a lake of the same files as from: none of them is ever changed.
func link(b *testing.B, from, to string) {
	b.Helper()
	if err := os.RemoveAll(to); err != nil {
		b.Fatal(err)
	}
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return os.Link(path, filepath.Join(to, name))
	})
	if err != nil {
		b.Fatal(err)
	}
}
