package columnar

import (
	"math/bits"
	"unsafe"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/format"
)

// plan is how the values of a chunk are stored.
type plan struct {
	encoding format.Encoding
	codec    format.CompressionCodec
	distinct int  // dictionary: the most distinct values that are worth it
	span     int  // dictionary: all values lie in [least, least+span); 0 if unknown
	fallback bool // the dictionary may turn out too large
}

const (
	sampleBlock  = 128 // values in a row, as many as delta encoding packs together
	sampleBlocks = 16
	sampleBytes  = 16 << 10 // of a piece that is compressed for trial
	samplePieces = 3
)

// blocks calls f with blocks of values spread evenly over all of them.
func blocks[T any](values []T, size, count int, f func([]T)) {
	if len(values) <= size*count {
		f(values)
		return
	}
	for i := range count {
		at := i * (len(values) - size) / (count - 1)
		f(values[at : at+size])
	}
}

// sampleDistinct returns the number of values in a sample and how many of them
// are distinct.
func sampleDistinct[W word](c *chunk, d *dictionary[W], values []W) (n, distinct int) {
	c.sample = c.sample[:0]
	blocks(values, sampleBlock, sampleBlocks, func(b []W) { c.sample = append(c.sample, bytesOf(b)...) })
	var w W
	n = len(c.sample) / int(unsafe.Sizeof(w))
	sample := unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(c.sample))), n)
	c.indexes = sized(c.indexes, n)
	d.index(c.indexes, sample, n)
	return n, len(d.keys)
}

// deltaBits estimates the bits that delta encoding takes for a value.
func deltaBits[T int32 | int64](values []T) int {
	total, n := 0, 0
	blocks(values, sampleBlock, sampleBlocks, func(b []T) {
		if len(b) < 2 {
			return
		}
		least := b[1] - b[0]
		greatest := least
		for i := 2; i < len(b); i++ {
			d := b[i] - b[i-1]
			least, greatest = min(least, d), max(greatest, d)
		}
		// Differences wrap around in Parquet as they do in Go.
		if unsafe.Sizeof(least) == 4 {
			total += bits.Len32(uint32(greatest) - uint32(least))
		} else {
			total += bits.Len64(uint64(greatest) - uint64(least))
		}
		n++
	})
	if n == 0 {
		return 8 * int(unsafe.Sizeof(*new(T)))
	}
	return (total + n - 1) / n
}

// planIntegers chooses among delta, dictionary and plain by the bytes that a
// sample promises. Dictionaries are the fastest to read.
func planIntegers[T int32 | int64, W word](c *chunk, d *dictionary[W], values []T, least, greatest T) plan {
	n, width := len(values), 8*int(unsafe.Sizeof(least))
	if n < 2 {
		return plan{encoding: format.Plain}
	}
	delta := deltaBits(values)
	best := plan{encoding: format.DeltaBinaryPacked}
	cost := n * delta
	if delta > width-width/16 {
		best = plan{encoding: format.Plain}
		cost = n * width
	}
	words := unsafe.Slice((*W)(unsafe.Pointer(&values[0])), n)
	span := uint64(greatest) - uint64(least) + 1 // 0 where it is 2^64
	if span > 0 && span <= maxDistinct {
		distinct := min(int(span), n)
		if distinct*width+n*bits.Len(uint(span-1)) < cost {
			return plan{encoding: format.RLEDictionary, distinct: distinct, span: int(span)}
		}
	}
	if k, distinct := sampleDistinct(c, d, words); distinct <= k/2 {
		distinct += distinct / 4
		if distinct*width+n*bits.Len(uint(distinct)) < cost-cost/16 {
			most := min(maxDistinct, n/4+1)
			return plan{encoding: format.RLEDictionary, distinct: most, fallback: true}
		}
	}
	if best.encoding == format.Plain {
		best.codec, _ = c.tryCodec(bytesOf(values))
	}
	return best
}

// planFloats chooses among dictionary, plain and byte-stream-split, the latter
// two with or without compression.
func planFloats[T float32 | float64, W word](c *chunk, d *dictionary[W], values []T) plan {
	n := len(values)
	if n < 2 {
		return plan{encoding: format.Plain}
	}
	words := unsafe.Slice((*W)(unsafe.Pointer(&values[0])), n)
	if k, distinct := sampleDistinct(c, d, words); distinct <= k/2 {
		return plan{encoding: format.RLEDictionary, distinct: min(maxDistinct, n/4+1), fallback: true}
	}
	return planWide(c, values)
}

// planWide chooses for floats of many values.
func planWide[T float32 | float64](c *chunk, values []T) plan {
	codec, size := c.tryCodec(bytesOf(values))
	best := plan{encoding: format.Plain, codec: codec}
	var e bytestreamsplit.Encoding
	c.sample = c.sample[:0]
	width := int(unsafe.Sizeof(values[0]))
	blocks(values, sampleBytes/width, samplePieces, func(b []T) {
		switch b := any(b).(type) {
		case []float32:
			c.encoded, _ = e.EncodeFloat(c.encoded, b)
		case []float64:
			c.encoded, _ = e.EncodeDouble(c.encoded, b)
		}
		c.sample = append(c.sample, c.encoded...)
	})
	n := len(c.sample)
	c.squeezed = sized(c.squeezed, s2.MaxEncodedLen(n))
	split := float64(len(s2.EncodeSnappy(c.squeezed, c.sample))) / float64(n)
	if split < size-0.08 && split < worthwhile {
		best = plan{encoding: format.ByteStreamSplit, codec: format.Snappy}
	}
	return best
}

// worthwhile is the share of its size down to which compression must bring a
// page to be worth the time of unpacking it.
const worthwhile = 0.9

// tryCodec compresses a sample and returns the codec to use and the share of
// its size to which the sample shrank.
func (c *chunk) tryCodec(values []byte) (format.CompressionCodec, float64) {
	c.sample = c.sample[:0]
	blocks(values, sampleBytes, samplePieces, func(b []byte) { c.sample = append(c.sample, b...) })
	n := len(c.sample)
	if n == 0 {
		return format.Uncompressed, 1
	}
	c.squeezed = sized(c.squeezed, s2.MaxEncodedLen(n))
	share := float64(len(s2.EncodeSnappy(c.squeezed, c.sample))) / float64(n)
	if share < worthwhile {
		return format.Snappy, share
	}
	return format.Uncompressed, 1
}
