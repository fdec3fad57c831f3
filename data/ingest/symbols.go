package ingest

import (
	"bytes"
	"hash/maphash"
)

// symbolTable gives codes to the texts of one column within one block, in the
// order in which they are first seen. The hash only spreads the texts over the
// slots; codes do not depend on it.
type symbolTable struct {
	seed  maphash.Seed
	slots []int32 // code+1, 0 is empty
	hash  []uint64
	data  []byte
	ends  []uint32
	// meaning, by code, is set by the converter: what the text stands for.
	meaning []int32
	last    int32 // code of the text before, which often comes again
}

// notAllowed marks a text that the contract of the column does not allow.
const notAllowed = -2

func newSymbolTable() *symbolTable {
	return &symbolTable{seed: maphash.MakeSeed(), slots: make([]int32, 256), last: -1}
}

// reset forgets all texts.
func (t *symbolTable) reset() {
	clear(t.slots)
	t.hash, t.data, t.ends, t.meaning, t.last = t.hash[:0], t.data[:0], t.ends[:0], t.meaning[:0], -1
}

func (t *symbolTable) len() int { return len(t.ends) }

func (t *symbolTable) text(code int32) []byte {
	from := uint32(0)
	if code > 0 {
		from = t.ends[code-1]
	}
	return t.data[from:t.ends[code]]
}

// code returns the code of a text and whether it is new.
func (t *symbolTable) code(text []byte) (code int32, added bool) {
	if t.last >= 0 && bytes.Equal(t.text(t.last), text) {
		return t.last, false
	}
	h := maphash.Bytes(t.seed, text)
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		c := t.slots[i] - 1
		if c < 0 {
			t.last = t.add(h, i, text)
			return t.last, true
		}
		if t.hash[c] == h && bytes.Equal(t.text(c), text) {
			t.last = c
			return c, false
		}
	}
}

func (t *symbolTable) add(h, slot uint64, text []byte) int32 {
	code := int32(len(t.ends))
	t.slots[slot] = code + 1
	t.hash = append(t.hash, h)
	t.data = append(t.data, text...)
	t.ends = append(t.ends, uint32(len(t.data)))
	t.meaning = append(t.meaning, 0)
	if 2*len(t.ends) > len(t.slots) {
		t.grow()
	}
	return code
}

func (t *symbolTable) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for c, h := range t.hash {
		i := h & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(c) + 1
	}
}
