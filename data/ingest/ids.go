package ingest

import (
	"unicode/utf8"

	"predict/data/value"
)

// maxID is the longest id that is taken, in bytes.
const maxID = 256

func refuseID(id []byte) string {
	switch {
	case len(id) > maxID:
		return reasonLongID
	case value.DamagedID(id):
		return reasonDamagedID
	}
	return ""
}

// trimBlanks removes blanks around an id: padding of the export, never a part
// of the id.
func trimBlanks(b []byte) []byte {
	if len(b) == 0 || b[0] > ' ' && b[0] < utf8.RuneSelf && b[len(b)-1] > ' ' && b[len(b)-1] < utf8.RuneSelf {
		return b
	}
	return value.Trim(b)
}
