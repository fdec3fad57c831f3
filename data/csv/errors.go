package csv

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of Error, for errors.Is.
var (
	// ErrEmpty marks a file without a single line of text.
	ErrEmpty = errors.New("file is empty")
	// ErrTruncated marks a compressed file that ends too early or is damaged.
	ErrTruncated = errors.New("compressed file is cut off or damaged")
	// ErrEncoding marks a file that does not fit the encoding.
	ErrEncoding = errors.New("encoding does not fit")
	// ErrSeparator marks a separator that does not fit, or none that does.
	ErrSeparator = errors.New("separator does not fit")
	// ErrAmbiguous marks a file that two dialects fit alike.
	ErrAmbiguous = errors.New("dialect is ambiguous")
	// ErrNotLines marks a file that does not hold one JSON object per line.
	ErrNotLines = errors.New("not JSON lines")
	// ErrHeader marks a header that does not fit the records below it.
	ErrHeader = errors.New("header does not fit")
	// ErrTooLong marks a line without an end within the longest record allowed.
	ErrTooLong = errors.New("line is too long")
	// ErrExpands marks a compressed file that holds far more text than exports do,
	// or asks for more memory to unpack than they need.
	ErrExpands = errors.New("compressed file is no export")
	// ErrNotRegular marks what is no file: a folder, a pipe, a device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrDialect marks a setting of the dialect that is out of range.
	ErrDialect = errors.New("csv setting is out of range")
)

// Error is a problem with a whole file. It unwraps to its kind and its cause.
type Error struct {
	// File is the path as it was given.
	File string
	// Line is the physical line from 1; 0 where none can be named.
	Line int64
	// Kind is one of the Err values of this package, or nil.
	Kind error
	// Found says what stands there.
	Found string
	// Remedy says what to do.
	Remedy string
	// Cause is the error below, or nil.
	Cause error
}

// Error returns file, line, kind, finding, cause and remedy in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "reading %s", e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ": line %d", e.Line)
	}
	for _, part := range []error{e.Kind, e.Cause} {
		if part != nil {
			fmt.Fprintf(&b, ": %v", part)
		}
	}
	if e.Found != "" {
		fmt.Fprintf(&b, ": %s", e.Found)
	}
	if e.Remedy != "" {
		fmt.Fprintf(&b, "; %s", e.Remedy)
	}
	return b.String()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	var list []error
	for _, part := range []error{e.Kind, e.Cause} {
		if part != nil {
			list = append(list, part)
		}
	}
	return list
}

// Problem is something odd about a file that does not stop its reading.
type Problem struct {
	// File is the path as it was given.
	File string
	// Line is the physical line from 1; 0 where none can be named.
	Line int64
	// Text says what is odd and what was done about it.
	Text string
}

// String returns file, line and text in one line.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	return fmt.Sprintf("%s: line %d: %s", p.File, p.Line, p.Text)
}
