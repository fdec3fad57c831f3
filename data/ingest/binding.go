package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"predict/data"
	"predict/data/duckdb"
)

// origin says where the text of a column comes from: a field of the record, or
// a result of the program.
type origin struct {
	field  int         // index of the field, or -1
	result int         // index of the program's result, or -1
	kind   duckdb.Kind // of a result: numbers and times come in one form, whatever the export's is
}

// binding fits the mapping of a table to the columns of one export.
type binding struct {
	width   int // fields of a record
	id      origin
	hasID   bool
	columns []origin // by column of the layout
	exprs   []duckdb.Expression
	inputs  []int // field of each input of the program

	compile func(context.Context) (*duckdb.Program, error)
	mu      sync.Mutex
	idle    []*duckdb.Program // a program serves one goroutine at a time
}

// take gives a program that nobody else uses.
func (b *binding) take(ctx context.Context) (*duckdb.Program, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.idle); n > 0 {
		p := b.idle[n-1]
		b.idle = b.idle[:n-1]
		return p, nil
	}
	return b.compile(ctx)
}

// give takes a program back.
func (b *binding) give(p *duckdb.Program) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.idle = append(b.idle, p)
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
	if err := b.misfit(columns); err != nil {
		return nil, err
	}
	bound := &binding{width: len(columns), columns: make([]origin, len(b.layout.columns))}
	place := func(name string) origin {
		from := b.source.Columns[name].From
		if i := slices.Index(columns, from); i >= 0 {
			return origin{field: i, result: -1}
		}
		bound.exprs = append(bound.exprs, duckdb.Expression{Name: name, SQL: from})
		return origin{field: -1, result: len(bound.exprs) - 1}
	}
	if _, ok := b.source.Columns[data.CustomerID]; ok {
		bound.hasID = true
		bound.id = place(data.CustomerID)
	}
	for i, c := range b.layout.columns {
		bound.columns[i] = place(c.Name)
	}
	if len(bound.exprs) == 0 {
		return bound, nil
	}
	engine, err := b.engine()
	if err != nil {
		return nil, fmt.Errorf("starting the SQL engine: %w", err)
	}
	bound.compile = func(ctx context.Context) (*duckdb.Program, error) {
		return engine.Compile(ctx, bound.exprs, columns, b.source.Decimal[0])
	}
	program, err := bound.compile(ctx)
	if err != nil {
		return nil, err
	}
	bound.idle = append(bound.idle, program)
	for _, input := range program.Inputs() {
		if times(columns, input) > 1 {
			return nil, &misfitError{columns: columns, twice: []string{input}}
		}
		bound.inputs = append(bound.inputs, slices.Index(columns, input))
	}
	kinds := program.Kinds()
	for i := range bound.columns {
		if o := &bound.columns[i]; o.result >= 0 {
			o.kind = kinds[o.result]
		}
	}
	return bound, nil
}

// misfit reports every mapped column that the export does not have, or has more
// than once, so that the mapping cannot say which is meant.
func (b *binder) misfit(columns []string) error {
	e := &misfitError{columns: columns}
	for _, name := range slices.Sorted(maps.Keys(b.source.Columns)) {
		switch from := b.source.Columns[name].From; times(columns, from) {
		case 1:
		case 0:
			if plainName(from) {
				e.absent = append(e.absent, fmt.Sprintf("%s (for %s%s)", from, name, meant(from, columns)))
			}
		default:
			e.twice = append(e.twice, from)
		}
	}
	if e.absent == nil && e.twice == nil {
		return nil
	}
	return e
}

func times(columns []string, name string) int {
	n := 0
	for _, c := range columns {
		if c == name {
			n++
		}
	}
	return n
}

// plainName reports whether a mapping is the name of a column rather than an
// expression over columns: letters, digits and underscores, no constant.
func plainName(from string) bool {
	switch strings.ToLower(from) {
	case "null", "true", "false":
		return false
	}
	for i, c := range from {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return true
}

// misfitError says which columns of the mapping an export cannot serve.
type misfitError struct {
	columns       []string
	absent, twice []string
}

func (e *misfitError) Error() string {
	var parts []string
	if e.absent != nil {
		parts = append(parts, "it has no column "+strings.Join(e.absent, ", "))
	}
	if e.twice != nil {
		parts = append(parts, "it has more than one column "+strings.Join(e.twice, ", "))
	}
	return fmt.Sprintf("%s; its columns are %s", strings.Join(parts, ", and "), strings.Join(e.columns, ", "))
}

// close frees the programs.
func (b *binder) close() {
	for _, bound := range b.known {
		for _, p := range bound.idle {
			_ = p.Close() // the engine goes next
		}
	}
}
