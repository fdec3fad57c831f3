package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"predict/data"
)

// benchLines are files of one kind of line, about 16 MiB each. The unquoted one
// has six fields in about 55 bytes, like the exports that the benchmark data of
// the project is made of.
func benchLines(kind string) []byte {
	var b bytes.Buffer
	line := map[string]string{
		"unquoted": "%07d,2024-%02d-%02d 10:%02d:00,%d.%02d,ORD%07d,shoes\n",
		"crlf":     "%07d,2024-%02d-%02d 10:%02d:00,%d.%02d,ORD%07d,shoes\r\n",
		"quoted":   "%07d;\"2024-%02d-%02d 10:%02d:00\";%d.%02d;\"ORD%07d\";\"shoes\"\n",
		"padded":   " %07d  2024-%02d-%02d  10:%02d:00 %4d.%02d  ORD%07d  shoes\n",
	}[kind]
	head := "customer_id,time,amount,order_id,category\n"
	switch kind {
	case "quoted":
		head = "customer_id;time;amount;order_id;category\n"
	case "padded":
		head = "customer_id day time amount order_id category\n"
	}
	b.WriteString(head)
	for i := 0; b.Len() < 16<<20; i++ {
		fmt.Fprintf(&b, line, i*7919%1000000, i%12+1, i%28+1, i%60, i%900, i%100, i)
	}
	return b.Bytes()
}

func benchBlocks(b *testing.B, text []byte) (*File, []*Block) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "export.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	f, err := Open(path, data.Dialect{}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	var blocks []*Block
	for {
		block := new(Block)
		if err := f.Next(block); errors.Is(err, io.EOF) {
			return f, blocks
		} else if err != nil {
			b.Fatal(err)
		}
		blocks = append(blocks, block)
	}
}

// cpuSeconds is the time that this process has kept processors busy. Rates over
// it do not depend on what else the machine does.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func report(b *testing.B, rows int64, size int, busy float64) {
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.N)*float64(size)/1e6/busy, "MB/cpu-s")
}

func BenchmarkRecords(b *testing.B) {
	for _, kind := range []string{"unquoted", "crlf", "quoted", "padded"} {
		b.Run(kind, func(b *testing.B) {
			text := benchLines(kind)
			f, blocks := benchBlocks(b, text)
			r := f.Records()
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var rows int64
			var sum int
			busy := cpuSeconds()
			for b.Loop() {
				for _, block := range blocks {
					r.Start(block)
					for r.Next() {
						if r.Bad() != "" {
							b.Fatalf("line %d: %s", r.Line(), r.Bad())
						}
						rows++
						sum += len(r.Text(0)) + len(r.Text(2))
					}
				}
			}
			report(b, rows, len(text), cpuSeconds()-busy)
		})
	}
}

func BenchmarkSplit(b *testing.B) {
	for _, kind := range []string{"unquoted", "crlf", "quoted", "padded"} {
		b.Run(kind, func(b *testing.B) {
			text := benchLines(kind)
			f, _ := benchBlocks(b, text)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var rows int64
			busy := cpuSeconds()
			for b.Loop() {
				for pos := 0; pos < len(text); {
					found := f.split(text[pos:], true)
					pos += found.end
					rows += found.records
				}
			}
			report(b, rows, len(text), cpuSeconds()-busy)
		})
	}
}

func BenchmarkFile(b *testing.B) {
	for _, kind := range []string{"unquoted", "quoted"} {
		b.Run(kind, func(b *testing.B) {
			text := benchLines(kind)
			path := filepath.Join(b.TempDir(), "export.csv")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var rows int64
			var block Block
			busy := cpuSeconds()
			for b.Loop() {
				f, err := Open(path, data.Dialect{}, Options{})
				if err != nil {
					b.Fatal(err)
				}
				for {
					if err := f.Next(&block); errors.Is(err, io.EOF) {
						break
					} else if err != nil {
						b.Fatal(err)
					}
					rows += block.Records
				}
				f.Close()
			}
			report(b, rows, len(text), cpuSeconds()-busy)
		})
	}
}

// BenchmarkOpen opens a daily export of about 150 kB with everything detected:
// what a folder of many small files costs beside the reading.
func BenchmarkOpen(b *testing.B) {
	text := benchLines("unquoted")[:150_000]
	path := write(b, "export.csv", string(text[:bytes.LastIndexByte(text, '\n')+1]))
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(path, data.Dialect{}, Options{Expected: []string{"customer_id", "time", "amount"}})
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

func BenchmarkJSONLines(b *testing.B) {
	var text bytes.Buffer
	for i := 0; text.Len() < 4<<20; i++ {
		fmt.Fprintf(&text, `{"customer_id":"%07d","time":"2024-%02d-%02dT10:00:00Z","amount":%d.%02d,"category":"shoes"}`+"\n", i, i%12+1, i%28+1, i%900, i%100)
	}
	c := newJSONCutter([]string{"customer_id", "time", "amount", "category"})
	block := Block{Data: text.Bytes(), FirstLine: 1}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	var rows int64
	busy := cpuSeconds()
	for b.Loop() {
		for c.Start(&block); c.Next(); rows++ {
			if c.Bad() != "" {
				b.Fatalf("line %d: %s", c.Line(), c.Bad())
			}
		}
	}
	report(b, rows, text.Len(), cpuSeconds()-busy)
}
