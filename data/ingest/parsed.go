package ingest

import "github.com/cespare/xxhash/v2"

// hashKey is the stable 64-bit hash of the texts of Key columns: it must never
// change, because the lake stores it.
func hashKey(b []byte) int64 { return int64(xxhash.Sum64(b)) }

// parsed are the typed rows of one block, before customers and symbols have
// their final codes.
type parsed struct {
	seq     int
	file    *exportFile
	records int64 // physical records of the block
	bytes   int64
	skipped int64 // records that an earlier load has read
	span    span

	keys   []uint64 // by row: hash of the customer id
	ids    []byte   // the ids, one after the other
	idEnds []uint32
	wide   [][]int64
	narrow [][]int32
	// symbols are the texts behind the codes of a narrow column; nil for others.
	symbols []*symbolTable
	// remap turns codes of symbols into codes of the lake; set in file order.
	remap [][]int32

	// Row positions grouped by bucket: bucket b has order[starts[b]:starts[b+1]].
	bucketOf []int32
	order    []int32
	starts   []int32

	rejected   []Rejected
	outOfScope map[string]int64
}

func newParsed(l layout) *parsed {
	p := &parsed{wide: make([][]int64, l.wide), narrow: make([][]int32, l.narrow), symbols: make([]*symbolTable, l.narrow), remap: make([][]int32, l.narrow), outOfScope: map[string]int64{}}
	return p
}

func (p *parsed) reset() {
	p.keys, p.ids, p.idEnds = p.keys[:0], p.ids[:0], p.idEnds[:0]
	for i := range p.wide {
		p.wide[i] = p.wide[i][:0]
	}
	for i := range p.narrow {
		p.narrow[i] = p.narrow[i][:0]
		if p.symbols[i] != nil {
			p.symbols[i].reset()
		}
	}
	p.bucketOf, p.order = p.bucketOf[:0], p.order[:0]
	p.rejected, p.skipped, p.span = nil, 0, span{}
	clear(p.outOfScope)
}

func (p *parsed) id(row int32) []byte {
	from := uint32(0)
	if row > 0 {
		from = p.idEnds[row-1]
	}
	return p.ids[from:p.idEnds[row]]
}

// group sorts the rows' positions by bucket, keeping their order.
func (p *parsed) group(buckets int) {
	p.starts = grown(p.starts, buckets+1)
	clear(p.starts)
	for _, b := range p.bucketOf {
		p.starts[b+1]++
	}
	for i := 1; i <= buckets; i++ {
		p.starts[i] += p.starts[i-1]
	}
	p.order = grown(p.order, len(p.bucketOf))
	next := make([]int32, buckets)
	copy(next, p.starts)
	for i, b := range p.bucketOf {
		p.order[next[b]] = int32(i)
		next[b]++
	}
}
