package lake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
)

// manifestName is the commit point: what it does not name does not exist.
const manifestName = "lake.json"

// manifestVersion changes when an older predict could not read a newer lake.
const manifestVersion = 1

// maxBuckets is the largest number of buckets of a lake.
const maxBuckets = 4096

// FileEntry describes an export that was loaded.
type FileEntry struct {
	Table   string `json:"table"`
	Path    string `json:"path"`
	Size    int64  `json:"size"`     // bytes
	ModTime int64  `json:"mod_time"` // nanoseconds since 1970 UTC
	SHA256  string `json:"sha256"`   // of the bytes of the export, hexadecimal
	// Rows of the export by what became of them; Read is the sum of the others.
	Read        int64 `json:"read"`
	Kept        int64 `json:"kept"`
	Duplicates  int64 `json:"duplicates"`
	OutOfScope  int64 `json:"out_of_scope"`
	Quarantined int64 `json:"quarantined"`
	// Load is the number of the load, from 1; Commit fills it in.
	Load int `json:"load"`
	// Number is the number of the export, from 1, in the order of the loads and
	// within a load in that of Commit's exports; Commit fills it in. Every row
	// holds the number of the export that it came from.
	Number int `json:"number"`
	// Replaced is the number of the load from which on the rows of the export no
	// longer count (Load.Retire); 0 where they count.
	Replaced int `json:"replaced,omitempty"`
	// Unkeyed is how many of the kept rows belong to no customer: rows of wallet
	// that name a segment, which lie in the table data.WalletSegments. Commit
	// counts them.
	Unkeyed int64 `json:"unkeyed,omitempty"`
	// First and Last are the least and the greatest value of the table's OrderBy
	// column among the kept rows, microseconds UTC; nil where there is none.
	// Commit finds them.
	First *int64 `json:"first,omitempty"`
	Last  *int64 `json:"last,omitempty"`
	// Days counts the kept rows by the UTC day of the OrderBy column; empty for a
	// table without one. Commit counts them.
	Days DayCounts `json:"days,omitempty"`
	// Note is for the loader: what it must know to skip or check the file again.
	Note string `json:"note,omitempty"`
}

// manifest is the content of lake.json.
type manifest struct {
	Version int         `json:"version"`
	Buckets int         `json:"buckets"`
	Files   []FileEntry `json:"files"`
	Loads   []loadEntry `json:"loads"`
}

// loadEntry is what one load added.
type loadEntry struct {
	Number    int                    `json:"number"`
	Customers *partsEntry            `json:"customers,omitempty"` // new ids
	Tables    map[string]tableEntry  `json:"tables,omitempty"`
	Symbols   map[string]symbolEntry `json:"symbols,omitempty"` // by table.column
}

// partsEntry describes the parts of one kind that a load wrote.
type partsEntry struct {
	Rows []int64 `json:"rows"` // by bucket; 0 where there is no part
	Sum  string  `json:"sum"`  // hash of the parts
}

// tableEntry describes the parts of a table.
type tableEntry struct {
	Columns []string `json:"columns"`
	// First and Last are the span of the OrderBy column over all buckets. That
	// of a single part is in its footer.
	First *int64 `json:"first,omitempty"`
	Last  *int64 `json:"last,omitempty"`
	partsEntry
}

// symbolEntry describes the new symbols of a column: codes First to
// First+Count-1.
type symbolEntry struct {
	First int    `json:"first"`
	Count int    `json:"count"`
	Sum   string `json:"sum"`
}

// empty reports whether the load added nothing but the names of exports.
func (e *loadEntry) empty() bool {
	return e.Customers == nil && len(e.Tables) == 0 && len(e.Symbols) == 0
}

// sealMark precedes the checksum that ends the manifest.
const sealMark = "\n\"checksum\":\""

