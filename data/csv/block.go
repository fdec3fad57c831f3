package csv

// Block is a run of whole records of one file, decoded to UTF-8. The caller
// owns it and may hand it to another goroutine; File.Next reuses its memory.
type Block struct {
	// Seq numbers the blocks of a file from 0.
	Seq int
	// Data holds whole records and nothing else; it ends with a line end, except
	// at the end of a file that has none.
	Data []byte
	// FirstLine is the physical line of Data[0], counted from 1.
	FirstLine int64
	// FirstRecord is the ordinal of the block's first record, counted from 0.
	FirstRecord int64
	// Records is the number of records, as the splitter counts them.
	Records int64
	// Blank is the number of blank lines, which are no records.
	Blank int64
	// Lines is the number of physical lines.
	Lines int64
	// Last says that the file ends with this block.
	Last bool
}

// Line returns the physical line (from 1) on which byte pos of b.Data stands.
func Line(b *Block, pos int) int64 {
	return b.FirstLine + countLineEnds(b.Data, min(pos, len(b.Data)))
}
