package ingest

import (
	"context"
	"fmt"
	"unicode/utf8"

	"predict/data"
	"predict/data/csv"
	"predict/data/duckdb"
	"predict/data/lake"
	"predict/data/value"
)

// worker turns blocks into typed rows. Each goroutine has its own.
type worker struct {
	load       *tableLoad
	file       *exportFile // the file of the last block
	records    csv.Records // its cutter
	converters []converter
	nulls      nulls
	texts      []duckdb.Texts // inputs of the program, by row
	results    []duckdb.Texts
	bad        []int32 // by row: what the program could not evaluate, or -1
	wide       []int64 // values of the row at hand
	narrow     []int32
}

// newWorker makes a worker with its own parsers.
func newWorker(t *tableLoad) (*worker, error) {
	w := &worker{load: t, nulls: newNulls(t.source.Nulls), wide: make([]int64, t.layout.wide), narrow: make([]int32, t.layout.narrow)}
	for _, c := range t.layout.columns {
		conv := converter{
			column: c, decimal: t.source.Decimal[0], earliest: t.earliest, latest: t.latest(c),
			limit: t.limit, nulls: w.nulls, values: t.source.Columns[c.Name].Values,
		}
		if c.Kind == data.Time {
			p, err := value.NewTimeParser(t.layouts[c.Name], t.location)
			if err != nil {
				return nil, fmt.Errorf("%s: column %s: %w", t.table.Name, c.Name, err)
			}
			conv.time = p
			if conv.iso, err = value.NewTimeParser("iso", t.location); err != nil {
				return nil, err
			}
		}
		if c.Kind == data.Symbol {
			conv.symbols = newSymbolTable()
		}
		w.converters = append(w.converters, conv)
	}
	return w, nil
}

// parse types the rows of a block into p.
func (w *worker) parse(ctx context.Context, f *exportFile, b *csv.Block, p *parsed) error {
	p.reset()
	p.file, p.records = f, b.Records
	for i := range w.converters {
		c := &w.converters[i]
		if c.symbols == nil {
			continue
		}
		c.symbols.reset()
		slot := w.load.layout.slot[i]
		if p.symbols[slot] == nil {
			p.symbols[slot] = newSymbolTable()
		}
		c.out = p.symbols[slot]
	}
	if w.file != f {
		w.file, w.records = f, f.file.Records()
	}
	bad, err := w.evaluate(ctx, b)
	if err != nil {
		return err
	}
	seen, good := int64(0), 0
	w.records.Start(b)
	for w.records.Next() {
		seen++
		if reason := w.records.Bad(); reason != "" {
			w.reject(p, "", "", string(reason))
			continue
		}
		w.row(p, good, bad)
		good++
	}
	if seen != b.Records {
		return &FileError{Path: f.name, Line: b.FirstLine, Problem: fmt.Sprintf("the reader found %d records where the independent count found %d", seen, b.Records), Remedy: "no rows were loaded; please report this file"}
	}
	p.group(w.load.groups())
	return nil
}

// evaluate runs the program of the mapping over the good records of a block,
// leaving its results in w.results. It returns, by good record, the input that
// was no number where one was needed, or -1.
func (w *worker) evaluate(ctx context.Context, b *csv.Block) ([]int32, error) {
	bound := w.file.binding
	if len(bound.exprs) == 0 {
		return nil, nil
	}
	w.texts = resetTexts(w.texts, len(bound.inputs))
	w.results = resetTexts(w.results, len(bound.exprs))
	n := 0
	w.records.Start(b)
	for w.records.Next() {
		if w.records.Bad() != "" {
			continue
		}
		n++
		for k, field := range bound.inputs {
			t := &w.texts[k]
			text := w.records.Text(field)
			t.Null = append(t.Null, w.nulls.has(text))
			t.Data = append(t.Data, text...)
			t.Ends = append(t.Ends, uint32(len(t.Data)))
		}
	}
	if n == 0 {
		return nil, nil
	}
	program, err := bound.take(ctx)
	if err != nil {
		return nil, err
	}
	defer bound.give(program)
	bad, err := program.Eval(ctx, n, w.texts, w.results)
	w.bad = append(w.bad[:0], bad...) // the program's own is lost when it is given back
	if err != nil {
		return nil, &FileError{Path: w.file.name, Line: b.FirstLine, Problem: "evaluating the mapping", Err: err, Remedy: "correct the expressions of tables." + w.load.table.Name + ".columns"}
	}
	return w.bad, nil
}

