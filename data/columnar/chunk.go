package columnar

import (
	"encoding/binary"
	"hash/crc32"
	"unsafe"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// pageRows is the number of rows of a page: large enough that its header costs
// nothing, small enough that a page stays in the second-level cache.
const pageRows = 1 << 16

// chunk is one column of one row group, encoded. It keeps its memory between
// uses, and with it the working memory of the encoders.
type chunk struct {
	out  []byte // pages, one after the other
	meta format.ColumnMetaData

	body     []byte  // of the page under construction: levels, then values
	squeezed []byte  // body, compressed
	encoded  []byte  // what an encoder returned
	coded    []byte  // levels of a page, encoded
	levels   []byte  // of all rows, 1 for a value; nil where none is missing
	indexes  []int32 // into the dictionary
	distinct int     // values of the dictionary
	present  []byte  // memory for the values without the missing ones
	dict32   dictionary[uint32]
	dict64   dictionary[uint64]
	sample   []byte
	texts    textScratch
}

// reset begins a chunk for a field and n rows.
func (c *chunk) reset(f Field, n int) {
	c.out = c.out[:0]
	c.levels = c.levels[:0]
	c.meta = format.ColumnMetaData{
		Type:         physical(f.Type),
		PathInSchema: thrift.Slice[string]{f.Name},
		NumValues:    int64(n),
		Codec:        format.Uncompressed,
	}
	if f.Optional {
		c.meta.Encoding = append(c.meta.Encoding, format.RLE)
	}
}

// bytesOf returns the memory of a slice of numbers.
func bytesOf[T fixed | word](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	var v T
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(v)))
}

// sized returns s with length n, in its own memory where that is large enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/8)
	}
	return s[:n]
}

// dictionaryPage appends the page that holds the n distinct values.
func (c *chunk) dictionaryPage(values []byte, n int) error {
	// The offset is within the chunk until the writer places it. Data pages follow.
	c.distinct = n
	h := format.PageHeader{Type: format.DictionaryPage}
	h.DictionaryPageHeader.Set(format.DictionaryPageHeader{NumValues: int32(n), Encoding: format.Plain})
	c.meta.Encoding = append(c.meta.Encoding, format.Plain)
	body := c.squeeze(values)
	if body == nil { // in a dictionary page, the codec of the chunk always applies
		body = values
		if c.meta.Codec != format.Uncompressed {
			c.squeezed = s2.EncodeSnappy(c.squeezed[:cap(c.squeezed)], values)
			body = c.squeezed
		}
	}
	if err := c.append(&h, body, len(values)); err != nil {
		return err
	}
	c.meta.DictionaryPageOffset = 1 // marks that there is one; placed by the writer
	c.meta.DataPageOffset = int64(len(c.out))
	return nil
}

// dataPage appends a page of rows whose encoded values are in body; levels are
// those of the rows, nil where none is missing in the chunk.
func (c *chunk) dataPage(f Field, rows int, levels, values []byte, e format.Encoding) error {
	c.body = c.body[:0]
	nulls := 0
	if f.Optional {
		nulls = c.appendLevels(levels, rows)
	}
	head := len(c.body)
	h := format.PageHeader{Type: format.DataPageV2}
	packed := c.squeeze(values)
	h.DataPageHeaderV2.Set(format.DataPageHeaderV2{
		NumValues: int32(rows), NumRows: int32(rows), NumNulls: int32(nulls), Encoding: e,
		DefinitionLevelsByteLength: int32(head),
		IsCompressed:               thrift.New(packed != nil),
	})
	size := head + len(values)
	if packed == nil {
		packed = values
	}
	if head > 0 {
		c.body = append(c.body, packed...)
		packed = c.body
	}
	return c.append(&h, packed, size)
}

// squeeze compresses values where the chunk has a codec and it pays, else it
// returns nil.
func (c *chunk) squeeze(values []byte) []byte {
	if c.meta.Codec == format.Uncompressed || len(values) == 0 {
		return nil
	}
	c.squeezed = sized(c.squeezed, s2.MaxEncodedLen(len(values)))
	c.squeezed = s2.EncodeSnappy(c.squeezed, values)
	if len(c.squeezed) > len(values)-len(values)/16 {
		return nil
	}
	return c.squeezed
}

// append adds a page: its header with the checksum, then its body.
func (c *chunk) append(h *format.PageHeader, body []byte, size int) error {
	h.CompressedPageSize = int32(len(body))
	h.UncompressedPageSize = int32(size)
	h.CRC = int32(crc32.ChecksumIEEE(body))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), h)
	if err != nil {
		return err
	}
	c.out = append(append(c.out, head...), body...)
	c.meta.TotalUncompressedSize += int64(len(head) + size)
	return nil
}

// appendLevels appends the definition levels of rows to the body, as Parquet's
// hybrid of runs and bits, and returns how many are zero.
func (c *chunk) appendLevels(levels []byte, rows int) int {
	ones := rows
	if len(levels) > 0 {
		ones = 0
		for _, is := range levels {
			ones += int(is)
		}
	}
	if ones == rows || ones == 0 {
		c.body = binary.AppendUvarint(c.body, uint64(rows)<<1)
		c.body = append(c.body, byte(min(ones, 1)))
		return rows - ones
	}
	e := rle.Encoding{BitWidth: 1}
	c.coded, _ = e.EncodeLevels(c.coded, levels) // fails for widths above 8 only
	c.body = append(c.body, c.coded...)
	return rows - ones
}
