package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	duck "github.com/duckdb/duckdb-go/v2"
)

// Eval evaluates the expressions on n rows. in holds the columns of Inputs, in
// that order; out[i] receives the results of expression i, its memory is
// reused. Rows keep their order. A null result is missing; numbers are written
// with a decimal point, dates and times in ISO form, truth as true and false.
//
// bad tells for each row why an expression could not be evaluated: the index
// into Inputs of the column whose text is not a number (or not a date, where it
// is cast to one) although the row needs it to be, or -1. A number that no
// branch of the row needs does no harm. A text that is not UTF-8 is bad
// wherever it is used. The results of a bad row mean nothing. bad is valid
// until the next call.
//
// The error is not about the data: the engine was closed, or ctx is done.
func (p *Program) Eval(ctx context.Context, n int, in []Texts, out []Texts) (bad []int32, err error) {
	if len(in) != len(p.inputs) || len(out) != len(p.exprs) {
		return nil, fmt.Errorf("evaluating expressions: %d columns in and %d out; %d and %d are needed",
			len(in), len(out), len(p.inputs), len(p.exprs))
	}
	for i := range in {
		if len(in[i].Ends) < n || in[i].Null != nil && len(in[i].Null) < n {
			return nil, fmt.Errorf("evaluating expressions: column %q has %d of %d rows", p.inputs[i], len(in[i].Ends), n)
		}
	}
	p.bad = slices.Grow(p.bad[:0], n)[:n]
	for i := range p.bad {
		p.bad[i] = -1
	}
	p.batch.n, p.batch.in, p.batch.empty = n, in, false
	p.findInvalid(n)
	suspects := p.readNumbers(n)
	again, err := p.evalLenient(ctx, suspects)
	if err != nil {
		return nil, fmt.Errorf("evaluating expressions: %w", shortened{err})
	}
	err = errTooWide
	if p.narrow != nil && p.batch.narrow {
		err = p.evalStrict(ctx, p.narrow, out, suspects, again)
	}
	if dataError(err) {
		err = p.evalStrict(ctx, p.wide, out, suspects, again)
	}
	if dataError(err) {
		// A cast of some row fails. Only now is each row evaluated by itself.
		if again, err = p.evalLenient(ctx, allRows(n)); err == nil {
			err = p.copyAll(out, again, n)
		}
	}
	p.batch.in, p.batch.rows = nil, nil
	if err != nil {
		return nil, fmt.Errorf("evaluating expressions: %w", shortened{err})
	}
	return p.bad, nil
}

// findInvalid blames the texts that are not UTF-8: the engine would take them
// for missing without a word.
func (p *Program) findInvalid(n int) {
	for _, f := range p.feeds {
		if f.number {
			continue
		}
		in := &p.batch.in[f.input]
		for row := range n {
			if !utf8.Valid(in.At(row)) && p.bad[row] < 0 {
				p.bad[row] = int32(f.input)
			}
		}
	}
}

// readNumbers reads the columns that are needed as numbers and returns the
// rows where one is no number, in order.
func (p *Program) readNumbers(n int) []int32 {
	b := &p.batch
	b.narrow = true
	if len(b.numbers) < len(p.feeds) {
		b.numbers = make([][]exact, len(p.feeds))
	}
	var suspects []int32
	for i, f := range p.feeds {
		if f.number {
			var fits bool
			b.numbers[i], fits = parseNumbers(b.numbers[i], &b.in[f.input], n, p.decimal,
				func(row int) { suspects = append(suspects, int32(row)) })
			b.narrow = b.narrow && fits
		}
	}
	slices.Sort(suspects)
	return slices.Compact(suspects)
}

// evalStrict evaluates all rows at once into out. The results of the rows in
// suspects, which are in order, are taken from again.
func (p *Program) evalStrict(ctx context.Context, s driver.Stmt, out []Texts, suspects []int32, again []Texts) error {
	for i := range out {
		out[i].reset()
	}
	p.batch.rows = nil
	suspect := 0
	rows, err := p.read(ctx, s, len(p.exprs), func(row int, values []driver.Value) error {
		if suspect < len(suspects) && int(suspects[suspect]) == row {
			for i := range out {
				out[i].append(again[i].At(suspect), again[i].Null[suspect])
			}
			suspect++
			return nil
		}
		for i, v := range values {
			s, ok := v.(string)
			out[i].appendText(s, !ok, p.kinds[i])
		}
		return nil
	})
	if err == nil && rows != p.batch.n {
		return fmt.Errorf("%d rows came back for %d", rows, p.batch.n)
	}
	return err
}

