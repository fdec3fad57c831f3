package ingest

import (
	"math"
	"slices"

	"predict/data"
	"predict/data/duckdb"
	"predict/data/value"
)

// converter turns the texts of one column into typed values. It belongs to
// one goroutine.
type converter struct {
	column   data.Column
	decimal  byte
	time     *value.TimeParser
	iso      *value.TimeParser // for times that an expression gave
	earliest int64             // first believable instant
	latest   int64             // first instant that is no longer believable
	limit    int64             // largest believable absolute amount, money units
	nulls    nulls
	values   map[string]string
	symbols  *symbolTable // texts as the export has them
	out      *symbolTable // texts as they are kept, translated
}

// nulls are the texts that mean "no value".
type nulls struct {
	texts   map[string]bool
	lengths uint64 // bit n is set where a text of n bytes is among them, bit 63 for 63 or more
}

func newNulls(texts []string) nulls {
	n := nulls{texts: map[string]bool{}}
	for _, t := range texts {
		n.texts[t] = true
		n.lengths |= 1 << min(len(t), 63)
	}
	return n
}

// has reports whether the text means "no value"; the empty text does.
func (n *nulls) has(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	return n.lengths&(1<<min(len(b), 63)) != 0 && n.texts[string(b)]
}

// Reasons for which a value is refused. They are counted by column, so they
// hold no data of customers.
const (
	reasonMissing    = "missing"
	reasonTime       = "not a date of the expected format"
	reasonTooEarly   = "before the earliest believable date"
	reasonFuture     = "in the future"
	reasonMoney      = "not an amount"
	reasonAbsurd     = "larger than the largest believable amount"
	reasonNumber     = "not a number"
	reasonFlag       = "not a truth value (yes/no, true/false, 1/0)"
	reasonRange      = "outside the allowed range"
	reasonSymbol     = "not one of the allowed values"
	reasonDamagedID  = "id damaged by a spreadsheet (scientific notation)"
	reasonLongID     = "id longer than 256 bytes"
	reasonLongText   = "text longer than 4,096 bytes"
	reasonCalculated = "not a number where the expression needs one"
)

// maxText is the longest text that is taken for a name or a number of something,
// in bytes. What is longer is no such thing: most likely a quote was lost.
const maxText = 4096

// missing64 is what stands for no value: an error where one is required.
func (c *converter) missing64() (int64, string) {
	if c.column.Required {
		return data.Missing64, reasonMissing
	}
	if c.column.Kind == data.Number {
		return int64(math.Float64bits(math.NaN())), ""
	}
	return data.Missing64, ""
}

// wide converts a text to an 8-byte value; the reason is "" where it could.
// kind is Text for the export's own texts; numbers and times that an
// expression gave have a decimal point and the ISO form.
func (c *converter) wide(b []byte, kind duckdb.Kind) (int64, string) {
	if c.nulls.has(b) {
		return c.missing64()
	}
	switch c.column.Kind {
	case data.Time:
		parser := c.time
		if kind == duckdb.Time {
			parser = c.iso
		}
		t, ok := parser.Parse(b)
		switch {
		case !ok:
			return 0, reasonTime
		case t < c.earliest:
			return 0, reasonTooEarly
		case t >= c.latest:
			return 0, reasonFuture
		}
		return t, ""
	case data.Money:
		m, ok := value.ParseMoney(b, c.mark(kind))
		switch {
		case !ok:
			return 0, reasonMoney
		case m > c.limit || m < -c.limit:
			return 0, reasonAbsurd
		}
		return m, ""
	case data.Key:
		if len(b) > maxText {
			return 0, reasonLongText
		}
		return hashKey(b), ""
	default:
		v, ok := value.ParseNumber(b, c.mark(kind))
		if !ok {
			return 0, reasonNumber
		}
		if (c.column.Min != 0 || c.column.Max != 0) && (v < c.column.Min || v > c.column.Max) {
			return 0, reasonRange
		}
		return int64(math.Float64bits(v)), ""
	}
}

// mark is the decimal mark of a text of the kind.
func (c *converter) mark(kind duckdb.Kind) byte {
	if kind == duckdb.Number {
		return '.'
	}
	return c.decimal
}

// narrow converts a text to a 4-byte value: a code of the block's symbol
// table, a flag or a small whole number.
func (c *converter) narrow(b []byte) (int32, string) {
	if c.column.Kind == data.Symbol {
		return c.symbol(b)
	}
	if c.nulls.has(b) {
		if c.column.Required {
			return data.Missing32, reasonMissing
		}
		return data.Missing32, ""
	}
	if c.column.Kind == data.Flag {
		v, ok := value.ParseFlag(b)
		switch {
		case !ok:
			return 0, reasonFlag
		case v:
			return 1, ""
		}
		return 0, ""
	}
	v, ok := value.ParseWhole(b)
	switch {
	case !ok:
		return 0, reasonNumber
	case c.column.Max != 0 && (float64(v) < c.column.Min || float64(v) > c.column.Max):
		return 0, reasonRange
	}
	return v, ""
}

// symbol looks up a text. What it means is worked out once for each distinct
// text of a block: whether it stands for no value, how it is translated, and
// whether the contract allows it.
func (c *converter) symbol(b []byte) (int32, string) {
	if len(b) > maxText {
		return 0, reasonLongText
	}
	code, added := c.symbols.code(b)
	if added {
		c.symbols.meaning[code] = c.meaning(b)
	}
	m := c.symbols.meaning[code]
	switch {
	case m == notAllowed:
		return 0, reasonSymbol
	case m == data.Missing32 && c.column.Required:
		return m, reasonMissing
	}
	return m, ""
}

// meaning gives the code in out that a text stands for.
func (c *converter) meaning(b []byte) int32 {
	if c.nulls.has(b) {
		return data.Missing32
	}
	text := string(b)
	if to, ok := c.translate(text); ok {
		text = to
	}
	if text == "" {
		return data.Missing32
	}
	if len(c.column.Values) > 0 && !slices.Contains(c.column.Values, text) {
		return notAllowed
	}
	code, _ := c.out.code([]byte(text))
	return code
}

func (c *converter) translate(text string) (string, bool) {
	if c.values == nil {
		return "", false
	}
	if to, ok := c.values[text]; ok {
		return to, true
	}
	to, ok := c.values["*"]
	return to, ok
}
