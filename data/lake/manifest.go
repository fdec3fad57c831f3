package lake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// manifestName is the commit point: what it does not name does not exist.
const manifestName = "lake.json"

// manifestVersion changes when an older predict could not read a newer lake.
// Version 1 did not know which export a row came from, so that its lakes have to
// be loaded again.
const manifestVersion = 2

// maxBuckets is the largest number of buckets of a lake.
const maxBuckets = 4096

// manifest is the content of lake.json: what was loaded, in Files and Loads,
// which a compaction leaves as they are, and where it lies, in Segments.
type manifest struct {
	Version  int         `json:"version"`
	Buckets  int         `json:"buckets"`
	Files    []FileEntry `json:"files"`
	Loads    []loadEntry `json:"loads"`
	Segments []segment   `json:"segments"`
	// Merged are the segments that the last commit, a compaction, replaced. Their
	// files are there until the next load or compaction begins, for those who read
	// them.
	Merged []segment `json:"merged"`
}

// loadEntry is what one load changed.
type loadEntry struct {
	Number int `json:"number"`
	// Content is a hash of the rows, customers and symbols that it added; empty
	// where it added none.
	Content   string              `json:"content,omitempty"`
	Customers int64               `json:"customers,omitempty"` // new
	Symbols   map[string]int      `json:"symbols,omitempty"`   // number of new ones, by table.column
	Columns   map[string][]string `json:"columns,omitempty"`   // that the table did not have before
	Retired   []int               `json:"retired,omitempty"`   // exports whose rows no longer count
}

// loadSpan is one load after the other, both included.
type loadSpan struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// segment is the files that hold what a span of loads added. Loads that added
// nothing are in no segment.
type segment struct {
	loadSpan
	Customers *partsEntry            `json:"customers,omitempty"` // new ids
	Tables    map[string]tableEntry  `json:"tables,omitempty"`
	Symbols   map[string]symbolEntry `json:"symbols,omitempty"` // by table.column
}

// partsEntry describes the files of one kind in a segment: one for each bucket
// that has rows, or a sheet for all of them.
type partsEntry struct {
	Rows  []int64 `json:"rows"` // by bucket
	Sheet bool    `json:"sheet,omitempty"`
	// Sums are the xxHash64 of the files by bucket, 0 where there is none; that
	// of a sheet alone.
	Sums sums `json:"sums"`
}

// tableEntry describes the files of a table.
type tableEntry struct {
	Columns []string `json:"columns"`
	// First and Last are the span of the OrderBy column over all rows. That of a
	// single file is in its footer.
	First *int64 `json:"first,omitempty"`
	Last  *int64 `json:"last,omitempty"`
	partsEntry
}

// symbolEntry describes the symbols of a column: codes First to First+Count-1.
type symbolEntry struct {
	First int  `json:"first"`
	Count int  `json:"count"`
	Sums  sums `json:"sums"`
}

// sums are hashes, written one after the other as 16 hexadecimal digits each.
type sums []uint64

// MarshalText writes the digits.
func (s sums) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 16*len(s))
	for _, v := range s {
		b = fmt.Appendf(b, "%016x", v)
	}
	return b, nil
}

// UnmarshalText is the inverse of MarshalText.
func (s *sums) UnmarshalText(text []byte) error {
	raw := make([]byte, hex.DecodedLen(len(text)))
	if _, err := hex.Decode(raw, text); err != nil || len(raw)%8 != 0 {
		return fmt.Errorf("%q are no hashes", text)
	}
	*s = make(sums, len(raw)/8)
	for i := range *s {
		for _, b := range raw[8*i : 8*i+8] {
			(*s)[i] = (*s)[i]<<8 | uint64(b)
		}
	}
	return nil
}

// empty reports whether the segment has no file.
func (s *segment) empty() bool {
	return s.Customers == nil && len(s.Tables) == 0 && len(s.Symbols) == 0
}

// sealMark precedes the checksum that ends the manifest.
const sealMark = "\n\"checksum\":\""

