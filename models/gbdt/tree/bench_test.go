package tree

import (
	"bytes"
	"io"
	"slices"
	"testing"
)

// large is the model of the fixture deep, repeated to about 250 trees of 31 leaves.
func large(b *testing.B) *Ensemble {
	e := read(b, []byte(fixture(b, "deep")))
	e.Trees = slices.Repeat(e.Trees, 40)
	return e
}

func BenchmarkReadText(b *testing.B) {
	text := write(b, large(b))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadText(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteText(b *testing.B) {
	e := large(b)
	b.SetBytes(int64(len(write(b, e))))
	b.ReportAllocs()
	for b.Loop() {
		if err := e.WriteText(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMargin(b *testing.B) {
	e := large(b)
	row := []float64{0.1, 0.2, 5, 1, 0.5}
	for b.Loop() {
		e.Margin(row)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