// encode writes the manifest, a line for each export and load, and seals it with
// a checksum over all that stands before.
func (m *manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"version\":%d,\n\"buckets\":%d,\n\"files\":[", m.Version, m.Buckets)
	line := func(i int, v any) error {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		text, err := json.Marshal(v)
		b.Write(text)
		return err
	}
	for i := range m.Files {
		if err := line(i, &m.Files[i]); err != nil {
			return nil, err
		}
	}
	b.WriteString("],\n\"loads\":[")
	for i := range m.Loads {
		if err := line(i, &m.Loads[i]); err != nil {
			return nil, err
		}
	}
	b.WriteString("],")
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "%s%s\"}\n", sealMark, hex.EncodeToString(sum[:]))
	return b.Bytes(), nil
}

// decode is the inverse of encode. It refuses anything that encode would not
// have written.
func (m *manifest) decode(text []byte) error {
	at := bytes.LastIndex(text, []byte(sealMark))
	if at < 0 {
		return errors.New("it does not end with a checksum")
	}
	var sealed struct {
		manifest
		Checksum string `json:"checksum"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&sealed)
	if err == nil && sealed.Version != manifestVersion {
		return fmt.Errorf("it has version %d, and this predict reads version %d", sealed.Version, manifestVersion)
	}
	sum := sha256.Sum256(text[:at])
	if err == nil && sealed.Checksum != hex.EncodeToString(sum[:]) {
		err = errors.New("its checksum is wrong")
	}
	if err == nil && d.More() {
		err = errors.New("something follows its end")
	}
	if err != nil {
		return err
	}
	*m = sealed.manifest
	return m.check()
}

// check refuses a manifest that contradicts itself.
func (m *manifest) check() error {
	if m.Buckets < 1 || m.Buckets > maxBuckets || bits.OnesCount(uint(m.Buckets)) != 1 {
		return fmt.Errorf("%d is no number of buckets", m.Buckets)
	}
	symbols := map[string]int{}
	for i, l := range m.Loads {
		if l.Number != i+1 {
			return fmt.Errorf("load %d is called %d", i+1, l.Number)
		}
		if l.Customers != nil && len(l.Customers.Rows) != m.Buckets {
			return fmt.Errorf("load %d has customers for %d buckets", l.Number, len(l.Customers.Rows))
		}
		for name, t := range l.Tables {
			if _, ok := contractOf(name); !ok {
				return fmt.Errorf("load %d has a table %q that predict does not know", l.Number, name)
			}
			if len(t.Rows) != m.Buckets {
				return fmt.Errorf("load %d has rows of %s for %d buckets", l.Number, name, len(t.Rows))
			}
			if (t.First == nil) != (t.Last == nil) {
				return fmt.Errorf("load %d has half a span for %s", l.Number, name)
			}
		}
		for name, s := range l.Symbols {
			if s.First != symbols[name] || s.Count < 1 {
				return fmt.Errorf("load %d has symbols of %s from %d on, not from %d", l.Number, name, s.First, symbols[name])
			}
			symbols[name] += s.Count
		}
	}
	return nil
}

// fingerprint hashes what the manifest says of the content.
func (m *manifest) fingerprint() (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "lake %d buckets %d\n", m.Version, m.Buckets)
	for _, l := range m.Loads {
		if l.empty() {
			continue
		}
		l.Number = 0 // a load of exports without a row changes no content
		text, err := json.Marshal(l)
		if err != nil {
			return "", err
		}
		h.Write(append(text, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readManifest reads the manifest in dir; ok is false where there is none.
func readManifest(dir string) (m manifest, ok bool, err error) {
	path := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("lake: reading the manifest: %w", err)
	}
	if err := m.decode(text); err != nil {
		return m, false, fmt.Errorf("lake: reading %s: the manifest is damaged: %w; restore it from a backup, or remove the folder and load all exports again", path, err)
	}
	return m, true, nil
}

// with returns the manifest with one more load; m is left as it is.
func (m manifest) with(buckets int, l loadEntry, files []FileEntry) manifest {
	m.Version, m.Buckets = manifestVersion, buckets
	m.Loads = append(slices.Clone(m.Loads), l)
	m.Files = slices.Clone(m.Files)
	for _, f := range files {
		f.Load = l.Number
		m.Files = append(m.Files, f)
	}
	return m
}
