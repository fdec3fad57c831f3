package csv

import (
	"errors"
	"io"
	"testing"

	"predict/data"
)

// FuzzOpen opens any bytes as CSV with everything detected and as JSON lines:
// nothing panics, every error is typed, and whatever opens keeps its books.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		small, "\ufeff" + small, "sep=;\na;b\n1;2\n", "\xff\xfea\x00,\x00b\x00\n\x00", "\n\n a  b \n 1  2 \n",
		"Report\n\nid,n\n1,\"2\n3,4\n", "a,b;c\nd,e;f\n", "{\"a\":1}\n{\"b\":[\"}\"]}\n{\n", "id\r1\r2", "'a','b'\n'c,','d'\n",
		"\x1f\x8b\x08\x00", "\x28\xb5\x2f\xfd\x00", "a: b\n1: 2\n", "\"a\",\"b\"x\n\"c", "id,\xff\n1,\x00\n",
	} {
		f.Add([]byte(seed), uint8(30))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		path := write(t, "export", string(text))
		opt := Options{BlockSize: int(size) + 1, SampleSize: 64, MaxRecord: 200, Expected: []string{"id"}}
		for _, openAny := range []func() (*File, error){
			func() (*File, error) { return Open(path, data.Dialect{}, opt) },
			func() (*File, error) { return OpenJSONLines(path, opt) },
		} {
			file, err := openAny()
			if err == nil {
				_, err = readUntilError(t, file)
				file.Close()
			}
			var typed *Error
			if !errors.Is(err, io.EOF) && !errors.As(err, &typed) {
				t.Errorf("%q: error %v is not typed", text, err)
			}
		}
	})
}
