package columnar

import "math"

// fixed are the Go types of values of a fixed width.
type fixed interface {
	int32 | int64 | float32 | float64
}

// Missing32, Missing64 and MissingDate are what Int32 columns, 64-bit integer
// columns and Date columns hold where there is no value.
const (
	Missing32   int32 = -1
	Missing64   int64 = math.MinInt64
	MissingDate int32 = math.MinInt32
)

// missingOf returns the missing value of a type that is stored as T.
func missingOf[T fixed](t Type) T {
	var v any
	switch t {
	case Int32:
		v = Missing32
	case Date:
		v = MissingDate
	case Float32:
		v = float32(math.NaN())
	case Float64:
		v = math.NaN()
	default:
		v = Missing64
	}
	return v.(T)
}

// split copies the values of src that are there to dst and notes in levels, a
// byte for each value of src, which ones they are: 1 for a value, 0 for a
// missing one. dst and levels are as long as src.
func split[T fixed](dst []T, levels []byte, src []T, missing T) []T {
	k := 0
	dst, levels = dst[:len(src)], levels[:len(src)]
	if missing != missing { // NaN
		for i, v := range src {
			dst[k] = v
			var is byte
			if v == v {
				is = 1
			}
			levels[i] = is
			k += int(is)
		}
		return dst[:k]
	}
	for i, v := range src {
		dst[k] = v
		var is byte
		if v != missing {
			is = 1
		}
		levels[i] = is
		k += int(is)
	}
	return dst[:k]
}

// join is the inverse of split: it spreads src over dst where levels say so. It
// reports whether the ones in levels are as many as src.
func join[T fixed](dst []T, levels []byte, src []T, missing T) bool {
	if len(dst) != len(levels) {
		return false
	}
	n := 0
	for _, is := range levels {
		n += int(is & 1)
	}
	if n != len(src) {
		return false
	}
	k := 0
	for i, is := range levels {
		v := missing
		if is != 0 {
			v = src[k]
			k++
		}
		dst[i] = v
	}
	return true
}
