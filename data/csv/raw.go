package csv

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"os"

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

// plainBytes is a file's content after decompression.
type plainBytes struct {
	raw    *rawFile
	reader io.Reader
	close  func()
	packed string // gzip or zstd; empty for a file that is not compressed
}

// openPlain opens a file and decompresses it if its first bytes say so.
func openPlain(path string) (*plainBytes, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw := &rawFile{file: file, hash: sha256.New()}
	p, err := unpack(raw)
	if err != nil {
		file.Close()
		return nil, &Error{File: path, Kind: ErrTruncated, Cause: err, Remedy: remedyTruncated}
	}
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
		z, err := zstd.NewReader(bufio.NewReaderSize(head, 1<<18), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		p.reader, p.close = z, z.Close
	}
	return p, nil
}

func (p *plainBytes) Read(b []byte) (int, error) { return p.reader.Read(b) }

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
	if p.packed != "" {
		e.Kind, e.Remedy = ErrTruncated, remedyTruncated
		e.Found = byteCount(p.raw.size) + " of " + p.packed + " read"
	}
	return e
}
