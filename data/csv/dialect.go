package csv

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
	// Trim removes blanks (space, tab) around fields, also those around quotes.
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
	// 0 means 64 MiB.
	MaxRecord int
}
