package columnar

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"runtime/metrics"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// fuzzFields are one field of each way in which values are decoded.
func fuzzFields() []Field {
	return []Field{
		{Name: "a", Type: Int32, Optional: true},
		{Name: "b", Type: Int64},
		{Name: "c", Type: Float32, Optional: true},
		{Name: "d", Type: Float64},
		{Name: "s", Type: String, Optional: true},
		{Name: "t", Type: Bool},
	}
}

// fuzzFile is a sound file of n rows in groups of so many.
func fuzzFile(t testing.TB, n, group int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, fuzzFields(), Options{Metadata: map[string]string{"schema": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	for lo := 0; lo < n; lo += group {
		var cols [6]Column
		for i := lo; i < min(lo+group, n); i++ {
			cols[0].I32 = append(cols[0].I32, int32(i%3-1))
			cols[1].I64 = append(cols[1].I64, int64(i)*1000)
			cols[2].F32 = append(cols[2].F32, float32(math.Sqrt(float64(i%7-1))))
			cols[3].F64 = append(cols[3].F64, float64(i%2))
			cols[4].S = append(cols[4].S, []string{"", "tea", "coffee", string(rune('a' + i%26))}[i%4])
			cols[5].B = append(cols[5].B, i%5 == 0)
		}
		if err := w.WriteRowGroup(cols[:]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// allocated is the number of bytes that were ever allocated.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// readFrugally reads every column of a file and takes no memory out of
// proportion to it. The memory is that of the whole process, in which others may
// work, so that only what happens again counts.
func readFrugally(t *testing.T, file []byte) {
	t.Helper()
	took := uint64(math.MaxUint64)
	most := 64<<20 + uint64(len(file))<<17 // a page of a few bytes may well hold 65,536 rows of 16
	for try := 0; try < 3 && took > most; try++ {
		before := allocated()
		readAll(t, file)
		took = allocated() - before
	}
	if took > most {
		t.Errorf("%d bytes were allocated for a file of %d", took, len(file))
	}
}

// readAll reads every column of a file: what is accepted has as many values as
// it says, and what is refused is ErrDamaged.
func readAll(t *testing.T, file []byte) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		if !errors.Is(err, ErrDamaged) && errors.Unwrap(err) == nil {
			t.Errorf("error without a cause: %v", err)
		}
		return
	}
	for _, f := range r.Fields() {
		r.Range(All, f.Name)
		c, err := r.Column(All, f.Name)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("column %q: the error does not say that the file is damaged: %v", f.Name, err)
			}
			continue
		}
		if int64(c.Len()) != r.NumRows() {
			t.Errorf("column %q has %d values, the file %d rows", f.Name, c.Len(), r.NumRows())
		}
		total := 0
		for _, s := range c.S { // touches every byte that a text claims
			for i := range len(s) {
				total += int(s[i])
			}
		}
		for g := range r.RowGroups() {
			if part, err := r.Column(g, f.Name); err != nil || part.Len() != r.GroupRows(g) {
				t.Errorf("column %q: row group %d has %d values, want %d; error %v", f.Name, g, part.Len(), r.GroupRows(g), err)
			}
		}
		_ = total
	}
}

// FuzzFile reads any bytes. Nearly all are stopped by a checksum, so the footer
// is also tried with the one that it should have.
func FuzzFile(f *testing.F) {
	f.Add(fuzzFile(f, 40, 15))
	f.Add(fuzzFile(f, 1, 1))
	f.Add(fuzzFile(f, 0, 1))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, file []byte) {
		readFrugally(t, file)
		if again, ok := resealed(file); ok {
			readFrugally(t, again)
		}
	})
}

// resealed gives a file the checksum of the footer that it has.
func resealed(file []byte) ([]byte, bool) {
	if len(file) < 12 {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(file[len(file)-8:]))
	if n > len(file)-12 {
		return nil, false
	}
	again := bytes.Clone(file)
	copy(again[len(again)-4:], magic)
	foot := again[len(again)-8-n : len(again)-8]
	at := bytes.LastIndex(foot, []byte(sealMark))
	if at < 0 || len(foot) < at+len(sealMark)+len(noSeal) {
		return nil, false
	}
	copy(foot[at+len(sealMark):], noSeal)
	return again, seal(foot) == nil
}

