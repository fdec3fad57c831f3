package csv

// Records cuts the blocks of one file into records and records into fields.
// A File makes one for each goroutine; CSV and JSON lines satisfy it alike. It
// allocates nothing per record in steady state.
type Records interface {
	// Start takes the next block; it must stay untouched until the last Next.
	Start(b *Block)
	// Next moves to the next record, good or bad; false at the block's end.
	Next() bool
	// Bad is why the record cannot be used; empty for a good one.
	Bad() Reason
	// Raw is the whole record as it stands in the decoded file, without its last
	// line end; a slice of the block.
	Raw() []byte
	// Line is the physical line, from 1, on which the record starts.
	Line() int64
	// Ordinal numbers the file's records from 0, bad ones included.
	Ordinal() int64
	// Len is the number of fields found. For a good record it equals the number
	// of columns; for a bad one it may be anything.
	Len() int
	// Text is field i (in the order of File.Columns), unquoted, unescaped and
	// trimmed; valid until the next call of Next. Only for good records.
	Text(i int) []byte
	// Quoted says that field i was quoted (JSON: a string).
	Quoted(i int) bool
	// Missing says that field i is a JSON null or absent; false in CSV, where an
	// empty text is all there is.
	Missing(i int) bool
}

// Reason says in words why a record is bad; it is empty for a good one.
type Reason string

// The reasons for bad records.
const (
	TooFew       Reason = "too few fields"
	TooMany      Reason = "too many fields"
	AfterQuote   Reason = "text after closing quote"
	Unclosed     Reason = "quote never closed"
	NULByte      Reason = "NUL byte"
	CutOff       Reason = "record cut off at the end of the file"
	NotUTF8      Reason = "not valid UTF-8"
	HeaderAgain  Reason = "header repeated"
	NotJSON      Reason = "not valid JSON"
	NotObject    Reason = "not a JSON object"
	DuplicateKey Reason = "JSON key given twice"
)

// Reasons lists every reason, in the order in which reports show them.
func Reasons() []Reason {
	return []Reason{
		TooFew, TooMany, AfterQuote, Unclosed, NULByte, CutOff, NotUTF8,
		HeaderAgain, NotJSON, NotObject, DuplicateKey,
	}
}
