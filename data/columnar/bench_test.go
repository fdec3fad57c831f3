package columnar_test

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"predict/data/columnar"
)

// events returns n transactions as a bucket holds them: by customer, then time.
func events(n int) []columnar.Column {
	r := rand.New(rand.NewPCG(2, 2))
	customer, code := make([]int32, 0, n+100), int32(0)
	times, amount := make([]int64, 0, n+100), make([]int64, 0, n+100)
	for ; len(customer) < n; code++ {
		at := len(times)
		for range 1 + r.IntN(100) {
			customer = append(customer, code)
			times = append(times, 1_600_000_000_000_000+r.Int64N(730*86400)*1_000_000)
			amount = append(amount, int64(math.Exp(r.NormFloat64()+3)*100)*100)
		}
		slices.Sort(times[at:])
	}
	codes := func(k int32) []int32 {
		v := make([]int32, n)
		for i := range v {
			v[i] = r.Int32N(k)
		}
		return v
	}
	return []columnar.Column{
		{Name: "customer", Type: columnar.Int32, I32: customer[:n]},
		{Name: "time", Type: columnar.TimestampMicros, I64: times[:n]},
		{Name: "amount", Type: columnar.Decimal4, I64: amount[:n]},
		{Name: "category", Type: columnar.Int32, I32: codes(20)},
		{Name: "product", Type: columnar.Int32, I32: codes(5000)},
		{Name: "channel", Type: columnar.Int32, I32: codes(4)},
	}
}

// features returns p columns of n rows such as a feature table has: counts,
// mostly zero counts, shares, days, amounts, some of them missing.
func features(n, p int) []columnar.Column {
	r := rand.New(rand.NewPCG(3, 3))
	cols := make([]columnar.Column, p)
	for j := range cols {
		c := &cols[j]
		c.Name = "f" + string(rune('a'+j/26)) + string(rune('a'+j%26))
		if j%11 == 10 { // spend, 0 for half of the customers
			c.Type, c.F64 = columnar.Float64, make([]float64, n)
			for i := range c.F64 {
				if r.IntN(2) == 0 {
					c.F64[i] = math.Round(math.Exp(r.NormFloat64()+4)*100) / 100
				}
			}
			continue
		}
		c.Type, c.F32 = columnar.Float32, make([]float32, n)
		for i := range c.F32 {
			switch j % 11 {
			case 0, 1, 2: // rare counts
				if r.IntN(20) == 0 {
					c.F32[i] = float32(1 + r.IntN(5))
				}
			case 3, 4, 5: // counts
				c.F32[i] = float32(int(r.ExpFloat64() * 5))
			case 6, 7: // ratios of counts, missing for a third
				c.F32[i] = float32(math.NaN())
				if r.IntN(3) > 0 {
					c.F32[i] = float32(r.IntN(20)) / float32(1+r.IntN(20))
				}
			case 8: // days since
				c.F32[i] = float32(r.IntN(365*86400)) / 86400
			case 9: // trend
				c.F32[i] = float32(r.NormFloat64())
			}
		}
	}
	return cols
}

// processor returns the processor time that the process has used: on a busy
// machine it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchmark(b *testing.B, cols []columnar.Column, optional bool) {
	n := cols[0].Len()
	path := filepath.Join(b.TempDir(), "x.parquet")
	var fields []columnar.Field
	for _, c := range cols {
		fields = append(fields, columnar.Field{Name: c.Name, Type: c.Type, Optional: optional})
	}
	rate := func(b *testing.B, from time.Duration) {
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(float64((processor()-from).Nanoseconds())/float64(b.N)/float64(n)/float64(len(cols)), "cpu-ns/value")
	}
	var buffers columnar.Buffers
	b.Run("write", func(b *testing.B) {
		from := processor()
		for b.Loop() {
			w, err := columnar.Create(path, fields, columnar.Options{Buffers: &buffers})
			if err != nil {
				b.Fatal(err)
			}
			for lo := 0; lo < n; lo += 1 << 20 {
				part := make([]columnar.Column, len(cols))
				for i, c := range cols {
					part[i] = slice(c, lo, min(n, lo+1<<20))
				}
				if err := w.WriteRowGroup(part); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		rate(b, from)
		b.ReportMetric(float64(info.Size())/float64(n), "B/row")
	})
	b.Run("read", func(b *testing.B) {
		from := processor()
		into := make([]columnar.Column, len(cols))
		for b.Loop() {
			r, err := columnar.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			for i, c := range cols {
				switch {
				case c.I32 != nil:
					into[i].I32, err = r.Int32(columnar.All, c.Name, into[i].I32)
				case c.I64 != nil:
					into[i].I64, err = r.Int64(columnar.All, c.Name, into[i].I64)
				case c.F32 != nil:
					into[i].F32, err = r.Float32(columnar.All, c.Name, into[i].F32)
				case c.F64 != nil:
					into[i].F64, err = r.Float64(columnar.All, c.Name, into[i].F64)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		}
		rate(b, from)
	})
}

func BenchmarkEvents(b *testing.B)   { benchmark(b, events(5_000_000), false) }
func BenchmarkFeatures(b *testing.B) { benchmark(b, features(500_000, 110), true) }
