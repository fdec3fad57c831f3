package lake

import (
	"errors"
	"math"
	"slices"
	"sync"

	"predict/data"
	"predict/data/columnar"
)

const (
	// rowGroupRows is the number of rows of a row group of a file: larger ones are
	// split so that a reader can take them piece by piece.
	rowGroupRows = 1 << 20
	// sheetRows is the most rows for each bucket that are written as a sheet: below
	// it, opening and syncing a file for each bucket takes longer than its rows do.
	sheetRows = 2048
	// maxSheet is the most rows of a sheet, which readers hold in memory.
	maxSheet = 1 << 19
)

// partsWriter writes the files of one kind, such as a table, of a segment: one
// for each bucket, or a sheet, which has the rows of all buckets, where they are
// few. Which of the two depends on the number of rows alone. Different
// goroutines may use it at the same time for different buckets.
type partsWriter struct {
	stage   *stage
	folder  string
	span    loadSpan
	fields  []columnar.Field // all that there may be
	orderBy string           // the column whose span is noted; may be empty
	limit   int              // rows of a sheet

	mu      sync.Mutex
	held    [][]columnar.Column // by bucket, as long as they may become a sheet
	total   int                 // rows held
	spilled bool                // too many rows: each bucket has its file
	claimed []bool
	entry   tableEntry
	has     map[string]bool // columns
}

func newPartsWriter(s *stage, folder string, span loadSpan, fields []columnar.Field, buckets int) *partsWriter {
	return &partsWriter{
		stage: s, folder: folder, span: span, fields: fields, limit: min(s.lake.few*buckets, maxSheet),
		held: make([][]columnar.Column, buckets), claimed: make([]bool, buckets), has: map[string]bool{},
		entry: tableEntry{partsEntry: partsEntry{Rows: make([]int64, buckets), Sums: make(sums, buckets)}},
	}
}

// claim reserves a bucket, which is written once.
func (w *partsWriter) claim(bucket int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.claimed[bucket] {
		return errors.New("the part was written before")
	}
	w.claimed[bucket] = true
	return nil
}

// add writes the rows of a bucket, or holds a copy of them. The columns are
// fields of the writer, in their order.
func (w *partsWriter) add(bucket int, cols []columnar.Column) error {
	n := rowsIn(cols)
	if n == 0 {
		return nil
	}
	for _, h := range w.admit(bucket, cols, n) {
		if err := w.write(h.bucket, h.cols); err != nil {
			return err
		}
	}
	return nil
}

// heldPart is the rows of a bucket.
type heldPart struct {
	bucket int
	cols   []columnar.Column
}

// admit notes the rows and returns what is to be written now.
func (w *partsWriter) admit(bucket int, cols []columnar.Column, n int) []heldPart {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entry.Rows[bucket] = int64(n)
	for _, c := range cols {
		w.has[c.Name] = true
		if c.Name == w.orderBy {
			w.spans(spanOf(c.I64))
		}
	}
	if !w.spilled && w.total+n <= w.limit {
		w.total += n
		w.held[bucket] = cloned(cols)
		return nil
	}
	w.spilled = true
	now := []heldPart{{bucket, cols}}
	for b, held := range w.held {
		if held != nil {
			now = append(now, heldPart{b, held})
			w.held[b] = nil
		}
	}
	return now
}

// spans widens the span of the OrderBy column.
func (w *partsWriter) spans(first, last int64, ok bool) {
	e := &w.entry
	switch {
	case !ok:
	case e.First == nil:
		e.First, e.Last = &first, &last
	default:
		*e.First, *e.Last = min(*e.First, first), max(*e.Last, last)
	}
}

// cloned copies columns.
func cloned(cols []columnar.Column) []columnar.Column {
	out := slices.Clone(cols)
	for i := range out {
		c := &out[i]
		c.I32, c.I64, c.F64, c.S = slices.Clone(c.I32), slices.Clone(c.I64), slices.Clone(c.F64), slices.Clone(c.S)
	}
	return out
}

// write writes the file of a bucket.
func (w *partsWriter) write(bucket int, cols []columnar.Column) error {
	fields := make([]columnar.Field, len(cols))
	for i, c := range cols {
		fields[i] = w.fields[slices.IndexFunc(w.fields, func(f columnar.Field) bool { return f.Name == c.Name })]
	}
	sum, err := w.stage.write(tablePart(w.folder, bucket, w.span), fields, cols)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entry.Sums[bucket] = sum
	return nil
}

// finish writes the sheet, where it is one, and returns what was written; the
// columns are those that any bucket has, in the order of the fields.
func (w *partsWriter) finish() (tableEntry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.fields {
		if w.has[f.Name] {
			w.entry.Columns = append(w.entry.Columns, f.Name)
		}
	}
	if w.spilled || w.total == 0 {
		return w.entry, nil
	}
	fields := []columnar.Field{{Name: bucketColumn, Type: columnar.Int32}}
	sheet := []columnar.Column{{Name: bucketColumn, I32: make([]int32, 0, w.total)}}
	for bucket, held := range w.held {
		if held != nil {
			sheet[0].I32 = appendN(sheet[0].I32, int32(bucket), rowsIn(held))
		}
	}
	for _, f := range w.fields {
		if w.has[f.Name] {
			fields, sheet = append(fields, f), append(sheet, w.joined(f))
		}
	}
	w.held = nil
	sum, err := w.stage.write(tableSheet(w.folder, w.span), fields, sheet)
	w.entry.Sheet, w.entry.Sums = true, sums{sum}
	return w.entry, err
}

// joined returns a column of all buckets, with the missing value in those that
// lack it.
func (w *partsWriter) joined(f columnar.Field) columnar.Column {
	all := columnar.Column{Name: f.Name, Type: f.Type}
	for _, held := range w.held {
		if held == nil {
			continue
		}
		if at := slices.IndexFunc(held, func(c columnar.Column) bool { return c.Name == f.Name }); at >= 0 {
			c := &held[at]
			all.I32, all.I64 = append(all.I32, c.I32...), append(all.I64, c.I64...)
			all.F64, all.S = append(all.F64, c.F64...), append(all.S, c.S...)
			continue
		}
		switch n := rowsIn(held); f.Type {
		case columnar.Int32:
			all.I32 = appendN(all.I32, data.Missing32, n)
		case columnar.Float64:
			all.F64 = appendN(all.F64, math.NaN(), n)
		default:
			all.I64 = appendN(all.I64, data.Missing64, n)
		}
	}
	return all
}

// appendN appends a value n times.
func appendN[T any](s []T, v T, n int) []T {
	s = slices.Grow(s, n)
	for range n {
		s = append(s, v)
	}
	return s
}
