package value

import "errors"

// ErrAmbiguous says that samples can be read as m/d/Y and as d/m/Y: only the
// owner of the data can tell, with time_format.
var ErrAmbiguous = errors.New("both m/d/Y and d/m/Y fit; set time_format")

// ErrNoLayout says that no layout fits every sample.
var ErrNoLayout = errors.New("no time layout fits")

// DetectTime returns the layout that fits every non-empty sample.
func DetectTime(samples [][]byte) (layout string, err error) { return "", ErrNoLayout }
