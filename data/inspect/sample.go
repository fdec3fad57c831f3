package inspect

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"predict/data"
	"predict/data/csv"
	"predict/data/value"
)

// Bounds of what is kept of an export in memory.
const (
	mostCells   = 2_000_000
	mostRows    = 8_000
	fewestRows  = 200
	mostFiles   = 12
	sampleBytes = 1 << 20
	runLength   = 40 // records that follow each other are taken together
	longest     = 200
)

// sampler reads a part of the files of one export.
type sampler struct {
	export *Export
	quota  int // rows of each file
}

// sample reads a part of some files of the group.
func sample(ctx context.Context, e *Export, group []looked, o Options) []Problem {
	width := max(1, len(e.Columns))
	rows := min(mostRows, max(fewestRows, mostCells/width))
	files := spread(group, cmp.Or(o.SampleFiles, mostFiles))
	s := &sampler{export: e, quota: max(1, rows/len(files))}
	var problems []Problem
	read, records := int64(0), int64(0)
	for i, l := range files {
		if ctx.Err() != nil {
			break
		}
		n, bytes, err := s.file(ctx, i, l, i == len(files)-1, o)
		if err != nil {
			problems = append(problems, Problem{Path: l.Path, Text: "cannot be read further", Err: err})
		}
		records += n
		read += bytes
	}
	total := int64(0)
	for _, f := range e.Files {
		total += f.Size
	}
	if read > 0 {
		e.Rows = int64(float64(total) / float64(read) * float64(records))
	}
	e.Sampled = len(e.file)
	return problems
}

// spread picks n files from all over a group, the first and the last among them.
func spread(group []looked, n int) []looked {
	if len(group) <= n {
		return group
	}
	var out []looked
	for i := range n {
		out = append(out, group[i*(len(group)-1)/max(1, n-1)])
	}
	return out
}

// file reads the first block of a file, and the end of the last one. It returns
// the records of the block and the bytes of the file that they took.
func (s *sampler) file(ctx context.Context, number int, l looked, last bool, o Options) (records, taken int64, err error) {
	f, done, err := open(ctx, l.on, l.format, o.CSV, cmp.Or(o.SampleBytes, sampleBytes), o)
	if err != nil {
		return 0, 0, err
	}
	defer done()
	at := make([]int, len(s.export.Columns))
	for i := range at {
		at[i] = indexOf(f.Columns(), s.export.Columns[i].Name, i, l.header)
	}
	var b csv.Block
	if err := f.Next(&b); err != nil {
		if errors.Is(err, io.EOF) {
			return 0, 0, nil
		}
		return 0, 0, err
	}
	s.take(f.Records(), &b, number, at)
	taken = int64(len(b.Data))
	if b.Last || l.format == Parquet {
		taken = l.Size
	} else if size := f.Size(); size < l.Size && l.dialect.Encoding == "utf-8" && last {
		s.tail(f.Records(), l, number, at)
	}
	if taken > l.Size { // compressed: what was read of it is about a block's worth
		taken = min(l.Size, max(1, f.Size()))
	}
	return b.Records, taken, nil
}

// tail takes records from the end of a file that is not compressed.
func (s *sampler) tail(r csv.Records, l looked, number int, at []int) {
	const size = 64 << 10
	file, err := os.Open(l.on)
	if err != nil {
		return
	}
	defer func() { _ = file.Close() }() // nothing was written
	text := make([]byte, size)
	n, err := file.ReadAt(text, max(0, l.Size-size))
	if err != nil && !errors.Is(err, io.EOF) {
		return
	}
	text = text[:n]
	if packedOrParquet(text[:min(4, n)]) {
		return
	}
	start := bytes.IndexByte(text, '\n') + 1
	if start <= 0 || start >= len(text) {
		return
	}
	quota := s.quota
	s.quota /= 4
	s.take(r, &csv.Block{Data: text[start:], FirstLine: 1, Records: int64(bytes.Count(text[start:], []byte{'\n'})), Last: true}, number, at)
	s.quota = quota
}

// take keeps records of a block, in runs from all over it.
func (s *sampler) take(r csv.Records, b *csv.Block, number int, at []int) {
	e := s.export
	step := int(b.Records)/max(1, s.quota) + 1
	r.Start(b)
	for row := 0; r.Next(); row++ {
		if row/runLength%step != 0 {
			continue
		}
		if bad := r.Bad(); bad != "" {
			e.Bad[string(bad)]++
			continue
		}
		for i, j := range at {
			text := ""
			if j >= 0 && j < r.Len() && !r.Missing(j) {
				text = clip(string(value.Trim(r.Text(j))))
			}
			e.cells[i] = append(e.cells[i], text)
		}
		e.file = append(e.file, number)
	}
}

// clip shortens what is no value but a text.
func clip(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "")
}

// indexOf is the place of a column in a file, -1 where it has none.
func indexOf(columns []string, name string, i int, header bool) int {
	if !header {
		if i < len(columns) {
			return i
		}
		return -1
	}
	for j, c := range columns {
		if c == name {
			return j
		}
	}
	return -1
}

// nulls are the texts that stand for "no value" by default.
func nulls(o Options) map[string]bool {
	list := o.Nulls
	if list == nil {
		list = data.DefaultSource().Nulls
	}
	out := map[string]bool{"": true}
	for _, n := range list {
		out[n] = true
	}
	return out
}
