package lake_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// processor returns the processor time that the process has used: on a busy
// machine it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkCustomerCode(b *testing.B) {
	for _, customers := range []int{16_000, 1_000_000} {
		for _, digits := range []int{8, 20} {
			b.Run(fmt.Sprintf("customers=%d/digits=%d", customers, digits), func(b *testing.B) {
				l, err := lake.Open(filepath.Join(b.TempDir(), "lake"))
				if err != nil {
					b.Fatal(err)
				}
				x, err := l.Begin(1)
				if err != nil {
					b.Fatal(err)
				}
				index, err := x.Customers(0)
				if err != nil {
					b.Fatal(err)
				}
				ids := make([]byte, 0, digits*customers)
				for i := range customers {
					ids = fmt.Appendf(ids, "%0*d", digits, i*7)
				}
				const calls = 1 << 20
				at := make([]int, calls)
				for i := range at {
					at[i] = rand.IntN(customers) * digits
				}
				for k := 0; k < len(ids); k += digits {
					id := ids[k : k+digits]
					index.Code(lake.Key(id), id)
				}
				from := processor()
				for b.Loop() {
					for _, k := range at {
						id := ids[k : k+digits]
						index.Code(lake.Key(id), id)
					}
				}
				b.ReportMetric(float64((processor()-from).Nanoseconds())/float64(b.N)/calls, "cpu-ns/call")
				b.ReportMetric(float64(b.N)*calls/b.Elapsed().Seconds(), "calls/s")
			})
		}
	}
}

// BenchmarkLake writes and reads 16,000 customers with 800,000 transactions of 6
// columns in one bucket: a 64th of 51 million, the largest set that is asked for.
func BenchmarkLake(b *testing.B) {
	const customers, n = 16_000, 800_000
	r := rand.New(rand.NewPCG(5, 5))
	codes := make([]int32, n)
	for i := range codes {
		codes[i] = r.Int32N(customers)
	}
	slices.Sort(codes)
	cols := []columnar.Column{customer(codes...), narrow(lake.SourceColumn, slices.Repeat([]int32{1}, n)...), wide("time"), wide("amount"), narrow("category"), narrow("product"), narrow("channel")}
	for i := range codes {
		at := int64(0)
		if k := len(cols[2].I64); k > 0 && codes[i] == codes[i-1] {
			at = cols[2].I64[k-1]
		}
		cols[2].I64 = append(cols[2].I64, at+r.Int64N(30*86400)*1_000_000)
		cols[3].I64 = append(cols[3].I64, r.Int64N(50_000)*100)
		cols[4].I32 = append(cols[4].I32, r.Int32N(20))
		cols[5].I32 = append(cols[5].I32, r.Int32N(5000))
		cols[6].I32 = append(cols[6].I32, r.Int32N(4))
	}
	dir := filepath.Join(b.TempDir(), "lake")
	rate := func(b *testing.B, from time.Duration) {
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(float64((processor()-from).Nanoseconds())/float64(b.N)/n, "cpu-ns/row")
	}
	b.Run("load", func(b *testing.B) {
		from := processor()
		for i := 0; b.Loop(); i++ {
			l, err := lake.Open(fmt.Sprint(dir, i))
			if err != nil {
				b.Fatal(err)
			}
			x, err := l.Begin(1)
			if err != nil {
				b.Fatal(err)
			}
			index, err := x.Customers(0)
			if err != nil {
				b.Fatal(err)
			}
			for c := range uint64(customers) {
				id := binary.BigEndian.AppendUint64(nil, c)
				index.Code(lake.Key(id), id)
			}
			if err := x.WritePart(data.Transactions, 0, cols, n); err != nil {
				b.Fatal(err)
			}
			if err := x.Commit([]lake.FileEntry{{Table: data.Transactions, Kept: n}}); err != nil {
				b.Fatal(err)
			}
		}
		rate(b, from)
	})
	b.Run("read", func(b *testing.B) {
		l, err := lake.Open(dir + "0")
		if err != nil {
			b.Fatal(err)
		}
		from := processor()
		var bucket *lake.Bucket
		for b.Loop() {
			if bucket, err = l.ReadBucket(context.Background(), 0, nil, bucket); err != nil {
				b.Fatal(err)
			}
		}
		rate(b, from)
	})
}
