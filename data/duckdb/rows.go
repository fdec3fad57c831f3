package duckdb

import (
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"slices"

	duck "github.com/duckdb/duckdb-go/v2"

	"predict/data/value"
)

// rowsFunction is the table function that feeds the rows of a batch to the
// expressions of a program. Its arguments are the number of the program and
// the mode.
const rowsFunction = "predict_rows"

// mode says how numbers are fed.
type mode int64

const (
	// wide numbers hold everything that is promised, at 128 bits.
	wide mode = iota
	// narrow numbers, at 64 bits, are several times as fast. They are tried
	// where the numbers of a batch have at most 4 decimals and every operation
	// is exact; what overflows is done again with wide ones. Results are the
	// same texts.
	narrow
	// lenient numbers are texts, which fail where they are needed and only
	// there.
	lenient
)

// Texts is a column of texts: value i is Data[Ends[i-1]:Ends[i]] (from 0 for
// the first). Null marks values that are missing; nil means that none is.
type Texts struct {
	Data []byte
	Ends []uint32
	Null []bool
}

// At returns value i, nil where it is missing.
func (t *Texts) At(i int) []byte {
	if t.Null != nil && t.Null[i] {
		return nil
	}
	start := uint32(0)
	if i > 0 {
		start = t.Ends[i-1]
	}
	return t.Data[start:t.Ends[i]]
}

// reset empties the column and keeps its memory.
func (t *Texts) reset() { t.Data, t.Ends, t.Null = t.Data[:0], t.Ends[:0], t.Null[:0] }

// batch is what the table function feeds: some rows of the columns in.
type batch struct {
	n       int
	in      []Texts
	empty   bool    // every value is null
	rows    []int32 // the rows to feed; nil for all n
	numbers [][]exact
	narrow  bool // narrow numbers hold all of them
}

// exact is a number in units of 10^-numberScale.
type exact struct {
	lo    int64 // the number, where hi is nil
	hi    *big.Int
	state state
}

// state says whether there is a number.
type state uint8

const (
	isNumber state = iota
	isNull
	isBad // a text that is no number
)

// registerRows makes the table function known to the database.
func (e *Engine) registerRows(conn *sql.Conn) error {
	id, err := duck.NewTypeInfo(duck.TYPE_BIGINT)
	if err != nil {
		return err
	}
	return duck.RegisterTableUDF(conn, rowsFunction, duck.ChunkTableFunction{
		Config:        duck.TableFunctionConfig{Arguments: []duck.TypeInfo{id, id}},
		BindArguments: e.bindRows,
	})
}

// bindRows finds the program that a query is of.
func (e *Engine) bindRows(_ map[string]any, args ...any) (duck.ChunkTableSource, error) {
	id, _ := args[0].(int64)
	m, _ := args[1].(int64)
	e.mu.Lock()
	p := e.programs[id]
	e.mu.Unlock()
	if p == nil {
		return nil, errors.New("there is no such program")
	}
	s := &rowSource{program: p, mode: mode(m)}
	for _, f := range p.feeds {
		t, err := duck.NewTypeInfo(duck.TYPE_VARCHAR)
		switch {
		case f.number && s.mode == wide:
			t, err = duck.NewDecimalInfo(numberWidth, numberScale)
		case f.number && s.mode == narrow:
			t, err = duck.NewDecimalInfo(narrowWidth, narrowScale)
		}
		if err != nil {
			return nil, err
		}
		s.columns = append(s.columns, duck.ColumnInfo{Name: f.name(), T: t})
	}
	if len(s.columns) == 0 { // expressions of constants: a table needs a column
		t, err := duck.NewTypeInfo(duck.TYPE_BOOLEAN)
		if err != nil {
			return nil, err
		}
		s.columns = append(s.columns, duck.ColumnInfo{Name: "nothing", T: t})
	}
	return s, nil
}

// rowSource feeds the current batch of a program.
type rowSource struct {
	program *Program
	mode    mode
	columns []duck.ColumnInfo
	next    int
}

// ColumnInfos returns the feeds of the program.
func (s *rowSource) ColumnInfos() []duck.ColumnInfo { return s.columns }

// Cardinality returns nil: a prepared query sees batches of any size.
func (s *rowSource) Cardinality() *duck.CardinalityInfo { return nil }

// Init starts at the first row.
func (s *rowSource) Init() { s.next = 0 }

