package lake

import (
	"fmt"

	"predict/data/columnar"
)

// piece is the rows of one kind and bucket in a segment: a file, or a part of a
// sheet.
type piece struct {
	reader *columnar.Reader // of the file, or the one before it, kept for its memory
	fields []columnar.Field // of the file
	sheet  *sheet           // nil for a file
	bucket int
	rows   int
}

// open makes p the rows of a bucket.
func (l *Lake) open(p *piece, folder string, bucket int, span loadSpan, e *partsEntry) (err error) {
	p.rows, p.bucket, p.sheet = int(e.Rows[bucket]), bucket, nil
	if e.Sheet {
		p.sheet = l.sheet(folder, span, e)
		return nil
	}
	if p.reader, err = columnar.Reopen(p.reader, l.path(tablePart(folder, bucket, span))); err != nil {
		return err
	}
	p.fields = p.reader.Fields()
	if n := p.reader.NumRows(); n != int64(p.rows) {
		return fmt.Errorf("the part has %d rows where the manifest has %d", n, p.rows)
	}
	return nil
}

// close closes the file; its memory is kept.
func (p *piece) close() error {
	if p.reader == nil {
		return nil
	}
	return p.reader.Close()
}

func hasField(fields []columnar.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// has reports whether there is a column.
func (p *piece) has(name string) (bool, error) {
	if p.sheet == nil {
		return hasField(p.fields, name), nil
	}
	_, ok, err := p.sheet.column(name, p.bucket)
	return ok, err
}

// fromSheet returns the values of a column of a sheet, which are not to be
// changed.
func fromSheet[T any](p *piece, name string, pick func(*columnar.Column) []T) ([]T, error) {
	c, _, err := p.sheet.column(name, p.bucket)
	values := pick(&c)
	if err == nil && len(values) != p.rows {
		err = fmt.Errorf("%s has no column %q, or one of another type", p.sheet.path, name)
	}
	return values, err
}

func narrowOf(c *columnar.Column) []int32    { return c.I32 }
func wideOf(c *columnar.Column) []int64      { return c.I64 }
func numbersOf(c *columnar.Column) []float64 { return c.F64 }
func textsOf(c *columnar.Column) []string    { return c.S }

// int32s reads a column into dst, all rows.
func (p *piece) int32s(name string, dst []int32) ([]int32, error) {
	if p.sheet == nil {
		return p.reader.Int32(columnar.All, name, dst)
	}
	values, err := fromSheet(p, name, narrowOf)
	return append(dst[:0], values...), err
}

// int64s is like int32s.
func (p *piece) int64s(name string, dst []int64) ([]int64, error) {
	if p.sheet == nil {
		return p.reader.Int64(columnar.All, name, dst)
	}
	values, err := fromSheet(p, name, wideOf)
	return append(dst[:0], values...), err
}

// float64s is like int32s.
func (p *piece) float64s(name string, dst []float64) ([]float64, error) {
	if p.sheet == nil {
		return p.reader.Float64(columnar.All, name, dst)
	}
	values, err := fromSheet(p, name, numbersOf)
	return append(dst[:0], values...), err
}

// texts reads a column of texts, which are not to be changed.
func (p *piece) texts(name string) ([]string, error) {
	if p.sheet == nil {
		return p.reader.String(columnar.All, name, nil)
	}
	return fromSheet(p, name, textsOf)
}

// scan32 calls visit with the values of a column, some at a time.
func (p *piece) scan32(name string, visit func(row int, values []int32)) error {
	if p.sheet == nil {
		return p.reader.ScanInt32(columnar.All, name, visit)
	}
	return visitSheet(p, name, narrowOf, visit)
}

// scan64 is like scan32.
func (p *piece) scan64(name string, visit func(row int, values []int64)) error {
	if p.sheet == nil {
		return p.reader.ScanInt64(columnar.All, name, visit)
	}
	return visitSheet(p, name, wideOf, visit)
}

// scanFloats is like scan32.
func (p *piece) scanFloats(name string, visit func(row int, values []float64)) error {
	if p.sheet == nil {
		return p.reader.ScanFloat64(columnar.All, name, visit)
	}
	return visitSheet(p, name, numbersOf, visit)
}

func visitSheet[T any](p *piece, name string, pick func(*columnar.Column) []T, visit func(int, []T)) error {
	values, err := fromSheet(p, name, pick)
	if err == nil {
		visit(0, values)
	}
	return err
}
