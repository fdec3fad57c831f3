package ingest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/csv"
	"predict/data/duckdb"
	"predict/data/lake"
)

// tableLoad is the loading of the new exports of one table.
type tableLoad struct {
	table    data.Table
	source   data.Source
	layout   layout
	location *time.Location
	earliest int64
	now      int64    // what counts as the future starts a day later
	limit    int64    // largest believable amount, money units
	expected []string // names and expressions that the mapping asks for
	optional []string // names among them that the table can do without

	load    *lake.Load
	buckets int
	workers int
	memory  int // bytes for rows that wait to be sorted
	scratch string
	engine  func() (*duckdb.Engine, error)
	binder  *binder

	writingOut   sync.Mutex        // held while an export is written out as text
	layouts      map[string]string // time layout by column
	knownLayouts map[string]string // those of earlier loads

	files      []*exportFile
	retire     []int // numbers of loaded exports that no longer count
	lateBefore int64 // rows before are late; data.Missing64 where none are
	books      *Books
	quarantine *quarantine
	example    Rejected // the first rejected record
	warnings   []string
	entries    []lake.FileEntry
	progress   func(bytes int64)
	segment    int   // index into narrow of wallet's segment, or -1
	unread     int64 // bytes of text that may still come; negative where unknown
}

// groups is the number of groups that rows are sorted into: the buckets, and
// for wallet one more for rows that name a segment instead of a customer.
func (t *tableLoad) groups() int {
	if t.segment >= 0 {
		return t.buckets + 1
	}
	return t.buckets
}

// hasSegment reports whether a row without a customer names a segment.
func (t *tableLoad) hasSegment(narrow []int32) bool {
	return t.segment >= 0 && narrow[t.segment] != data.Missing32
}

// latest is the first instant that is no longer believable for a column.
func (t *tableLoad) latest(c data.Column) int64 {
	if c.Future {
		return t.now + 100*365*day
	}
	return t.now + day
}

const day = int64(24 * time.Hour / time.Microsecond)

// block is a block on its way to a worker.
type block struct {
	csv.Block
	number int // over all files of the table
	file   *exportFile
}

// run reads all files, and puts their rows into the shards.
func (t *tableLoad) run(ctx context.Context) ([]*shard, error) {
	var workers []*worker
	for range t.workers {
		w, err := newWorker(t)
		if err != nil {
			return nil, err
		}
		workers = append(workers, w)
	}
	shards := make([]*shard, min(t.workers, t.groups(), 8))
	for i := range shards {
		path := filepath.Join(t.scratch, fmt.Sprintf("%s-%d.rows", t.table.Name, i))
		shards[i] = &shard{
			number: i, of: len(shards), load: t, index: make([]*lake.CustomerIndex, t.buckets),
			spill: newSpill(t.layout, path, t.memory/len(shards), t.groups()),
		}
	}
	t.unread = t.textSize()
	group, ctx := errgroup.WithContext(ctx)
	line := newLine(ctx, t, shards, group)
	group.Go(func() error { return t.read(ctx, line) })
	for _, w := range workers {
		group.Go(func() error { return line.work(ctx, w) })
	}
	return shards, group.Wait()
}

// read sends the blocks of all files to the workers, in order.
func (t *tableLoad) read(ctx context.Context, line *line) error {
	defer close(line.blocks)
	number := 0
	var problems []error
	for _, f := range t.files {
		err := t.readFile(ctx, f, line, &number)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			problems = append(problems, locate(f.path, err))
		}
	}
	return asContract(problems)
}

func (t *tableLoad) readFile(ctx context.Context, f *exportFile, line *line, number *int) error {
	if err := t.open(ctx, f); err != nil {
		return err
	}
	defer f.file.Close()
	defer t.dropParquet(f)
	if !slices.Equal(f.file.Columns(), f.columns) {
		return changedWhileRead(f)
	}
	records := int64(0)
	for {
		b := line.spare()
		err := f.file.Next(&b.Block)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		records += b.Records
		b.number, b.file = *number, f
		*number++
		select {
		case line.blocks <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return t.fileDone(f, records)
}

// fileDone checks and records what was read of a file.
func (t *tableLoad) fileDone(f *exportFile, records int64) error {
	for _, w := range f.file.Warnings() {
		t.warnings = append(t.warnings, w.String())
	}
	if records == 0 {
		t.warnings = append(t.warnings, f.name+": holds no rows")
	}
	if f.format == formatParquet && records != f.rows {
		return &FileError{Path: f.name, Problem: fmt.Sprintf("holds %d rows by its own metadata, but %d were read", f.rows, records)}
	}
	size := f.size
	if f.format != formatParquet {
		raw := f.file.Sum()
		f.sum, size = hex.EncodeToString(raw[:]), f.file.Size()
	} else if f.sum == "" {
		var err error
		if f.sum, err = checksum(f.path); err != nil {
			return err
		}
	}
	if info, err := os.Stat(f.path); err != nil || info.Size() != f.size || size != f.size || info.ModTime().UnixNano() != f.modTime {
		return changedWhileRead(f)
	}
	f.records, f.whole = records, f.file.Whole()
	t.books.Files++
	t.books.Bytes += f.size
	return nil
}

func changedWhileRead(f *exportFile) error {
	return &FileError{Path: f.name, Problem: "has changed while it was read", Remedy: "run again when its writer is done"}
}