func resetTexts(ts []duckdb.Texts, n int) []duckdb.Texts {
	for len(ts) < n {
		ts = append(ts, duckdb.Texts{})
	}
	for i := range ts {
		ts[i].Data, ts[i].Ends, ts[i].Null = ts[i].Data[:0], ts[i].Ends[:0], ts[i].Null[:0]
	}
	return ts[:n]
}

// row types one good record; row is its number among the good ones.
func (w *worker) row(p *parsed, row int, bad []int32) {
	bound := w.file.binding
	if bad != nil && bad[row] >= 0 {
		field := bound.inputs[bad[row]]
		w.reject(p, w.file.file.Columns()[field], string(w.records.Text(field)), reasonCalculated)
		return
	}
	var id []byte
	if bound.hasID {
		id = trimBlanks(w.text(bound.id, row))
		if w.nulls.has(id) {
			id = nil
		}
	}
	if reason := refuseID(id); reason != "" {
		w.reject(p, data.CustomerID, string(id), reason)
		return
	}
	for i := range w.converters {
		c := &w.converters[i]
		text := w.text(bound.columns[i], row)
		var reason string
		if c.column.Kind.Wide() {
			w.wide[w.load.layout.slot[i]], reason = c.wide(text, bound.columns[i].kind)
		} else {
			w.narrow[w.load.layout.slot[i]], reason = c.narrow(text)
		}
		if reason != "" {
			w.reject(p, c.column.Name, string(text), reason)
			return
		}
	}
	w.keep(p, id)
}

// keep adds the typed row, or counts it as out of scope where it names no
// customer.
func (w *worker) keep(p *parsed, id []byte) {
	key := uint64(0)
	bucket := int32(0)
	switch {
	case len(id) > 0:
		key = hashText(id)
		bucket = int32(lake.BucketOf(key, w.load.buckets))
	case w.load.hasSegment(w.narrow):
		bucket = int32(w.load.buckets) // the group behind the buckets: rows of a segment
	case w.load.source.MissingCustomer == "quarantine":
		w.reject(p, data.CustomerID, "", reasonMissing)
		return
	default:
		p.outOfScope["no customer"]++
		return
	}
	p.keys = append(p.keys, key)
	p.bucketOf = append(p.bucketOf, bucket)
	p.ids = append(p.ids, id...)
	p.idEnds = append(p.idEnds, uint32(len(p.ids)))
	for k, v := range w.wide {
		p.wide[k] = append(p.wide[k], v)
	}
	for k, v := range w.narrow {
		p.narrow[k] = append(p.narrow[k], v)
	}
}

// text is the text of a column in the row at hand.
func (w *worker) text(o origin, row int) []byte {
	if o.result < 0 {
		return w.records.Text(o.field)
	}
	t := &w.results[o.result]
	if t.Null != nil && t.Null[row] {
		return nil
	}
	from := uint32(0)
	if row > 0 {
		from = t.Ends[row-1]
	}
	return t.Data[from:t.Ends[row]]
}

func (w *worker) reject(p *parsed, column, text, reason string) {
	p.rejected = append(p.rejected, Rejected{
		File: w.file.name, Line: w.file.line(w.records), Column: column,
		Value: clip(text), Reason: reason, Raw: string(w.records.Raw()),
	})
}

// maxID is the longest id that is taken, in bytes.
const maxID = 256

func refuseID(id []byte) string {
	switch {
	case len(id) > maxID:
		return reasonLongID
	case value.DamagedID(id):
		return reasonDamagedID
	}
	return ""
}

// trimBlanks removes blanks around an id: padding of the export, never a part
// of the id.
func trimBlanks(b []byte) []byte {
	if len(b) == 0 || b[0] > ' ' && b[0] < utf8.RuneSelf && b[len(b)-1] > ' ' && b[len(b)-1] < utf8.RuneSelf {
		return b
	}
	return value.Trim(b)
}

// clip shortens a refused value; the raw record holds all of it.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	for i := most; i > most-4; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i] + "…"
		}
	}
	return s[:most]
}
