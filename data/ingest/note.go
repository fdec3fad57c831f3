package ingest

import (
	"encoding/json"

	"predict/data/lake"
)

// note is what the loader keeps with an export in the manifest of the lake.
type note struct {
	// Layouts are the layouts of the times by column, so that a later export that
	// is too small to tell m/d/Y from d/m/Y is read like those before it.
	Layouts map[string]string `json:"layouts,omitempty"`
	// Span is that of all rows, those among them that other exports have, too.
	Span *[2]int64 `json:"span,omitempty"`
	// Open says that the last line has no end, so that what is appended to the
	// file may change its last record.
	Open bool `json:"open,omitempty"`
	// Cut says that the file ends in the middle of a record.
	Cut bool `json:"cut,omitempty"`
	// Quarantine is the SHA-256 of the quarantine of the table and load,
	// hexadecimal; it stands with the first export that has rows in it.
	Quarantine string `json:"quarantine,omitempty"`
}

// EndsCut reports whether an export that was loaded ends in the middle of a
// record: it was cut off when it was written or copied, and nobody knows how many
// records are missing. A file that is cut off between two records, or in its last
// field, cannot be told from a whole one.
func EndsCut(f lake.FileEntry) bool { return readNote(f.Note).Cut }

// readNote reads a note; what is none is an empty one.
func readNote(text string) note {
	var n note
	if text == "" || json.Unmarshal([]byte(text), &n) != nil {
		return note{}
	}
	return n
}

func (n note) text() string {
	text, err := json.Marshal(n)
	if err != nil {
		return ""
	}
	return string(text)
}

// layoutsOf gives the layouts that the last load of the table noted.
func layoutsOf(table string, loaded []lake.FileEntry) map[string]string {
	for i := len(loaded) - 1; i >= 0; i-- {
		if loaded[i].Table != table {
			continue
		}
		if n := readNote(loaded[i].Note); n.Layouts != nil {
			return n.Layouts
		}
	}
	return nil
}
