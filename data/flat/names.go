package flat

import (
	"strconv"

	"predict/data/likeness"
)

// meant asks whether the column was meant whose name is most like the one that
// is not there; it is empty where none is much like it.
func meant(name string, columns []string) string {
	if c := likeness.Nearest(name, columns); c != "" {
		return "; did you mean " + strconv.Quote(c) + "?"
	}
	return ""
}
