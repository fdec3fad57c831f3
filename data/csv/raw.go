package csv

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"
	"syscall"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// rawFile reads a file's bytes as they stand and keeps their number and hash.
type rawFile struct {
	file *os.File
	hash hash.Hash
	size int64
}

func (r *rawFile) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	r.hash.Write(p[:n])
	r.size += int64(n)
	return n, err
}

// OpenRegular opens a file for reading, a link's target where path is one. What
// is no regular file is refused with ErrNotRegular: opening a pipe must not
// wait for its writer.
func OpenRegular(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &Error{File: path, Kind: ErrNotRegular, Remedy: "name a file"}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// plainBytes is a file's content after decompression.
type plainBytes struct {
	raw    *rawFile
	reader io.Reader
	close  func()
	packed string // gzip or zstd; empty for a file that is not compressed

	text         int64 // bytes of text so far
	maxExpansion int64
	floor        int64
}

// openPlain opens a file and decompresses it if its first bytes say so.
func openPlain(path string, o Options) (*plainBytes, error) {
	file, err := OpenRegular(path)
	if err != nil {
		return nil, err
	}
	raw := &rawFile{file: file, hash: sha256.New()}
	p, err := unpack(raw)
	if err != nil {
		file.Close()
		return nil, &Error{File: path, Kind: ErrTruncated, Cause: err, Remedy: remedyTruncated}
	}
	p.maxExpansion, p.floor = int64(o.MaxExpansion), o.ExpansionFloor
	return p, nil
}

const remedyTruncated = "fetch the export again"

func unpack(raw *rawFile) (*plainBytes, error) {
	magic := make([]byte, 4)
	n, err := io.ReadFull(raw, magic)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	head := io.MultiReader(newBytes(magic[:n]), raw)
	p := &plainBytes{raw: raw, reader: head, close: func() {}}
	switch {
	case n >= 2 && magic[0] == 0x1f && magic[1] == 0x8b:
		p.packed = "gzip"
		z, err := gzip.NewReader(bufio.NewReaderSize(head, 1<<18))
		if err != nil {
			return nil, err
		}
		p.reader = z
	case n == 4 && [4]byte(magic) == [4]byte{0x28, 0xb5, 0x2f, 0xfd}:
		p.packed = "zstd"
		z, err := zstd.NewReader(bufio.NewReaderSize(head, 1<<18), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		p.reader, p.close = z, z.Close
	}
	return p, nil
}

// maxWindow is the most memory in bytes that unpacking zstd may ask for: what
// its own command unpacks unless told otherwise.
const maxWindow = 128 << 20

// Read gives text, and an error once the file holds far more of it than an
// export would: an archive can be made to fill any disk.
func (p *plainBytes) Read(b []byte) (int, error) {
	n, err := p.reader.Read(b)
	p.text += int64(n)
	if p.packed != "" && p.text > p.floor && p.text/p.maxExpansion > p.raw.size {
		return n, errExpands
	}
	return n, err
}

var errExpands = errors.New("it holds far more text than exports of its size do")

// drain reads what is left of the raw file, so that size and hash are those of
// the whole.
func (p *plainBytes) drain() error {
	_, err := io.Copy(io.Discard, p.raw)
	return err
}

func (p *plainBytes) Close() error {
	p.close()
	return p.raw.file.Close()
}

// fault wraps an error met while reading, at a line counted from 1.
func (p *plainBytes) fault(path string, line int64, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	e := &Error{File: path, Line: line, Cause: err}
	switch {
	case errors.Is(err, errExpands):
		e.Kind, e.Cause = ErrExpands, nil
		e.Found = byteCount(p.raw.size) + " of " + p.packed + " gave " + byteCount(p.text) + " of text, and more would follow"
		e.Remedy = "look what it is; deliver an export that is so repetitive in smaller files, or not compressed"
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		e.Kind, e.Remedy = ErrExpands, "compress it again without --long or --ultra"
	case p.packed != "":
		e.Kind, e.Remedy = ErrTruncated, remedyTruncated
		e.Found = byteCount(p.raw.size) + " of " + p.packed + " read"
	}
	return e
}
