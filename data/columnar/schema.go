package columnar

// Type is the type of a column. It fixes the Go slice that holds the values,
// the Parquet type, and the value that stands for "missing".
type Type uint8

// The types of columns.
const (
	// Int32 is Column.I32; -1 is missing.
	Int32 Type = iota
	// Int64 is Column.I64; the least int64 is missing.
	Int64
	// Float32 is Column.F32; NaN is missing.
	Float32
	// Float64 is Column.F64; NaN is missing.
	Float64
	// String is Column.S, UTF-8; the empty text is missing.
	String
	// Bool is Column.B; never missing.
	Bool
	// TimestampMicros is Column.I64, microseconds since 1970 UTC; the least int64
	// is missing.
	TimestampMicros
	// Decimal4 is Column.I64 in units of 1/10,000, DECIMAL(18,4); the least int64
	// is missing.
	Decimal4
	// Date is Column.I32, days since 1970-01-01; the least int32 is missing.
	Date
)

// Field is the name and type of a column.
type Field struct {
	Name string
	Type Type
	// Optional stores the missing value of the type as null.
	Optional bool
}

// Column is the values of one field. Only the slice that the type names is
// used.
type Column struct {
	Name string
	Type Type
	I32  []int32
	I64  []int64
	F32  []float32
	F64  []float64
	S    []string
	B    []bool
}

// Len returns the number of values.
func (c *Column) Len() int {
	switch c.Type {
	case Int32, Date:
		return len(c.I32)
	case Int64, TimestampMicros, Decimal4:
		return len(c.I64)
	case Float32:
		return len(c.F32)
	case Float64:
		return len(c.F64)
	case String:
		return len(c.S)
	case Bool:
		return len(c.B)
	}
	return 0
}

// String names the type.
func (t Type) String() string {
	names := [...]string{"int32", "int64", "float32", "float64", "string", "bool", "timestamp", "decimal", "date"}
	if int(t) < len(names) {
		return names[t]
	}
	return "unknown"
}
