package lake

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/cespare/xxhash/v2"
)

// Key returns the key of a customer id: its xxHash64.
func Key(id []byte) uint64 { return xxhash.Sum64(id) }

// CustomerIndex gives each customer of a bucket its code. It is not safe for
// concurrent use.
type CustomerIndex struct {
	slots []customerSlot // open addressing by the low bits of the key
	mask  uint64
	keys  []uint64 // by code
	ids   []byte   // one after the other, by code
	ends  []int    // of each id in ids

	committed int    // customers of earlier loads
	warmed    uint64 // what Warm read, so that it is not optimised away
}

// customerSlot is half a cache line: a customer whose id is short is found by
// touching nothing else.
type customerSlot struct {
	key  uint64
	code int32 // code+1; 0 is free
	size int32 // of the id
	// head and tail are the first and last bytes of a short id, which they and
	// the size determine. Those of a long id are where it begins in ids, and 0.
	head, tail uint64
}

// shortID is the length in bytes up to which an id is kept in its slot.
const shortID = 16

// ends returns the first and last eight bytes of a short id, which overlap where
// it has fewer than 16, and zeros for a long one.
func ends(id []byte) (head, tail uint64) {
	n := len(id)
	switch {
	case n > shortID:
		return 0, 0
	case n >= 8:
		return binary.LittleEndian.Uint64(id), binary.LittleEndian.Uint64(id[n-8:])
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(id)), uint64(binary.LittleEndian.Uint32(id[n-4:]))
	case n > 0:
		return uint64(id[0]) | uint64(id[n/2])<<8, uint64(id[n-1])
	}
	return 0, 0
}

// newCustomerIndex makes an index with room for n customers.
func newCustomerIndex(n int) *CustomerIndex {
	c := new(CustomerIndex)
	c.resize(1 << max(6, bits.Len(uint(2*n))))
	return c
}

// resize moves the customers to a table of so many slots, a power of two.
func (c *CustomerIndex) resize(slots int) {
	old := c.slots
	c.slots = make([]customerSlot, slots)
	c.mask = uint64(slots - 1)
	for i := range old {
		if old[i].code == 0 {
			continue
		}
		h := old[i].key & c.mask
		for c.slots[h].code != 0 {
			h = (h + 1) & c.mask
		}
		c.slots[h] = old[i]
	}
}

// find returns the slot of the customer, or the free slot where it belongs.
func (c *CustomerIndex) find(key uint64, id []byte, head, tail uint64) *customerSlot {
	h := key & c.mask
	for {
		s := &c.slots[h]
		if s.code == 0 {
			return s
		}
		if s.key == key && int(s.size) == len(id) && s.tail == tail {
			if s.head == head && len(id) <= shortID {
				return s
			}
			if len(id) > shortID && string(c.ids[s.head:s.head+uint64(len(id))]) == string(id) {
				return s
			}
		}
		h = (h + 1) & c.mask
	}
}

// Code returns the code of the customer with this key and id, adding the
// customer when new. The id is not kept.
func (c *CustomerIndex) Code(key uint64, id []byte) int32 {
	head, tail := ends(id)
	s := c.find(key, id, head, tail)
	if s.code != 0 {
		return s.code - 1
	}
	return c.add(s, key, id, head, tail)
}

// add puts a new customer into its free slot.
func (c *CustomerIndex) add(s *customerSlot, key uint64, id []byte, head, tail uint64) int32 {
	if len(id) > shortID {
		head = uint64(len(c.ids))
	}
	c.keys = append(c.keys, key)
	c.ids = append(c.ids, id...)
	c.ends = append(c.ends, len(c.ids))
	*s = customerSlot{key: key, code: int32(len(c.keys)), size: int32(len(id)), head: head, tail: tail}
	if 2*len(c.keys) > len(c.slots) {
		c.resize(2 * len(c.slots))
	}
	return int32(len(c.keys) - 1)
}

// Warm brings the slots of the keys into the processor's cache. Its loads do not
// wait for each other, as those of one Code after the other do, so that calling
// it on some hundred keys before Code saves most of the time that memory takes.
func (c *CustomerIndex) Warm(keys []uint64) {
	sum := uint64(0)
	for _, key := range keys {
		sum += c.slots[key&c.mask].key
	}
	c.warmed = sum
}

// Lookup is like Code but adds nothing: ok is false for a new customer.
func (c *CustomerIndex) Lookup(key uint64, id []byte) (code int32, ok bool) {
	head, tail := ends(id)
	s := c.find(key, id, head, tail)
	return s.code - 1, s.code != 0
}

// Len returns the number of customers.
func (c *CustomerIndex) Len() int { return len(c.keys) }

// ID returns the id of a code, valid until the next call of Code.
func (c *CustomerIndex) ID(code int32) []byte {
	from := 0
	if code > 0 {
		from = c.ends[code-1]
	}
	return c.ids[from:c.ends[code]]
}

// texts returns the ids from the first code on as strings that share the memory
// of the index.
func (c *CustomerIndex) texts(first int) []string {
	texts := make([]string, 0, c.Len()-first)
	for code := first; code < c.Len(); code++ {
		id := c.ID(int32(code))
		texts = append(texts, unsafe.String(unsafe.SliceData(id), len(id)))
	}
	return texts
}
