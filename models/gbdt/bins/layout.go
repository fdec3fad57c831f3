package bins

import (
	"cmp"
	"slices"
)

const (
	// perWord and perLine are the slots of a word and the words of a line.
	perWord, perLine = 8, 8
	// slotCells is how many numbers a byte tells apart.
	slotCells = 256
)

// Line is one cache line of a row: eight words of eight slots.
type Line [perLine]uint64

// Part is one feature's share of a slot: the byte b holds its bin
// First + b/Stride%Cells.
type Part struct {
	Feature int
	// First is 0, or 1 where the training rows have no missing value.
	First         int
	Stride, Cells int
}

// Slot is a byte of a row with the features in it.
type Slot struct {
	Parts []Part
	// Cells is the number of values of the byte.
	Cells int
}

// Section says which words are in a line: word From of the matrix is word 0 of
// the line, and so on up to To.
type Section struct{ From, To int }

// slots packs features into bytes, each into the fullest that has room: fewer
// bytes are fewer sums. cells holds the number of bins of each feature, 0 for
// those to be left out, and first the lowest bin.
func slots(cells, first []int) []Slot {
	var order []int
	for f, c := range cells {
		if c > 1 {
			order = append(order, f)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cells[b], cells[a]) })
	var all []Slot
	for _, f := range order {
		best := -1
		for s := range all {
			if all[s].Cells*cells[f] <= slotCells && (best < 0 || all[s].Cells > all[best].Cells) {
				best = s
			}
		}
		if best < 0 {
			best = len(all)
			all = append(all, Slot{Cells: 1})
		}
		s := &all[best]
		s.Parts = append(s.Parts, Part{Feature: f, First: first[f], Stride: s.Cells, Cells: cells[f]})
		s.Cells *= cells[f]
	}
	return all
}

// sections shares words out evenly among as few lines as hold them, but two at
// least where there are enough, so that two workers have one each.
func sections(words int) []Section {
	lines := (words + perLine - 1) / perLine
	if words > perLine/2 {
		lines = max(lines, 2)
	}
	all := make([]Section, lines)
	for l := range all {
		all[l] = Section{words * l / lines, words * (l + 1) / lines}
	}
	return all
}
