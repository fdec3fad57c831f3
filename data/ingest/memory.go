package ingest

import "unsafe"

// columnBytes gives rows from to to of every column as the bytes they take in
// memory. The file is read by the process that wrote it, so byte order and
// width need no care.
func columnBytes(r *rows, from, to int) [][]byte {
	parts := make([][]byte, 0, 1+len(r.wide)+len(r.narrow))
	parts = append(parts, bytesOf(r.customer[from:to]))
	for _, c := range r.wide {
		parts = append(parts, bytesOf(c[from:to]))
	}
	for _, c := range r.narrow {
		parts = append(parts, bytesOf(c[from:to]))
	}
	return parts
}

func bytesOf[T int32 | int64](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

// asFloats and asInts look at the same bits as the other type: numbers travel
// through the 8-byte columns as their bits.
func asFloats(s []int64) []float64 {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*float64)(unsafe.Pointer(&s[0])), len(s))
}

func asInts(s []float64) []int64 {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*int64)(unsafe.Pointer(&s[0])), len(s))
}
