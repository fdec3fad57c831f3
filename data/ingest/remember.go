package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// RedeliveredFile is the file in the state folder that remembers the content of
// exports that were delivered again, so that a later night need not read them.
// It can be removed at any time; one that is damaged is not used.
const RedeliveredFile = "redelivered.jsonl"

// CheckRedelivered reports whether the text of a RedeliveredFile is as it was
// written: its last line holds a checksum of the others.
func CheckRedelivered(text []byte) error {
	_, err := unsealed(text)
	return err
}

// memory knows the content of files by path, size and time. What it does not
// know is found by reading the file.
type memory struct {
	path string
	was  map[string]remembered
	is   map[string]remembered
}

// remembered is a line of the file.
type remembered struct {
	Path    string `json:"path"`
	Size    int64  `json:"size"`
	ModTime int64  `json:"mod_time"`
	SHA256  string `json:"sha256"`
}

// openMemory reads what is remembered in the state folder. A file that is
// damaged is as good as none: it is written anew.
func openMemory(state string) *memory {
	m := &memory{path: filepath.Join(state, RedeliveredFile), was: map[string]remembered{}, is: map[string]remembered{}}
	text, err := os.ReadFile(m.path)
	if err != nil {
		return m
	}
	lines, err := unsealed(text)
	if err != nil {
		m.was[""] = remembered{} // differs from anything that is kept
		return m
	}
	for line := range bytes.Lines(lines) {
		var r remembered
		if json.Unmarshal(line, &r) == nil {
			m.was[r.Path] = r
		}
	}
	return m
}

// sum is the content of a file, empty where it is not remembered.
func (m *memory) sum(f *candidate) string {
	r, ok := m.was[f.path]
	if !ok || r.Size != f.size || r.ModTime != f.modTime {
		return ""
	}
	return r.SHA256
}

// keep remembers the content of a file.
func (m *memory) keep(f *candidate) {
	m.is[f.path] = remembered{Path: f.path, Size: f.size, ModTime: f.modTime, SHA256: f.sum}
}

// write replaces the file where something else is to be remembered. Files that
// are no longer there are forgotten.
func (m *memory) write() error {
	if maps.Equal(m.was, m.is) {
		return nil
	}
	err := m.replace()
	if err != nil {
		return fmt.Errorf("noting exports that were delivered again: %w", err)
	}
	return nil
}

func (m *memory) replace() error {
	if len(m.is) == 0 {
		err := os.Remove(m.path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	var b bytes.Buffer
	for _, path := range slices.Sorted(maps.Keys(m.is)) {
		line, err := json.Marshal(m.is[path])
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	temporary := m.path + ".new"
	if err := writeDurably(temporary, sealed(b.Bytes())); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return os.Rename(temporary, m.path)
}

// writeDurably writes a file and brings it to disk.
func writeDurably(path string, text []byte) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 { // it is not followed
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sealed adds a last line with a checksum over the lines before it.
func sealed(lines []byte) []byte {
	sum := sha256.Sum256(lines)
	return fmt.Appendf(lines, "{\"checksum\":%q}\n", hex.EncodeToString(sum[:]))
}

var errSeal = errors.New("its checksum is wrong")

// unsealed is the inverse of sealed.
func unsealed(text []byte) ([]byte, error) {
	at := bytes.LastIndexByte(bytes.TrimSuffix(text, []byte("\n")), '\n') + 1
	if !bytes.Equal(sealed(bytes.Clone(text[:at])), text) {
		return nil, errSeal
	}
	return text[:at], nil
}
