package ingest

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRedelivered reads any bytes as the memory of exports that were delivered
// again, as they are and with the checksum that they should have. It never
// fails; what is damaged is as good as nothing, is told apart from what is whole,
// and is written anew.
func FuzzRedelivered(f *testing.F) {
	f.Add([]byte(`{"path":"/a.csv","size":3,"mod_time":17,"sha256":"00"}` + "\n"))
	f.Add([]byte(`{"path":"","size":-1}` + "\n" + `{"path":"b"}{"path":"c"}` + "\n\nnull\n"))
	f.Add([]byte(`{"path":"a"}`))
	f.Add(sealed(nil))
	f.Fuzz(func(t *testing.T, text []byte) {
		state := t.TempDir()
		path := filepath.Join(state, RedeliveredFile)
		for _, text := range [][]byte{text, sealed(append([]byte(nil), text...))} {
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			m := openMemory(state)
			whole := CheckRedelivered(text) == nil
			for name, r := range m.was {
				if !whole && name != "" || r.Path != name {
					t.Fatalf("whole: %v; %q is remembered as %+v", whole, name, r)
				}
				c := &candidate{path: name, size: r.Size, modTime: r.ModTime}
				if m.sum(c) != r.SHA256 {
					t.Fatalf("%+v is forgotten", r)
				}
				if c.modTime++; m.sum(c) != "" {
					t.Fatalf("%+v is remembered of a file written later", r)
				}
			}
			m.keep(&candidate{path: "/new.csv", size: 1, modTime: 2, sum: "abc"})
			if err := m.write(); err != nil {
				t.Fatal(err)
			}
			if again := openMemory(state); !maps.Equal(again.was, m.is) {
				t.Fatalf("%+v was written and is read as %+v", m.is, again.was)
			}
		}
	})
}
