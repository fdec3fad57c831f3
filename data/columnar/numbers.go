package columnar

import (
	"encoding/binary"
	"math"
	"math/bits"
	"unsafe"

	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// present returns the values of src that are there, in the chunk's memory where
// n of them are missing, and sets the chunk's levels accordingly.
func present[T fixed](c *chunk, f Field, src []T, n int) []T {
	if !f.Optional || n == 0 {
		return src
	}
	missing := missingOf[T](f.Type)
	c.meta.Statistics.NullCount = int64(n)
	c.levels = sized(c.levels, len(src))
	width := int(unsafe.Sizeof(missing))
	c.present = sized(c.present, width*(len(src)+1))
	dst := unsafe.Slice((*T)(unsafe.Pointer(&c.present[0])), len(src))
	return split(dst, c.levels, src, missing)
}

// limits returns the least and the greatest value and how many are missing.
func limits[T int32 | int64](values []T, missing T) (least, greatest T, n int) {
	if len(values) == 0 {
		return 0, 0, 0
	}
	least, greatest = values[0], values[0]
	for _, v := range values {
		least, greatest = min(least, v), max(greatest, v)
		if v == missing {
			n++
		}
	}
	return least, greatest, n
}

// integers encodes a column of integers.
func integers[T int32 | int64, W word](c *chunk, d *dictionary[W], f Field, src []T) error {
	least, greatest, n := limits(src, missingOf[T](f.Type))
	values := src
	if f.Optional && n > 0 {
		values = present(c, f, src, n)
		least, greatest, _ = limits(values, missingOf[T](f.Type))
	}
	if len(values) == 0 {
		return pages(c, d, f, len(src), values, plan{encoding: format.Plain})
	}
	c.meta.Statistics.MinValue = appendWord(nil, least)
	c.meta.Statistics.MaxValue = appendWord(nil, greatest)
	return pages(c, d, f, len(src), values, planIntegers(c, d, values, least, greatest))
}

// floats encodes a column of floats.
func floats[T float32 | float64, W word](c *chunk, d *dictionary[W], f Field, src []T) error {
	least, greatest, missing := T(math.Inf(1)), T(math.Inf(-1)), 0
	for _, v := range src {
		if v < least { // never true for NaN
			least = v
		}
		if v > greatest {
			greatest = v
		}
		if v != v {
			missing++
		}
	}
	values := present(c, f, src, missing)
	if least <= greatest {
		if least == 0 { // Parquet: a least zero is written -0, a greatest one +0
			least = T(math.Copysign(0, -1))
		}
		if greatest == 0 {
			greatest = 0
		}
		c.meta.Statistics.MinValue = appendWord(nil, least)
		c.meta.Statistics.MaxValue = appendWord(nil, greatest)
	}
	return pages(c, d, f, len(src), values, planFloats(c, d, values))
}

// appendWord appends the little-endian bytes of a value.
func appendWord[T fixed](dst []byte, v T) []byte {
	switch v := any(v).(type) {
	case int32:
		return binary.LittleEndian.AppendUint32(dst, uint32(v))
	case int64:
		return binary.LittleEndian.AppendUint64(dst, uint64(v))
	case float32:
		return binary.LittleEndian.AppendUint32(dst, math.Float32bits(v))
	case float64:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return dst
}

// pages writes the values of rows as planned.
func pages[T fixed, W word](c *chunk, d *dictionary[W], f Field, rows int, values []T, p plan) error {
	if p.encoding == format.RLEDictionary {
		words := unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(values))), len(values))
		c.indexes = sized(c.indexes, len(values))
		switch {
		case p.span > 0:
			d.indexRange(c.indexes, words, leastWord[W](c), p.span)
		case !d.index(c.indexes, words, p.distinct):
			p = withoutDictionary(c, values)
		}
	}
	c.meta.Codec = p.codec
	if p.encoding == format.RLEDictionary {
		if err := c.dictionaryPage(bytesOf(d.keys), len(d.keys)); err != nil {
			return err
		}
	}
	c.meta.Encoding = append(c.meta.Encoding, p.encoding)
	return c.eachPage(rows, func(lo, hi int, levels []byte) error {
		encoded, err := encode(c, values[lo:hi], lo, p.encoding)
		if err != nil {
			return err
		}
		n := len(levels)
		if n == 0 {
			n = hi - lo
		}
		return c.dataPage(f, n, levels, encoded, p.encoding)
	})
}

// eachPage calls write for each page: the values [lo, hi) that are there, and
// the levels of its rows where some are missing.
func (c *chunk) eachPage(rows int, write func(lo, hi int, levels []byte) error) error {
	at := 0
	for first := 0; first < rows || first == 0; first += pageRows {
		n := min(pageRows, rows-first)
		var levels []byte
		if len(c.levels) > 0 {
			levels = c.levels[first : first+n]
			n = 0
			for _, is := range levels {
				n += int(is)
			}
		}
		if err := write(at, at+n, levels); err != nil {
			return err
		}
		at += n
	}
	return nil
}

// leastWord returns the bits of the least value, from the statistics.
func leastWord[W word](c *chunk) W {
	var w W
	copy(bytesOf(unsafe.Slice(&w, 1)), c.meta.Statistics.MinValue)
	return w
}

// withoutDictionary plans anew where the dictionary turned out too large.
func withoutDictionary[T fixed](c *chunk, values []T) plan {
	switch v := any(values).(type) {
	case []int32:
		return plan{encoding: format.DeltaBinaryPacked}
	case []int64:
		if deltaBits(v) > 60 {
			codec, _ := c.tryCodec(bytesOf(v))
			return plan{encoding: format.Plain, codec: codec}
		}
		return plan{encoding: format.DeltaBinaryPacked}
	case []float32:
		return planWide(c, v)
	case []float64:
		return planWide(c, v)
	}
	return plan{encoding: format.Plain}
}

// encodeIndexes encodes indexes into the dictionary: the width in
// bits, then the indexes as runs and bits of that width.
func (c *chunk) encodeIndexes(indexes []int32) ([]byte, error) {
	e := rle.Encoding{BitWidth: bits.Len(uint(c.distinct - 1))}
	// Room for the worst case keeps the encoder within this memory.
	c.encoded = sized(c.encoded, 8*len(indexes)+64)
	c.encoded[0] = byte(e.BitWidth)
	b, err := e.EncodeInt32(c.encoded[1:], indexes)
	if err != nil {
		return nil, err
	}
	if len(b) > 0 && &b[0] != &c.encoded[1] {
		c.encoded = append(c.encoded[:1], b...)
		return c.encoded, nil
	}
	return c.encoded[:1+len(b)], nil
}

// encode encodes the values of one page; at is the position of the first among
// the values of the chunk.
func encode[T fixed](c *chunk, values []T, at int, how format.Encoding) ([]byte, error) {
	var err error
	switch how {
	case format.RLEDictionary:
		return c.encodeIndexes(c.indexes[at : at+len(values)])
	case format.Plain:
		return bytesOf(values), nil
	}
	var packed delta.BinaryPackedEncoding
	var spread bytestreamsplit.Encoding
	switch v := any(values).(type) {
	case []int32:
		c.encoded, err = packed.EncodeInt32(c.encoded, v)
	case []int64:
		c.encoded, err = packed.EncodeInt64(c.encoded, v)
	case []float32:
		c.encoded, err = spread.EncodeFloat(c.encoded, v)
	case []float64:
		c.encoded, err = spread.EncodeDouble(c.encoded, v)
	}
	return c.encoded, err
}
