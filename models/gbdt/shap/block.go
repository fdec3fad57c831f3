package shap

// blockRows is how many rows are explained at a time: the sums of a feature and
// the rows' cells stay in the fastest caches while the tables pass.
const blockRows = 4096

// block is a run of rows with the sums of their contributions, and room to work.
// One goroutine owns it.
type block struct {
	n    int        // rows
	bins [][]uint8  // for each column of at most 256 bins: the bin of each row
	wide [][]uint32 // for each column of more
	to   []int      // for each column: the output, or -1 where it is not wanted
	sums []float64  // for each output: the sum of each row

	index []uint16  // for each row: the cell of a table
	tile  []float64 // values of some rows, by column

	local     []uint16 // the rest is for paths
	met       []uint64
	bit       []uint64
	integrand integrand
	slots     []uint32
	starts    []uint32
	first     []uint32
	pattern   []uint64
	values    []float64
}

func newBlock(columns []column, to []int, outputs int) *block {
	b := &block{
		bins: make([][]uint8, len(columns)), wide: make([][]uint32, len(columns)),
		to: to, sums: make([]float64, outputs*blockRows), index: make([]uint16, blockRows),
	}
	for i := range columns {
		if columns[i].bins() > 256 {
			b.wide[i] = make([]uint32, blockRows)
		} else {
			b.bins[i] = make([]uint8, blockRows)
		}
	}
	return b
}

// takeBlock gives a block that nobody else uses.
func (x *Explainer) takeBlock(to []int, outputs int) *block {
	b, ok := x.blocks.Get().(*block)
	if !ok || len(b.sums) != outputs*blockRows {
		return newBlock(x.columns, to, outputs)
	}
	b.to = to
	return b
}

// sum is where contributions of a column are added up, nil where they are not
// wanted.
func (b *block) sum(column int) []float64 {
	if b.to[column] < 0 {
		return nil
	}
	return b.sums[b.to[column]*blockRows:][:b.n]
}

// tileRows is how many rows are binned at a time: they are read one after the
// other, as memory likes it, and then binned column by column from the fastest
// cache.
const tileRows = 16

// fill bins rows of p values.
func fill[T float32 | float64](b *block, columns []column, data []T, stride, n int) {
	b.n = n
	b.tile = resize(b.tile, tileRows*len(columns))
	for from := 0; from < n; from += tileRows {
		rows := min(tileRows, n-from)
		for i := range rows {
			row := data[(from+i)*stride:]
			for k := range columns {
				b.tile[k*tileRows+i] = float64(row[columns[k].feature])
			}
		}
		for k := range columns {
			c, values := &columns[k], b.tile[k*tileRows:][:rows]
			if wide := b.wide[k]; wide != nil {
				for i, v := range values {
					wide[from+i] = uint32(c.bin(v))
				}
				continue
			}
			bins := b.bins[k][from:][:rows]
			for i, v := range values {
				bins[i] = uint8(c.bin(v))
			}
		}
	}
	clear(b.sums)
}
