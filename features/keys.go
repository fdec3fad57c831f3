package features

// keyIndex numbers distinct keys in the order in which they come. It is a hash
// table that forgets all keys in constant time, since it is used anew for each
// customer.
type keyIndex struct {
	slots []keySlot
	epoch uint32
}

type keySlot struct {
	key   int64
	epoch uint32
	value int32
}

// reset forgets all keys and makes room for n of them.
func (k *keyIndex) reset(n int) {
	if size := len(k.slots); size < 2*n || size == 0 {
		if size == 0 {
			size = 64
		}
		for size < 2*n {
			size *= 2
		}
		k.slots, k.epoch = make([]keySlot, size), 0
	}
	k.epoch++
	if k.epoch == 0 { // wrapped: old marks could look new
		clear(k.slots)
		k.epoch = 1
	}
}

// put returns the value kept for key and whether there was one; where there
// was none, it keeps value.
func (k *keyIndex) put(key int64, value int32) (kept *int32, had bool) {
	mask := uint64(len(k.slots) - 1)
	h := uint64(key) * 0x9E3779B97F4A7C15
	for i := (h ^ h>>32) & mask; ; i = (i + 1) & mask {
		s := &k.slots[i]
		if s.epoch != k.epoch {
			*s = keySlot{key: key, epoch: k.epoch, value: value}
			return &s.value, false
		}
		if s.key == key {
			return &s.value, true
		}
	}
}
