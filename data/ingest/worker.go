package ingest

import (
	"context"
	"fmt"

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
		if w.records.Ordinal() < f.skip {
			if w.records.Bad() == "" {
				good++
			}
			p.skipped++
			continue
		}
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
	if order := w.load.layout.order; order >= 0 {
		p.span = spanOf(p.wide[order])
	}
	p.group(w.load.groups())
	return nil
}

// row types one good record; row is its number among the good ones.
func (w *worker) row(p *parsed, row int, bad []int32) {
	bound := w.file.binding
	if bad != nil && bad[row] >= 0 {
		field := bound.inputs[bad[row]]
		w.reject(p, w.file.columns[field], string(w.records.Text(field)), reasonCalculated)
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
		key = lake.Key(id)
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

func (w *worker) reject(p *parsed, column, text, reason string) {
	p.rejected = append(p.rejected, Rejected{
		File: w.file.name, Line: w.file.line(w.records), Column: column,
		Value: clip(text), Reason: reason, Raw: string(w.records.Raw()),
	})
}
