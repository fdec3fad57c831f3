package ingest

import (
	"context"

	"predict/data/csv"
	"predict/data/duckdb"
)

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