// FillChunk writes the next rows.
func (s *rowSource) FillChunk(chunk duck.DataChunk) error {
	b := &s.program.batch
	total := b.n
	if b.rows != nil {
		total = len(b.rows)
	}
	size := min(total-s.next, duck.GetDataChunkCapacity())
	for column, f := range s.program.feeds {
		var err error
		switch {
		case b.empty:
			err = fillNulls(chunk, column, size)
		case !f.number:
			err = s.fillTexts(chunk, column, &b.in[f.input], size)
		case s.mode == lenient:
			err = s.fillNumberTexts(chunk, column, b.numbers[column], size)
		case s.mode == narrow:
			err = s.fillNarrow(chunk, column, b.numbers[column], size)
		default:
			err = s.fillNumbers(chunk, column, b.numbers[column], size)
		}
		if err != nil {
			return fmt.Errorf("feeding column %q: %w", s.program.inputs[f.input], err)
		}
	}
	s.next += size
	return chunk.SetSize(size)
}

// row returns the row of the batch that comes i rows after the next.
func (s *rowSource) row(i int) int {
	if rows := s.program.batch.rows; rows != nil {
		return int(rows[s.next+i])
	}
	return s.next + i
}

// fillNulls writes nulls.
func fillNulls(chunk duck.DataChunk, column, size int) error {
	for i := range size {
		if err := chunk.SetValue(column, i, nil); err != nil {
			return err
		}
	}
	return nil
}

// fillTexts writes texts; an empty one is null.
func (s *rowSource) fillTexts(chunk duck.DataChunk, column int, in *Texts, size int) error {
	for i := range size {
		v := in.At(s.row(i))
		var err error
		if len(v) == 0 {
			err = chunk.SetValue(column, i, nil)
		} else {
			err = duck.SetChunkValue(chunk, column, i, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillNumbers writes exact numbers; what is no number is null, and its row is
// evaluated again by the lenient query.
func (s *rowSource) fillNumbers(chunk duck.DataChunk, column int, in []exact, size int) error {
	for i := range size {
		v := &in[s.row(i)]
		var err error
		switch {
		case v.state != isNumber:
			err = chunk.SetValue(column, i, nil)
		case v.hi != nil:
			err = duck.SetChunkValue(chunk, column, i, duck.Decimal{Width: numberWidth, Scale: numberScale, Value: v.hi})
		default:
			err = duck.SetChunkValue(chunk, column, i, v.lo)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillNarrow writes numbers that are known to be narrow.
func (s *rowSource) fillNarrow(chunk duck.DataChunk, column int, in []exact, size int) error {
	for i := range size {
		v := &in[s.row(i)]
		var err error
		if v.state != isNumber {
			err = chunk.SetValue(column, i, nil)
		} else {
			err = duck.SetChunkValue(chunk, column, i, v.lo/narrowUnit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillNumberTexts writes numbers as text that casts read exactly, and a text
// that no cast reads for what is no number.
func (s *rowSource) fillNumberTexts(chunk duck.DataChunk, column int, in []exact, size int) error {
	for i := range size {
		v := &in[s.row(i)]
		var err error
		switch {
		case v.state == isNull:
			err = chunk.SetValue(column, i, nil)
		case v.state == isBad:
			err = duck.SetChunkValue(chunk, column, i, "no number")
		default:
			err = duck.SetChunkValue(chunk, column, i, v.text())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// text writes the number with a decimal point.
func (x *exact) text() string {
	n := x.hi
	if n == nil {
		n = big.NewInt(x.lo)
	}
	return duck.Decimal{Width: numberWidth, Scale: numberScale, Value: n}.String()
}

// parseNumbers reads the numbers of a column into out, reports the rows that
// hold a text which is none, and whether narrow numbers hold the others.
func parseNumbers(out []exact, in *Texts, n int, decimal byte, bad func(row int)) (_ []exact, fits bool) {
	out = slices.Grow(out[:0], n)[:n]
	clear(out)
	fits = true
	for i := range n {
		v := value.Trim(in.At(i))
		if len(v) == 0 {
			out[i].state = isNull
			continue
		}
		hi, lo, negative, ok := value.ParseWide(v, decimal, numberScale)
		switch {
		case !ok || hi > tooWideHi || hi == tooWideHi && lo >= tooWideLo:
			out[i].state = isBad
			bad(i)
		case hi != 0 || lo > 1<<63-1:
			n := new(big.Int).SetUint64(hi)
			n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(lo))
			if negative {
				n.Neg(n)
			}
			out[i].hi = n
			fits = false
		case negative:
			out[i].lo = -int64(lo)
		default:
			out[i].lo = int64(lo)
		}
		fits = fits && lo%narrowUnit == 0
	}
	return out, fits
}

// The first number of more than numberWidth digits, 10^28, in halves.
const (
	tooWideHi = 542_101_086
	tooWideLo = 4_477_988_020_393_345_024
)
