package examine

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"predict/data"
	"predict/data/csv"
	"predict/data/duckdb"
	"predict/data/likeness"
)

// origin says where the text of a column comes from: a field of the record, or
// a result of the program.
type origin struct {
	field, result int // -1 for the other one
	kind          duckdb.Kind
}

// binding fits the mapping of a table to the columns of an export.
type binding struct {
	columns []origin // by column of the table's facts
	exprs   []duckdb.Expression
	names   []string // of the export
}

// bind fits the mapping to the columns of a file. Absent columns are told in
// the facts of the file.
func (t *tableRun) bind(ctx context.Context, f *File) (*binding, error) {
	key := strings.Join(f.Columns, "\x00")
	if b, ok := t.bindings[key]; ok {
		return b, nil
	}
	b := &binding{names: f.Columns, columns: make([]origin, len(t.facts.Columns))}
	for i, c := range t.facts.Columns {
		b.columns[i] = origin{field: slices.Index(f.Columns, c.From), result: -1}
		switch {
		case b.columns[i].field >= 0:
		case plainName(c.From):
			near := likeness.Nearest(c.From, f.Columns)
			f.Absent = append(f.Absent, Absent{Column: c.Name, From: c.From, Near: near})
		default:
			b.columns[i].result = len(b.exprs)
			b.exprs = append(b.exprs, duckdb.Expression{Name: c.Name, SQL: c.From})
		}
	}
	if f.Absent != nil {
		return nil, ErrAbsent
	}
	if len(b.exprs) > 0 {
		p, err := t.compile(ctx, b)
		if err != nil {
			return nil, err
		}
		for i, kind := range p.Kinds() {
			for j := range b.columns {
				if b.columns[j].result == i {
					b.columns[j].kind = kind
				}
			}
		}
		if err := p.Close(); err != nil {
			return nil, err
		}
	}
	t.bindings[key] = b
	return b, nil
}

// compile makes a program of the binding's expressions.
func (t *tableRun) compile(ctx context.Context, b *binding) (*duckdb.Program, error) {
	engine, err := t.run.engine()
	if err != nil {
		return nil, err
	}
	return engine.Compile(ctx, b.exprs, b.names, t.source.Decimal[0])
}

// plainName reports whether a mapping is the name of a column rather than an
// expression over columns.
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

// evaluator runs the program of a binding over blocks. It belongs to one
// goroutine.
type evaluator struct {
	table   *tableRun
	binding *binding
	program *duckdb.Program
	inputs  []int
	texts   []duckdb.Texts
	results []duckdb.Texts
	bad     []int32
}

// evaluate fills results for the good records of a block, and bad with the
// number of the input that was no number where one was needed, or -1; nil where
// there is nothing to evaluate.
func (e *evaluator) evaluate(ctx context.Context, b *binding, records csv.Records, block *csv.Block) error {
	e.bad = nil
	if len(b.exprs) == 0 {
		return nil
	}
	if e.binding != b {
		e.close()
		p, err := e.table.compile(ctx, b)
		if err != nil {
			return err
		}
		e.program, e.binding, e.inputs = p, b, e.inputs[:0]
		for _, input := range p.Inputs() {
			e.inputs = append(e.inputs, slices.Index(b.names, input))
		}
	}
	e.texts, e.results = emptied(e.texts, len(e.inputs)), emptied(e.results, len(b.exprs))
	n := 0
	records.Start(block)
	for records.Next() {
		if records.Bad() != "" {
			continue
		}
		n++
		for k, field := range e.inputs {
			t, text := &e.texts[k], records.Text(field)
			t.Null = append(t.Null, e.table.isNull(text))
			t.Data = append(t.Data, text...)
			t.Ends = append(t.Ends, uint32(len(t.Data)))
		}
	}
	if n == 0 {
		return nil
	}
	var err error
	e.bad, err = e.program.Eval(ctx, n, e.texts, e.results)
	return err
}

func (e *evaluator) close() {
	if e.program != nil {
		_ = e.program.Close() // nothing was written
		e.program, e.binding = nil, nil
	}
}

func emptied(ts []duckdb.Texts, n int) []duckdb.Texts {
	for len(ts) < n {
		ts = append(ts, duckdb.Texts{})
	}
	for i := range ts {
		ts[i].Data, ts[i].Ends, ts[i].Null = ts[i].Data[:0], ts[i].Ends[:0], ts[i].Null[:0]
	}
	return ts[:n]
}

// mapped are the columns of a table that the source maps, the id first.
func mapped(table data.Table, source data.Source) []*Column {
	var all []*Column
	add := func(name string, kind data.Kind, required bool) {
		m, ok := source.Columns[name]
		if !ok {
			return
		}
		c := &Column{Name: name, From: m.From, Kind: kind, Required: required, Refused: map[string]*Spot{}}
		switch kind {
		case data.Time:
			c.Times = newTimes()
		case data.Money:
			c.Amounts = &Amounts{Currencies: map[string]*Spot{}}
		case data.Symbol:
			c.Texts = map[string]int64{}
		}
		all = append(all, c)
	}
	add(data.CustomerID, data.Key, false)
	for _, c := range table.Columns {
		add(c.Name, c.Kind, c.Required)
	}
	return all
}
