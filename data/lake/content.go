package lake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"unsafe"

	"github.com/cespare/xxhash/v2"

	"predict/data/columnar"
)

// contentHash hashes what a load adds, whatever files it lies in.
type contentHash struct{ h hash.Hash }

func newContentHash() *contentHash { return &contentHash{sha256.New()} }

// table adds the rows of a table, given by their hashes by bucket.
func (c *contentHash) table(name string, rows []int64, hashes []uint64) {
	for bucket, n := range rows {
		if n > 0 {
			fmt.Fprintf(c.h, "%s %d %d %x\n", name, bucket, n, hashes[bucket])
		}
	}
}

// texts adds a list of texts.
func (c *contentHash) texts(name string, texts []string) {
	fmt.Fprintf(c.h, "%s %d\n", name, len(texts))
	for _, t := range texts {
		fmt.Fprintf(c.h, "%d %s\n", len(t), t)
	}
}

func (c *contentHash) sum() string { return hex.EncodeToString(c.h.Sum(nil)[:16]) }

// hashRows hashes rows, column by column. The numbers of their exports are left
// out: how rows are spread over files is not content.
func hashRows(cols []columnar.Column) uint64 {
	d := xxhash.New()
	for _, c := range cols {
		if c.Name == SourceColumn {
			continue
		}
		_, _ = d.WriteString(c.Name + "\n") // never fails, as the others below
		_, _ = d.Write(bytesOf(c.I32))
		_, _ = d.Write(bytesOf(c.I64))
		_, _ = d.Write(bytesOf(c.F64))
	}
	return d.Sum64()
}

// bytesOf returns the memory of numbers. The processors that predict runs on
// are little-endian, as its files are.
func bytesOf[T int32 | int64 | float64](v []T) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), len(v)*int(unsafe.Sizeof(v[0])))
}
