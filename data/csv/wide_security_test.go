package csv

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"predict/data"
)

// TestTwoMillionColumns: a header of millions of names is read or refused with
// an error of this package, and what is allocated from beginning to end stays
// below 2 GiB, most of it not at the same time.
func TestTwoMillionColumns(t *testing.T) {
	text := "id," + strings.Repeat("c,", 2_000_000) + "z\n1,2\n"
	path := write(t, "wide.csv", text)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := Open(path, data.Dialect{Separator: ","}, Options{})
	for b := (Block{}); err == nil; {
		err = f.Next(&b)
	}
	runtime.ReadMemStats(&after)
	var typed *Error
	if !errors.As(err, &typed) && err.Error() != "EOF" {
		t.Errorf("error %.200v, want one of this package or the end", err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 2<<30 {
		t.Errorf("%d MiB were allocated for a file of %d", taken>>20, len(text)>>20)
	}
}