// evalLenient evaluates some rows, each by itself, and notes in bad what could
// not be computed. Result i is about rows[i].
func (p *Program) evalLenient(ctx context.Context, rows []int32) ([]Texts, error) {
	out := make([]Texts, len(p.exprs))
	if len(rows) == 0 {
		return out, nil
	}
	p.batch.rows = rows
	err := p.conn.Raw(func(c any) error {
		statement, err := c.(*duck.Conn).PrepareContext(ctx, p.lenient)
		if err != nil {
			return err
		}
		defer statement.Close()
		_, err = p.fetch(ctx, statement, len(p.exprs), func(row int, values []driver.Value) error {
			for i, v := range values {
				list, ok := v.([]any)
				if !ok && p.bad[rows[row]] < 0 {
					p.bad[rows[row]] = p.blame(i, int(rows[row]))
				}
				s, there := "", false
				if ok && len(list) == 1 {
					s, there = list[0].(string)
				}
				out[i].appendText(s, !there, p.kinds[i])
			}
			return nil
		})
		return err
	})
	return out, err
}

// blame returns the input that keeps an expression from being evaluated on a
// row: the first that is no number, else the first that is there as text, else
// the first of all.
func (p *Program) blame(expr, row int) int32 {
	for _, f := range p.uses[expr] {
		if p.feeds[f].number && p.batch.numbers[f][row].state == isBad {
			return int32(p.feeds[f].input)
		}
	}
	for _, f := range p.uses[expr] {
		if in := p.feeds[f].input; !p.feeds[f].number && len(p.batch.in[in].At(row)) > 0 {
			return int32(in)
		}
	}
	if len(p.uses[expr]) > 0 {
		return int32(p.feeds[p.uses[expr][0]].input)
	}
	return 0
}

// copyAll moves the results of all rows to out.
func (p *Program) copyAll(out, from []Texts, n int) error {
	for i := range out {
		out[i].reset()
		for row := range n {
			out[i].append(from[i].At(row), from[i].Null[row])
		}
	}
	return nil
}

// read runs a prepared query on the program's connection.
func (p *Program) read(ctx context.Context, s driver.Stmt, width int, each func(int, []driver.Value) error) (rows int, err error) {
	err = p.conn.Raw(func(any) error {
		rows, err = p.fetch(ctx, s, width, each)
		return err
	})
	return rows, err
}

// fetch runs a prepared query, calls each for every row and returns their
// number.
func (p *Program) fetch(ctx context.Context, s driver.Stmt, width int, each func(int, []driver.Value) error) (int, error) {
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	values := make([]driver.Value, width)
	for row := 0; ; row++ {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return row, nil
		case err != nil:
			return row, err
		}
		if err := each(row, values); err != nil {
			return row, err
		}
	}
}

// dataError reports whether an error of the engine is about a value.
func dataError(err error) bool {
	if errors.Is(err, errTooWide) {
		return true
	}
	var e *duck.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Type {
	case duck.ErrorTypeConversion, duck.ErrorTypeOutOfRange, duck.ErrorTypeInvalidInput, duck.ErrorTypeDecimal, duck.ErrorTypeMismatchType, duck.ErrorTypeDivideByZero:
		return true
	}
	return false
}

// errTooWide stands for the error of narrow numbers where they are not tried.
var errTooWide = errors.New("numbers are too wide")

// allRows returns 0 to n-1.
func allRows(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// append adds a value.
func (t *Texts) append(v []byte, null bool) {
	t.Data = append(t.Data, v...)
	t.Ends = append(t.Ends, uint32(len(t.Data)))
	t.Null = append(t.Null, null)
}

// appendText adds a value of a kind. Numbers lose the zeros behind their last
// decimal.
func (t *Texts) appendText(v string, null bool, k Kind) {
	if k == Number {
		v = trimZeros(v)
	}
	t.Data = append(t.Data, v...)
	t.Ends = append(t.Ends, uint32(len(t.Data)))
	t.Null = append(t.Null, null)
}

// trimZeros removes the zeros behind the last decimal of a plain number, and
// the decimal point where none is left.
func trimZeros(v string) string {
	point := -1
	for i := range len(v) {
		switch v[i] {
		case '.':
			point = i
		case 'e':
			return v
		}
	}
	if point < 0 {
		return v
	}
	end := len(v)
	for v[end-1] == '0' {
		end--
	}
	if end-1 == point {
		end = point
	}
	return v[:end]
}
