package csv

import (
	"bytes"
	"fmt"
	"io"
)

// Next fills dst with the next block, reusing its memory; io.EOF after the last
// one. An error ends the file: the blocks before it stand, but the file must
// not count as read.
func (f *File) Next(dst *Block) error {
	if f.err == nil {
		f.err = f.advance(dst)
	}
	return f.err
}

func (f *File) advance(dst *Block) error {
	if len(f.carry) == 0 && f.eof {
		if err := f.plain.drain(); err != nil {
			return f.plain.fault(f.path, f.line, err)
		}
		return io.EOF
	}
	data := append(dst.Data[:0], f.carry...)
	found, err := f.wholeRecords(&data)
	if err != nil {
		return err
	}
	f.carry = append(f.carry[:0], data[found.end:]...)
	if len(f.carry) == 0 && !f.eof {
		if err := f.fill(&f.carry, peekSize); err != nil {
			return f.plain.fault(f.path, f.line+found.lines, err)
		}
	}
	*dst = Block{
		Seq: f.seq, Data: data[:found.end], FirstLine: f.line, FirstRecord: f.ordinal,
		Records: found.records, Blank: found.blank, Lines: found.lines,
		Last: f.eof && len(f.carry) == 0,
	}
	f.seq++
	f.line += found.lines
	f.ordinal += found.records
	if dst.Last {
		f.checkEnd(dst)
	}
	return nil
}

const peekSize = 4 << 10 // bytes read to learn whether the file goes on

// wholeRecords reads on until data begins with at least one whole record, as
// many as make a block.
func (f *File) wholeRecords(data *[]byte) (span, error) {
	for size := f.opt.BlockSize; ; size = 2 * len(*data) {
		if err := f.fill(data, size); err != nil {
			return span{}, f.plain.fault(f.path, f.line+countLines(*data), err)
		}
		found := f.split(*data, f.eof)
		if found.end > 0 || f.eof {
			return found, nil
		}
		if len(*data) > f.opt.MaxRecord+f.opt.BlockSize {
			return span{}, &Error{
				File: f.path, Line: f.line, Kind: ErrTooLong,
				Found:  fmt.Sprintf("no line end within %s", byteCount(int64(len(*data)))),
				Remedy: "check that the file is a text export and that csv.encoding is right",
			}
		}
	}
}

// checkEnd warns of a file whose last line has no end: what wrote it may have
// been stopped. A quoted field may also be open at the end of a line.
func (f *File) checkEnd(last *Block) {
	if len(last.Data) == 0 {
		return
	}
	ended := endsWithLineEnd(last.Data)
	if ended && bytes.IndexByte(last.Data, f.dialect.Quote) < 0 {
		return
	}
	records := f.records()
	records.Start(last)
	for records.Next() {
	}
	f.open = !ended || records.Bad() == CutOff || records.Bad() == Unclosed
	if ended {
		return
	}
	text := "the last line has no line end; if the file was cut off, its last field may be short"
	if records.Bad() == CutOff {
		text = "the file ends in the middle of a record"
	}
	f.warnings = append(f.warnings, Problem{File: f.path, Line: records.Line(), Text: text})
}
