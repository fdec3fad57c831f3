package bins

import (
	"context"
	"fmt"

	"predict/models"
)

// MaxRows is the largest number of rows of a Matrix: trees number them with 24
// bits.
const MaxRows = 1<<24 - 1

// Options say how bins are made.
type Options struct {
	// MaxBin is the largest number of bins of a feature, missing values' included, 2
	// to 255.
	MaxBin int
	// MinRows is the smallest number of sampled rows in a bin.
	MinRows int
	// Sample is the number of rows from which bins are made, Seed chooses them.
	Sample int
	Seed   uint64
	// Categorical is nil or tells for each feature whether its values are categories.
	Categorical []bool
	// Workers is the number of goroutines, 0 for one per core.
	Workers int
}

// Matrix holds the bins of n rows.
type Matrix struct {
	N       int
	Mappers []*Mapper
	// Columns holds the bins of each feature in the order of the rows; nil for
	// features that have only one bin.
	Columns [][]uint8
	// Slots are the bytes of a row, Words the number of words that they fill.
	Slots []Slot
	Words int
	// Lines[l][i] is line l of row i, with the words that Sections[l] says.
	Lines    [][]Line
	Sections []Section
}

// block is the number of rows that are binned together: their values fit the
// second-level cache.
const block = 1024

// Build makes bins from the rows of x with the given numbers, or from all where
// rows is nil, and fills the matrix with them in that order. w is nil or the
// weights of all rows of x, each above 0 where used. It fails where there are
// more than MaxRows, and when the context is cancelled.
func Build(ctx context.Context, x *models.Matrix32, rows []int32, w []float64, o Options) (*Matrix, error) {
	m := &Matrix{N: x.N}
	if rows != nil {
		m.N = len(rows)
	}
	if m.N > MaxRows {
		return nil, fmt.Errorf("binning: %d rows are more than %d; sample the customers first: %w", m.N, MaxRows, models.ErrShape)
	}
	workers := Workers(o.Workers)
	m.Mappers = mappers(ctx, x, rows, w, o, workers)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.fillColumns(ctx, x, rows, workers)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.lay()
	m.fillLines(ctx, workers)
	return m, ctx.Err()
}

// mappers makes the bins of every feature from sampled rows.
func mappers(ctx context.Context, x *models.Matrix32, rows []int32, w []float64, o Options, workers int) []*Mapper {
	n := x.N
	if rows != nil {
		n = len(rows)
	}
	sample := sampled(rows, n, o.Sample, o.Seed)
	var weights []float64
	if w != nil {
		weights = make([]float64, len(sample))
		for k, i := range sample {
			weights[k] = w[i]
		}
	}
	all := make([]*Mapper, x.P)
	const together = 8 // features that share cache lines of x
	Each(workers, (x.P+together-1)/together, func(task int) {
		if ctx.Err() != nil {
			return
		}
		var s sorter
		from, to := task*together, min((task+1)*together, x.P)
		for j, column := range gather(x, sample, from, to) {
			all[from+j] = newMapper(&s, column, weights, o, o.Categorical != nil && o.Categorical[from+j])
		}
	})
	return all
}

func newMapper(s *sorter, column []float32, w []float64, o Options, categorical bool) *Mapper {
	values, missing := s.distinct(column, w)
	if categorical {
		return newCategorical(values, o.MaxBin, o.MinRows)
	}
	maxBin := o.MaxBin
	if missing {
		maxBin--
	}
	return newNumeric(values, maxBin, o.MinRows)
}

// fillColumns bins every value.
func (m *Matrix) fillColumns(ctx context.Context, x *models.Matrix32, rows []int32, workers int) {
	m.Columns = make([][]uint8, x.P)
	for j := range m.Columns {
		m.Columns[j] = make([]uint8, m.N)
	}
	Each(workers, (m.N+block-1)/block, func(task int) {
		if ctx.Err() != nil {
			return
		}
		from, to := task*block, min((task+1)*block, m.N)
		var keys [block]int32
		for j, mapper := range m.Mappers {
			if mapper.Values() == 0 {
				continue
			}
			if rows == nil {
				for i := range to - from {
					keys[i] = key(x.Data[(from+i)*x.P+j])
				}
			} else {
				for i, row := range rows[from:to] {
					keys[i] = key(x.Data[int(row)*x.P+j])
				}
			}
			mapper.column(m.Columns[j][from:to], keys[:to-from])
		}
	})
}

// lay drops columns of one bin, and packs the others.
func (m *Matrix) lay() {
	cells, first := make([]int, len(m.Columns)), make([]int, len(m.Columns))
	for f, column := range m.Columns {
		cells[f] = m.Mappers[f].Values()
		if hasZero(column) {
			cells[f]++
		} else {
			first[f] = 1
		}
		if cells[f] < 2 {
			m.Columns[f] = nil
		}
	}
	m.Slots = slots(cells, first)
	m.Words = (len(m.Slots) + perWord - 1) / perWord
	m.Sections = sections(m.Words)
}

func hasZero(column []uint8) bool {
	for _, b := range column {
		if b == 0 {
			return true
		}
	}
	return false
}

// fillLines copies the columns into lines.
func (m *Matrix) fillLines(ctx context.Context, workers int) {
	m.Lines = make([][]Line, len(m.Sections))
	for l := range m.Lines {
		m.Lines[l] = make([]Line, m.N)
		preferHuge(m.Lines[l])
	}
	Each(workers, (m.N+block-1)/block, func(task int) {
		if ctx.Err() != nil {
			return
		}
		from, to := task*block, min((task+1)*block, m.N)
		var bytes [perWord][block]uint8
		for l, section := range m.Sections {
			lines := m.Lines[l][from:to]
			for word := section.From; word < section.To; word++ {
				for s := range bytes {
					m.fillSlot(&bytes[s], word*perWord+s, from, to)
				}
				k := word - section.From
				for i := range lines {
					i &= block - 1
					lines[i][k&(perLine-1)] = uint64(bytes[0][i]) | uint64(bytes[1][i])<<8 |
						uint64(bytes[2][i])<<16 | uint64(bytes[3][i])<<24 | uint64(bytes[4][i])<<32 |
						uint64(bytes[5][i])<<40 | uint64(bytes[6][i])<<48 | uint64(bytes[7][i])<<56
				}
			}
		}
	})
}

// fillSlot computes the bytes of a slot for some rows; 0 where there is no such
// slot.
func (m *Matrix) fillSlot(dst *[block]uint8, slot, from, to int) {
	clear(dst[:])
	if slot >= len(m.Slots) {
		return
	}
	for _, part := range m.Slots[slot].Parts {
		first, stride := uint8(part.First), uint8(part.Stride)
		for i, b := range m.Columns[part.Feature][from:to] {
			dst[i&(block-1)] += (b - first) * stride
		}
	}
}

// Bin bins other rows by the same bounds, as columns.
func (m *Matrix) Bin(ctx context.Context, x *models.Matrix32, workers int) ([][]uint8, error) {
	other := &Matrix{N: x.N, Mappers: m.Mappers}
	other.fillColumns(ctx, x, nil, Workers(workers))
	for f, column := range m.Columns {
		if column == nil {
			other.Columns[f] = nil
		}
	}
	return other.Columns, ctx.Err()
}
