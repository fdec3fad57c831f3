package csv

import (
	"errors"
	"fmt"
	"strings"

	"predict/data"
)

// Whitespace is the separator of files whose fields are padded with blanks:
// one or more spaces or tabs, and none before the first or after the last field.
const Whitespace = "whitespace"

// Dialect says completely how an export is written: nothing is left to detect.
type Dialect struct {
	// Encoding is utf-8, utf-16le, utf-16be or latin-1 (read as windows-1252).
	Encoding string
	// Separator is the text between fields, one or more bytes, or Whitespace.
	Separator string
	// Quote opens and closes a quoted field; 0 where nothing is quoted.
	Quote byte
	// Escape stands before a quote that belongs to the text of a quoted field;
	// equal to Quote where quotes are doubled; 0 where there is no escape.
	Escape byte
	// Header says that the first record names the columns.
	Header bool
	// Names are the columns' names where there is no header; empty for column0,
	// column1 and so on.
	Names []string
	// Trim removes blanks (space, tab) around unquoted fields and around the
	// quotes of quoted ones, never inside quotes.
	Trim bool
	// Skip is the number of physical lines before the header or first record.
	Skip int
}

// Options are settings of the reading itself. The zero value is right for all
// but tests and callers that know the columns they want.
type Options struct {
	// Expected are names of columns that the caller will ask for, a strong hint
	// where the header and the separator are detected. For JSON lines they are
	// columns even when the first lines lack them.
	Expected []string
	// BlockSize is the size in bytes at which a block is closed; 0 means 4 MiB.
	BlockSize int
	// SampleSize is how much text the detection reads; 0 means 1 MiB.
	SampleSize int
	// MaxRecord is the most bytes that a quoted field, and so a record, may span;
	// 0 means 64 MiB, 512 MiB is the most.
	MaxRecord int
	// MaxExpansion is how many bytes of text a byte of a compressed file may stand
	// for, once a file has given more than ExpansionFloor bytes of text; 0 means
	// 200. Exports shrink to a tenth, repetitive ones to a fiftieth.
	MaxExpansion int
	// ExpansionFloor is the text in bytes below which MaxExpansion is not looked at;
	// 0 means 256 MiB.
	ExpansionFloor int64
}

const (
	defaultBlockSize  = 4 << 20
	defaultSampleSize = 1 << 20
	defaultMaxRecord  = 64 << 20
	highestMaxRecord  = 512 << 20

	defaultMaxExpansion   = 200
	defaultExpansionFloor = 256 << 20
)

// filled returns the options with defaults in place of zeros.
func (o Options) filled() Options {
	if o.BlockSize <= 0 {
		o.BlockSize = defaultBlockSize
	}
	if o.SampleSize <= 0 {
		o.SampleSize = defaultSampleSize
	}
	if o.MaxRecord <= 0 {
		o.MaxRecord = defaultMaxRecord
	}
	if o.MaxExpansion <= 0 {
		o.MaxExpansion = defaultMaxExpansion
	}
	if o.ExpansionFloor <= 0 {
		o.ExpansionFloor = defaultExpansionFloor
	}
	o.MaxRecord = min(o.MaxRecord, highestMaxRecord)
	o.BlockSize = min(o.BlockSize, highestMaxRecord)
	return o
}

// CheckSettings reports every setting of a dialect that cannot be used, or that
// contradicts another one; nil where all is well.
func CheckSettings(want data.Dialect) error {
	var list []error
	report := func(format string, args ...any) {
		list = append(list, fmt.Errorf("checking csv settings: "+format, args...))
	}
	for _, setting := range []struct{ key, value string }{{"quote", want.Quote}, {"escape", want.Escape}} {
		v := setting.value
		if v != "" && v != "none" && (len(v) != 1 || v[0] >= 0x80 || v[0] < ' ') {
			report("csv.%s is %q; allowed is one ASCII character or none", setting.key, v)
		} else if len(v) == 1 && strings.Contains(want.Separator, v) && want.Separator != Whitespace {
			report("csv.%s is %q, which is part of csv.separator %q", setting.key, v, want.Separator)
		} else if len(v) == 1 && isBlank(v[0]) {
			report("csv.%s is a blank", setting.key)
		}
	}
	if strings.ContainsAny(want.Separator, "\r\n\x00") {
		report("csv.separator is %q; a separator holds no line end and no NUL", want.Separator)
	}
	for _, setting := range []struct{ key, value string }{{"header", want.Header}, {"trim", want.Trim}} {
		if v := setting.value; v != "" && v != "yes" && v != "no" {
			report("csv.%s is %q; allowed are yes and no", setting.key, v)
		}
	}
	if want.Skip < 0 {
		report("csv.skip_lines is %d; allowed are 0 and more", want.Skip)
	}
	return errors.Join(list...)
}
