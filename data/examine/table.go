package examine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/csv"
)

// ErrAbsent marks a file that lacks columns of the mapping.
var ErrAbsent = errors.New("it lacks columns of the mapping")

// blockSize is the size of a block of text in bytes.
const blockSize = 1 << 20

// tableRun is the examination of one table.
type tableRun struct {
	run      *run
	table    data.Table
	source   data.Source
	facts    *Table
	location *time.Location
	earliest int64
	nulls    map[string]bool
	mainTime int // index of the column of the table's days, -1 for none
	amount   int // index of the column of amounts, -1 for none
	returned int // index of is_return, -1 for none
	bindings map[string]*binding
	expected []string
	rhythms  bool
}

// table examines the exports of one table.
func (r *run) table(ctx context.Context, table data.Table, source data.Source) (*Table, error) {
	source = filled(source)
	t := &tableRun{run: r, table: table, source: source, bindings: map[string]*binding{}, nulls: map[string]bool{}}
	t.facts = &Table{Name: table.Name, Source: source, Columns: mapped(table, source), Customers: Customers{Share: 1, RhythmShare: 1}}
	if err := t.settings(); err != nil {
		return nil, err
	}
	t.facts.Files, t.facts.Lost = discover(source.Files)
	samples := map[int][][]byte{}
	var open []*exportFile
	for _, f := range t.facts.Files {
		x := &exportFile{facts: f}
		if f.Err = t.survey(ctx, x, samples); f.Err == nil {
			open = append(open, x)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if err := t.layouts(ctx, open, samples); err != nil {
		return nil, err
	}
	return t.facts, t.scan(ctx, open)
}

// settings reads those of the source.
func (t *tableRun) settings() error {
	zone := t.source.Timezone
	if zone == "" {
		zone = t.run.options.Timezone
	}
	var err error
	if t.location, err = time.LoadLocation(zone); err != nil {
		return fmt.Errorf("%s: loading the time zone: %w", t.table.Name, err)
	}
	earliest, err := time.Parse(time.DateOnly, t.source.Earliest)
	if err != nil {
		return fmt.Errorf("%s: reading earliest: %w", t.table.Name, err)
	}
	t.earliest = earliest.UnixMicro()
	for _, n := range t.source.Nulls {
		t.nulls[n] = true
	}
	named := func(name string) int {
		return slices.IndexFunc(t.facts.Columns, func(c *Column) bool { return c.Name == name })
	}
	t.mainTime, t.amount, t.returned = named(t.table.OrderBy), named("amount"), named("is_return")
	t.rhythms = t.table.Name == data.Transactions || t.table.Name == data.Cancellations
	for _, c := range t.facts.Columns {
		t.expected = append(t.expected, c.From)
	}
	return nil
}

// isNull reports whether a text means "no value".
func (t *tableRun) isNull(b []byte) bool { return len(b) == 0 || len(b) < 16 && t.nulls[string(b)] }

// exportFile is one export while it is read.
type exportFile struct {
	facts   *File
	dialect data.Dialect
	binding *binding
	file    *csv.File
}

// survey opens a file, fits the mapping to it and samples its times.
func (t *tableRun) survey(ctx context.Context, x *exportFile, samples map[int][][]byte) error {
	f := x.facts
	var err error
	if f.Format, err = recognise(f.Path, t.source.Format); err != nil {
		return err
	}
	x.dialect = t.source.CSV
	if err := t.open(ctx, x); err != nil {
		return err
	}
	defer x.file.Close()
	f.Columns, f.HeaderLine, f.Dialect = x.file.Columns(), x.file.HeaderLine(), x.file.Dialect()
	if x.binding, err = t.bind(ctx, f); err != nil {
		return err
	}
	return t.sample(ctx, x, samples)
}

// open opens a file as a load does.
func (t *tableRun) open(ctx context.Context, x *exportFile) (err error) {
	o := csv.Options{Expected: t.expected, BlockSize: blockSize}
	switch x.facts.Format {
	case formatJSON:
		o.Expected = t.optional()
		x.file, err = csv.OpenJSONLines(x.facts.Path, o)
	case formatParquet:
		x.file, err = t.openParquet(ctx, x.facts.Path)
	default:
		x.file, err = csv.Open(x.facts.Path, x.dialect, o)
	}
	return err
}

// optional are the plain names of columns that the table can do without.
func (t *tableRun) optional() []string {
	var list []string
	for _, c := range t.facts.Columns {
		if !c.Required && c.Name != data.CustomerID && plainName(c.From) {
			list = append(list, c.From)
		}
	}
	return list
}

func (t *tableRun) openParquet(ctx context.Context, path string) (*csv.File, error) {
	engine, err := t.run.engine()
	if err != nil {
		return nil, err
	}
	folder, err := t.run.folder()
	if err != nil {
		return nil, err
	}
	out := filepath.Join(folder, "parquet.csv")
	if _, _, err := engine.ParquetToCSV(ctx, path, out); err != nil {
		return nil, err
	}
	return csv.Open(out, data.Dialect{Encoding: "utf-8", Separator: ",", Quote: `"`, Escape: `"`, Header: "yes", Trim: "no"}, csv.Options{BlockSize: blockSize})
}

// job is a block of a file on its way to a worker.
type job struct {
	file  *exportFile
	block csv.Block
}

// scan reads all files with all workers.
func (t *tableRun) scan(ctx context.Context, files []*exportFile) error {
	group, ctx := errgroup.WithContext(ctx)
	workers := make([]*worker, t.run.options.Workers)
	full, free := make(chan *job, 2*len(workers)), make(chan *job, 4*len(workers))
	for range cap(free) {
		free <- &job{}
	}
	group.Go(func() error {
		defer close(full)
		for _, x := range files {
			if err := t.read(ctx, x, full, free); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range workers {
		w, err := newWorker(t)
		if err != nil {
			return err
		}
		workers[i] = w
		group.Go(func() error {
			defer w.evaluator.close()
			for j := range full {
				if err := w.block(ctx, j.file, &j.block); err != nil {
					return err
				}
				free <- j
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	t.gather(workers)
	return nil
}

// read hands the blocks of a file to the workers. What is wrong with the file
// is noted in its facts.
func (t *tableRun) read(ctx context.Context, x *exportFile, full chan<- *job, free chan *job) error {
	if x.facts.Err = t.open(ctx, x); x.facts.Err != nil {
		return ctx.Err()
	}
	for {
		var j *job
		select {
		case j = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := x.file.Next(&j.block)
		if err != nil {
			free <- j
			if !errors.Is(err, io.EOF) {
				x.facts.Err = err
			} else {
				x.facts.Sum = x.file.Sum()
			}
			x.facts.Warnings = x.file.Warnings()
			return x.file.Close()
		}
		x.facts.Records += j.block.Records
		if t.run.options.Progress != nil {
			t.run.options.Progress(int64(len(j.block.Data)))
		}
		j.file = x
		select {
		case full <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
