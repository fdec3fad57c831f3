package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"predict/data"
	"predict/data/duckdb"
)

// origin says where the text of a column comes from: a field of the record, or
// a result of the program.
type origin struct {
	field  int // index of the field, or -1
	result int // index of the program's result, or -1
}

// binding fits the mapping of a table to the columns of one export.
type binding struct {
	width   int // fields of a record
	id      origin
	hasID   bool
	columns []origin // by column of the layout
	program *duckdb.Program
	results int   // number of the program's results
	inputs  []int // field of each input of the program
}

// binder makes bindings; files with the same columns share one.
type binder struct {
	engine func() (*duckdb.Engine, error)
	source data.Source
	layout layout

	mu    sync.Mutex
	known map[string]*binding
}

// bind fits the mapping to the columns of an export. Its error lists every
// mapped column that is not there.
func (b *binder) bind(ctx context.Context, columns []string) (*binding, error) {
	key := strings.Join(columns, "\x00")
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.known[key]; ok {
		return known, nil
	}
	made, err := b.make(ctx, columns)
	if err != nil {
		return nil, err
	}
	b.known[key] = made
	return made, nil
}

func (b *binder) make(ctx context.Context, columns []string) (*binding, error) {
	bound := &binding{width: len(columns), columns: make([]origin, len(b.layout.columns))}
	var exprs []duckdb.Expression
	place := func(name string) origin {
		from := b.source.Columns[name].From
		if i := slices.Index(columns, from); i >= 0 {
			return origin{field: i, result: -1}
		}
		exprs = append(exprs, duckdb.Expression{Name: name, SQL: from})
		return origin{field: -1, result: len(exprs) - 1}
	}
	if _, ok := b.source.Columns[data.CustomerID]; ok {
		bound.hasID = true
		bound.id = place(data.CustomerID)
	}
	for i, c := range b.layout.columns {
		bound.columns[i] = place(c.Name)
	}
	if len(exprs) == 0 {
		return bound, nil
	}
	engine, err := b.engine()
	if err != nil {
		return nil, fmt.Errorf("starting the SQL engine: %w", err)
	}
	bound.program, err = engine.Compile(ctx, exprs, columns, b.source.Decimal[0])
	if err != nil {
		return nil, err
	}
	bound.results = len(exprs)
	for _, input := range bound.program.Inputs() {
		bound.inputs = append(bound.inputs, slices.Index(columns, input))
	}
	return bound, nil
}

// close frees the programs.
func (b *binder) close() {
	for _, bound := range b.known {
		if bound.program != nil {
			bound.program.Close()
		}
	}
}
