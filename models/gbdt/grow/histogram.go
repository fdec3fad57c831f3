package grow

import "predict/models/gbdt/bins"

// cells is more than the 256 values of a byte, so that equal places of
// neighbouring slots do not compete for the same places of the cache.
const cells = 264

// group holds the histograms of the eight slots of a word: 17 KB, which fit the
// first-level cache.
type group [8][cells]uint64

// histogram holds those of all words.
type histogram []group

// stageRows is the number of rows that are copied together before they are
// counted.
const stageRows = 2048

// stage holds copied rows word by word, so that one histogram at a time is
// filled from memory that lies in order.
type stage struct {
	words [8][stageRows]uint64
	cells [stageRows]uint64
}

// add counts rows, of which words holds eight bins each.
func (g *group) add(words, sums []uint64) {
	sums = sums[:len(words)]
	for i, w := range words {
		v := sums[i]
		g[0][uint8(w)] += v
		g[1][uint8(w>>8)] += v
		g[2][uint8(w>>16)] += v
		g[3][uint8(w>>24)] += v
		g[4][uint8(w>>32)] += v
		g[5][uint8(w>>40)] += v
		g[6][uint8(w>>48)] += v
		g[7][uint8(w>>56)] += v
	}
}

// count fills the histograms of the words of a line from entries.
func (s *stage) count(h histogram, lines []bins.Line, entries []uint64) {
	clear(h)
	for len(entries) > 0 {
		n := min(len(entries), stageRows)
		s.load(lines, entries[:n], len(h))
		for k := range h {
			h[k].add(s.words[k&7][:n], s.cells[:n])
		}
		entries = entries[n:]
	}
}

// load copies the lines of up to stageRows rows.
func (s *stage) load(lines []bins.Line, entries []uint64, words int) {
	if words > 6 {
		for k, e := range entries {
			line := &lines[e&rowMask]
			k &= stageRows - 1
			s.cells[k] = cell(e)
			s.words[0][k], s.words[1][k], s.words[2][k], s.words[3][k] = line[0], line[1], line[2], line[3]
			s.words[4][k], s.words[5][k], s.words[6][k], s.words[7][k] = line[4], line[5], line[6], line[7]
		}
		return
	}
	for k, e := range entries {
		line := &lines[e&rowMask]
		k &= stageRows - 1
		s.cells[k] = cell(e)
		s.words[0][k], s.words[1][k], s.words[2][k] = line[0], line[1], line[2]
		s.words[3][k], s.words[4][k], s.words[5][k] = line[3], line[4], line[5]
	}
}

// subtract leaves the histogram of the other child in that of the parent.
func subtract(parent, child []uint64) {
	parent = parent[:len(child)]
	for i, v := range child {
		parent[i] -= v
	}
}

// marginal sums the cells of a slot for one of the features in it, in the order
// of the bins.
func marginal(dst, slot []uint64, part bins.Part) []uint64 {
	dst = dst[:part.Cells]
	clear(dst)
	for from := 0; from < len(slot); {
		for b := range dst {
			sum := uint64(0)
			for _, v := range slot[from : from+part.Stride] {
				sum += v
			}
			dst[b] += sum
			from += part.Stride
		}
	}
	return dst
}