// crafted is a file of one column and one row group, whose checksums are right
// whatever its pages hold.
type crafted struct {
	field              Field
	rows, nulls        int32
	claimed            int64 // rows, as the footer says
	levels, body, dict []byte
	dictRows           int32
	encoding           format.Encoding
	packed             bool
	size               int32 // of the values, as the page says; negative for the true one
}

func (c crafted) file(t *testing.T) []byte {
	out := []byte(magic)
	m := format.ColumnMetaData{Type: physical(c.field.Type), PathInSchema: thrift.Slice[string]{c.field.Name}, NumValues: c.claimed}
	if c.packed {
		m.Codec = format.Snappy
	}
	page := func(h *format.PageHeader, body []byte) {
		h.CompressedPageSize, h.CRC = int32(len(body)), int32(crc32.ChecksumIEEE(body))
		head, err := thrift.Marshal(new(thrift.CompactProtocol), h)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, head...), body...)
	}
	squeeze := func(b []byte) []byte {
		if !c.packed {
			return b
		}
		return s2.EncodeSnappy(nil, b)
	}
	if c.dictRows > 0 {
		m.DictionaryPageOffset = int64(len(out))
		h := format.PageHeader{Type: format.DictionaryPage, UncompressedPageSize: int32(len(c.dict))}
		h.DictionaryPageHeader.Set(format.DictionaryPageHeader{NumValues: c.dictRows, Encoding: format.Plain})
		page(&h, squeeze(c.dict))
	}
	m.DataPageOffset = int64(len(out))
	h := format.PageHeader{Type: format.DataPageV2, UncompressedPageSize: int32(len(c.levels) + len(c.body))}
	if c.size >= 0 {
		h.UncompressedPageSize = c.size
	}
	h.DataPageHeaderV2.Set(format.DataPageHeaderV2{
		NumValues: c.rows, NumRows: c.rows, NumNulls: c.nulls, Encoding: c.encoding,
		DefinitionLevelsByteLength: int32(len(c.levels)), IsCompressed: thrift.New(c.packed),
	})
	page(&h, append(bytes.Clone(c.levels), squeeze(c.body)...))
	m.TotalCompressedSize = int64(len(out) - len(magic))
	group := format.RowGroup{NumRows: c.claimed, Columns: []format.ColumnChunk{{MetaData: m}}}
	foot, err := thrift.Marshal(new(thrift.CompactProtocol), fileMetaData([]Field{c.field}, nil, []format.RowGroup{group}))
	if err != nil {
		t.Fatal(err)
	}
	if err := seal(foot); err != nil {
		t.Fatal(err)
	}
	out = append(out, foot...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(foot))), magic...)
}

// FuzzPages reads files whose checksums are right and whose pages are anything.
func FuzzPages(f *testing.F) {
	for typ := range uint8(9) {
		for _, e := range []format.Encoding{format.Plain, format.RLEDictionary, format.DeltaBinaryPacked, format.ByteStreamSplit, format.DeltaLengthByteArray, format.RLE} {
			f.Add(typ, int32(e), int32(3), int32(1), int64(3), int32(2), int32(-1), true, []byte{2, 1, 4, 1}, []byte("\x01\x04\x01abcdefgh\x00\x01"), []byte("\x01\x00\x00\x00a\x03\x00\x00\x00bcd"))
		}
		f.Add(typ, int32(format.Plain), int32(1), int32(0), int64(1<<30), int32(0), int32(1<<31-1), false, []byte{}, []byte("abcdefgh"), []byte{})
		f.Add(typ, int32(format.DeltaBinaryPacked), int32(1<<30), int32(0), int64(1<<30), int32(0), int32(-1), true, []byte{2, 1}, []byte("\x80\x01\x04\xff\xff\xff\xff\x0f\x00\x00"), []byte{})
	}
	f.Fuzz(func(t *testing.T, typ uint8, e, rows, nulls int32, claimed int64, dictRows, size int32, packed bool, levels, body, dict []byte) {
		field := Field{Name: "x", Type: Type(typ % 9), Optional: typ < 100}
		field.Optional = field.Optional && field.Type != Bool
		c := crafted{
			field: field, rows: rows, nulls: nulls, claimed: claimed, levels: levels, body: body, dict: dict,
			dictRows: dictRows, encoding: format.Encoding(e), packed: packed, size: size,
		}
		readFrugally(t, c.file(t))
	})
}
