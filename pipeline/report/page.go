package report

import (
	"errors"
	"io"
)

// Write writes the page.
func Write(w io.Writer, d *Data) error { return errors.New("report: writing the page is not done yet") }
