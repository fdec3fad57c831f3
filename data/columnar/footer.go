package columnar

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// createdBy names the writer in every file. It changes only when the bytes that
// the package writes do: the same input gives the same file.
const createdBy = "predict version 1 (build columnar)"

// magic begins and ends every Parquet file.
const magic = "PAR1"

// physical returns the Parquet type that values of t are stored as.
func physical(t Type) format.Type {
	switch t {
	case Int32, Date:
		return format.Int32
	case Float32:
		return format.Float
	case Float64:
		return format.Double
	case String:
		return format.ByteArray
	case Bool:
		return format.Boolean
	}
	return format.Int64
}

// element describes a field as Parquet does, with the older converted types for
// readers that know no logical ones.
func element(f Field) format.SchemaElement {
	e := format.SchemaElement{
		Name:           f.Name,
		Type:           thrift.New(physical(f.Type)),
		RepetitionType: thrift.New(format.Required),
	}
	if f.Optional {
		e.RepetitionType = thrift.New(format.Optional)
	}
	switch f.Type {
	case String:
		e.ConvertedType = thrift.New(deprecated.UTF8)
		e.LogicalType.Value = new(format.StringType)
	case Date:
		e.ConvertedType = thrift.New(deprecated.Date)
		e.LogicalType.Value = new(format.DateType)
	case TimestampMicros:
		e.ConvertedType = thrift.New(deprecated.TimestampMicros)
		e.LogicalType.Value = &format.TimestampType{
			IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MicroSeconds)},
		}
	case Decimal4:
		e.ConvertedType = thrift.New(deprecated.Decimal)
		e.Scale, e.Precision = thrift.New(int32(4)), thrift.New(int32(18))
		e.LogicalType.Value = &format.DecimalType{Scale: 4, Precision: 18}
	}
	return e
}

// field is the inverse of element.
func field(e *format.SchemaElement) (Field, error) {
	f := Field{Name: e.Name, Optional: e.RepetitionType.V == format.Optional}
	bad := fmt.Errorf("columnar: column %q has a type that predict does not write", e.Name)
	if e.NumChildren.V != 0 || !e.Type.Valid || e.RepetitionType.V == format.Repeated {
		return f, bad
	}
	switch e.Type.V {
	case format.Int32:
		f.Type = Int32
	case format.Int64:
		f.Type = Int64
	case format.Float:
		f.Type = Float32
	case format.Double:
		f.Type = Float64
	case format.ByteArray:
		f.Type = String
	case format.Boolean:
		f.Type = Bool
	default:
		return f, bad
	}
	switch e.LogicalType.Value.(type) {
	case *format.DateType:
		f.Type = Date
	case *format.TimestampType:
		f.Type = TimestampMicros
	case *format.DecimalType:
		f.Type = Decimal4
	}
	if physical(f.Type) != e.Type.V {
		return f, bad
	}
	return f, nil
}

// fileMetaData builds the footer.
func fileMetaData(fields []Field, meta map[string]string, groups []format.RowGroup) *format.FileMetaData {
	m := &format.FileMetaData{Version: 2, CreatedBy: createdBy, RowGroups: groups}
	m.Schema = append(m.Schema, format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(fields)))})
	for _, f := range fields {
		m.Schema = append(m.Schema, element(f))
		m.ColumnOrders = append(m.ColumnOrders, format.ColumnOrder{Value: new(format.TypeDefinedOrder)})
	}
	for _, g := range groups {
		m.NumRows += g.NumRows
	}
	for _, k := range slices.Sorted(maps.Keys(meta)) {
		m.KeyValueMetadata = append(m.KeyValueMetadata, format.KeyValue{Key: k, Value: meta[k]})
	}
	m.KeyValueMetadata = append(m.KeyValueMetadata, format.KeyValue{Key: sealKey, Value: noSeal})
	return m
}

// Parquet has checksums for pages but none for the footer. The last text of the
// metadata is one: the CRC-32 of the footer in which noSeal takes its place.
const (
	sealKey = "predict.footer_crc32"
	noSeal  = "--------"
	// sealMark is how the key and the head of the text are encoded: the type of
	// the second field, and its length.
	sealMark = sealKey + "\x18\x08"
)

// seal puts the checksum into an encoded footer.
func seal(foot []byte) error {
	at := bytes.LastIndex(foot, []byte(sealMark))
	if at < 0 {
		return errors.New("the footer has no place for its checksum")
	}
	sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(foot))
	copy(foot[at+len(sealMark):], sum)
	return nil
}

// checkSeal reports whether the checksum of an encoded footer is right. It
// leaves the footer as it was before seal.
func checkSeal(foot []byte) bool {
	at := bytes.LastIndex(foot, []byte(sealMark))
	if at < 0 || len(foot) < at+len(sealMark)+len(noSeal) {
		return false
	}
	place := foot[at+len(sealMark):][:len(noSeal)]
	sum := string(place)
	copy(place, noSeal)
	return sum == fmt.Sprintf("%08x", crc32.ChecksumIEEE(foot))
}

// validate refuses schemas that cannot be told apart when read.
func validate(fields []Field) error {
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		switch {
		case f.Name == "":
			return fmt.Errorf("columnar: a column has no name")
		case seen[f.Name]:
			return fmt.Errorf("columnar: two columns are called %q", f.Name)
		case f.Type > Date:
			return fmt.Errorf("columnar: column %q has no known type", f.Name)
		case f.Optional && f.Type == Bool:
			return fmt.Errorf("columnar: column %q: a bool is never missing", f.Name)
		}
		seen[f.Name] = true
	}
	if len(fields) == 0 {
		return fmt.Errorf("columnar: a file needs a column")
	}
	return nil
}