// encode writes the manifest, a line for each export, load and segment, and
// seals it with a checksum over all that stands before, which it returns, too.
func (m *manifest) encode() (text []byte, sum string, err error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"version\":%d,\n\"buckets\":%d,\n\"files\":", m.Version, m.Buckets)
	b.WriteByte('[')
	var line []byte
	for i := range m.Files {
		if i > 0 {
			b.WriteByte(',')
		}
		line = m.Files[i].appendLine(append(line[:0], '\n'))
		b.Write(line)
	}
	b.WriteString("],\n\"loads\":")
	err = errors.Join(
		lines(&b, m.Loads, ",\n\"segments\":"),
		lines(&b, m.Segments, ",\n\"merged\":"), lines(&b, m.Merged, ","),
	)
	sum = checksum(b.Bytes())
	fmt.Fprintf(&b, "%s%s\"}\n", sealMark, sum)
	return b.Bytes(), sum, err
}

// lines writes a list, a line for each element, and what follows it.
func lines[T any](b *bytes.Buffer, list []T, then string) error {
	b.WriteByte('[')
	for i := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		text, err := json.Marshal(&list[i])
		if err != nil {
			return err
		}
		b.Write(text)
	}
	b.WriteString("]" + then)
	return nil
}

func checksum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// errVersion is told of a lake of another version.
var errVersion = errors.New("the lake was written by another version of predict")

// decode is the inverse of encode and returns the checksum. It refuses anything
// that encode would not have written.
func (m *manifest) decode(text []byte) (sum string, err error) {
	version := 0
	if _, err := fmt.Sscanf(string(text[:min(32, len(text))]), "{\"version\":%d,", &version); err == nil && version != manifestVersion {
		return "", fmt.Errorf("%w: its manifest has version %d, and this one reads version %d", errVersion, version, manifestVersion)
	}
	at := bytes.LastIndex(text, []byte(sealMark))
	if at < 0 {
		return "", errors.New("it does not end with a checksum")
	}
	sum = checksum(text[:at])
	if string(text[at+len(sealMark):]) != sum+"\"}\n" {
		return "", errors.New("its checksum is wrong")
	}
	var sealed struct {
		manifest
		Checksum string `json:"checksum"`
	}
	rest, files, err := cutFiles(text)
	if err != nil {
		return "", err
	}
	d := json.NewDecoder(bytes.NewReader(rest))
	d.DisallowUnknownFields()
	if err := d.Decode(&sealed); err != nil {
		return "", err
	}
	*m = sealed.manifest
	m.Files = files
	return sum, m.check()
}

// readManifest reads the manifest in dir and its checksum, which is empty where
// there is no manifest.
func readManifest(dir string) (m manifest, sum string, err error) {
	path := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, "", nil
	}
	if err != nil {
		return m, "", fmt.Errorf("lake: reading the manifest: %w", err)
	}
	sum, err = m.decode(text)
	switch {
	case errors.Is(err, errVersion):
		return m, "", fmt.Errorf("lake: reading %s: %w; remove the folder %s and load all exports again", path, err, dir)
	case err != nil:
		return m, "", fmt.Errorf("lake: reading %s: the manifest is damaged: %w; restore it from a backup, or remove the folder and load all exports again", path, err)
	}
	return m, sum, nil
}

// currentSum returns the checksum that ends the manifest in dir, empty where there
// is none: it tells cheaply whether the lake is as it was when it was opened.
func currentSum(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	at := bytes.LastIndex(text, []byte(sealMark))
	if err == nil && at < 0 {
		err = errors.New("it does not end with a checksum")
	}
	if err != nil {
		return "", fmt.Errorf("reading the manifest: %w", err)
	}
	return string(bytes.TrimSuffix(text[at+len(sealMark):], []byte("\"}\n"))), nil
}

// with returns the manifest with one more load; m is left as it is.
func (m manifest) with(buckets int, l loadEntry, files []FileEntry, s segment) manifest {
	m.Version, m.Buckets = manifestVersion, buckets
	m.Loads = append(slices.Clone(m.Loads), l)
	m.Files = append(slices.Clone(m.Files), files...)
	for _, number := range l.Retired {
		m.Files[number-1].Replaced = l.Number
	}
	m.Merged = nil
	if m.Segments = slices.Clone(m.Segments); !s.empty() {
		m.Segments = append(m.Segments, s)
	}
	return m
}
