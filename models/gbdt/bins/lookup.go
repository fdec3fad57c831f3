package bins

import "math"

// buckets is the size of a lookup's first table: 4096 leave one bound or none in
// a bucket as a rule.
const buckets = 4096

// lookup finds the bins of keys: a key's distance from base, shifted, is its
// bucket, which knows how many bounds lie before it; a short search follows.
type lookup struct {
	base, top int32
	shift     uint
	// step is the first step of the search within a bucket: 0, 1, 2, 4 to 128.
	step  int
	start [buckets]uint8
	// bounds are keys; those beyond the last are above every number's.
	bounds [512]int32
}

// highest is the key of +Inf.
const highest = 0x7f800000

// newLookup takes bounds, of which the last (+Inf) is left out.
func newLookup(upper []float64) *lookup {
	l := &lookup{}
	for i := range l.bounds {
		l.bounds[i] = math.MaxInt32
	}
	n := max(len(upper)-1, 0)
	for i, b := range upper[:n] {
		l.bounds[i] = floor(b)
	}
	if n == 0 {
		return l
	}
	// The bound between zero and the smallest number lies many powers of two from
	// its neighbours. Buckets that start behind it are narrower.
	best, from := math.MaxInt, 0
	for i := range min(4, n) {
		l.span(i, n)
		if most := l.fullest(n); most < best {
			best, from = most, i
		}
	}
	l.span(from, n)
	for h := 1; h <= best; h *= 2 {
		l.step = h
	}
	at := 0
	for b := range l.start {
		for at < n && l.bucket(l.bounds[at]) < b {
			at++
		}
		l.start[b] = uint8(at)
	}
	return l
}

// span lays the buckets from bound i to the last of n.
func (l *lookup) span(i, n int) {
	l.base, l.top, l.shift = l.bounds[i], l.bounds[n-1], 0
	for (int64(l.top)-int64(l.base))>>l.shift >= buckets {
		l.shift++
	}
}

// fullest is the number of bounds in the fullest bucket.
func (l *lookup) fullest(n int) int {
	most, run := 0, 0
	for i := range n {
		if i > 0 && l.bucket(l.bounds[i]) == l.bucket(l.bounds[i-1]) {
			run++
		} else {
			run = 1
		}
		most = max(most, run)
	}
	return most
}

func (l *lookup) bucket(k int32) int {
	k = min(max(k, l.base), l.top)
	return int((int64(k) - int64(l.base)) >> l.shift)
}

// floor is the key of the largest float32 that is at most b; that of +0 for
// both zeros, which are equal.
func floor(b float64) int32 {
	v := float32(b)
	if float64(v) > b {
		v = math.Nextafter32(v, float32(math.Inf(-1)))
	}
	if v == 0 {
		return 0
	}
	return key(v)
}

// bins finds the bin of each key. The loops do not branch on the data.
func (l *lookup) bins(dst []uint8, keys []int32) {
	dst = dst[:len(keys)]
	base, top, shift := l.base, l.top, l.shift&31
	if l.step <= 1 {
		for i, k := range keys {
			p := l.start[uint32(min(max(k, base), top)-base)>>shift&(buckets-1)]
			q := p + 1
			if l.bounds[p] < k {
				q = p + 2
			}
			dst[i] = q & present(k)
		}
		return
	}
	for i, k := range keys {
		p := int(l.start[uint32(min(max(k, base), top)-base)>>shift&(buckets-1)])
		for h := l.step; h > 0; h >>= 1 {
			q := p + h
			if l.bounds[(q-1)&511] < k {
				p = q
			}
		}
		dst[i] = uint8(p+1) & present(k)
	}
}

// present is 255 for the key of a number and 0 for that of NaN.
func present(k int32) uint8 {
	// Keys of numbers lie from ^highest to highest.
	if uint32(k)+(highest+1) > 2*highest+1 {
		return 0
	}
	return 255
}
