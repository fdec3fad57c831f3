package columnar

import (
	"math"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/format"
)

// Statistics name no text longer than this.
const maxStatText = 64

// textScratch is the working memory for columns of texts.
type textScratch struct {
	values  []string
	bytes   []byte
	offsets []uint32
	index   map[string]int32
	keys    []string
}

// texts encodes a column of texts: a dictionary where they repeat, else lengths
// and then bytes.
func (c *chunk) textColumn(f Field, src []string) error {
	values := c.presentTexts(f, src)
	c.textStatistics(values)
	encoding := format.DeltaLengthByteArray
	if c.textDictionary(values) {
		encoding = format.RLEDictionary
		plain := c.texts.bytes[:0]
		for _, k := range c.texts.keys {
			n := uint32(len(k))
			plain = append(plain, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
			plain = append(plain, k...)
		}
		c.texts.bytes = plain
		c.meta.Codec, _ = c.tryCodec(plain)
		if err := c.dictionaryPage(plain, len(c.texts.keys)); err != nil {
			return err
		}
	} else {
		n := min(len(values), 4096)
		c.meta.Codec, _ = c.tryCodec(c.concatenate(values[:n]))
	}
	c.meta.Encoding = append(c.meta.Encoding, encoding)
	return c.eachPage(len(src), func(lo, hi int, levels []byte) error {
		var encoded []byte
		var err error
		if encoding == format.RLEDictionary {
			encoded, err = c.encodeIndexes(c.indexes[lo:hi])
		} else {
			var e delta.LengthByteArrayEncoding
			c.concatenate(values[lo:hi])
			c.encoded, err = e.EncodeByteArray(c.encoded, c.texts.bytes, c.texts.offsets)
			encoded = c.encoded
		}
		if err != nil {
			return err
		}
		n := len(levels)
		if n == 0 {
			n = hi - lo
		}
		return c.dataPage(f, n, levels, encoded, encoding)
	})
}

// presentTexts returns the texts that are not empty where the field is optional.
func (c *chunk) presentTexts(f Field, src []string) []string {
	if !f.Optional {
		return src
	}
	missing := 0
	for _, s := range src {
		if s == "" {
			missing++
		}
	}
	if missing == 0 {
		return src
	}
	c.meta.Statistics.NullCount = int64(missing)
	c.levels = sized(c.levels, len(src))
	c.texts.values = c.texts.values[:0]
	for i, s := range src {
		c.levels[i] = 0
		if s != "" {
			c.levels[i] = 1
			c.texts.values = append(c.texts.values, s)
		}
	}
	return c.texts.values
}

// textStatistics notes the least and the greatest text where both are short.
func (c *chunk) textStatistics(values []string) {
	if len(values) == 0 {
		return
	}
	least, greatest := values[0], values[0]
	for _, v := range values {
		least, greatest = min(least, v), max(greatest, v)
	}
	if least != "" && len(least) <= maxStatText && len(greatest) <= maxStatText {
		c.meta.Statistics.MinValue, c.meta.Statistics.MaxValue = []byte(least), []byte(greatest)
	}
}

// textDictionary numbers the texts and reports whether they repeat enough.
func (c *chunk) textDictionary(values []string) bool {
	t := &c.texts
	if t.index == nil {
		t.index = make(map[string]int32)
	}
	clear(t.index)
	t.keys = t.keys[:0]
	limit := min(1<<14, len(values)/2)
	c.indexes = sized(c.indexes, len(values))
	for i, v := range values {
		k, ok := t.index[v]
		if !ok {
			if len(t.keys) >= limit || (i == 4096 && len(t.keys) > 3072) {
				return false
			}
			k = int32(len(t.keys))
			t.index[v] = k
			t.keys = append(t.keys, v)
		}
		c.indexes[i] = k
	}
	return len(values) > 0
}

// concatenate puts the texts one after the other in the scratch memory, with
// the offsets at which each begins and the last one ends.
func (c *chunk) concatenate(values []string) []byte {
	t := &c.texts
	t.bytes, t.offsets = t.bytes[:0], append(t.offsets[:0], 0)
	for _, v := range values {
		t.bytes = append(t.bytes, v...)
		t.offsets = append(t.offsets, uint32(min(len(t.bytes), math.MaxUint32)))
	}
	return t.bytes
}

// bools encodes a column of truth values, a bit each.
func (c *chunk) bools(f Field, src []bool) error {
	c.meta.Encoding = append(c.meta.Encoding, format.Plain)
	return c.eachPage(len(src), func(lo, hi int, _ []byte) error {
		c.encoded = sized(c.encoded, (hi-lo+7)/8)
		clear(c.encoded)
		for i, v := range src[lo:hi] {
			if v {
				c.encoded[i/8] |= 1 << (i % 8)
			}
		}
		return c.dataPage(f, hi-lo, nil, c.encoded, format.Plain)
	})
}
