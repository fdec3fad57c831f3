// Package csv reads the records of text exports, CSV and JSON lines, so that
// every physical line of a file is accounted for.
//
// Terms:
//   - A line ends with \n, \r\n or a lone \r; the last one may end with the file.
//   - A blank line holds no byte (with separator "whitespace": nothing but
//     blanks). It is no record; Block.Blank counts it.
//   - A record is one row: a line, or several where a quoted field holds line
//     ends. Every line that is neither blank, preamble nor header belongs to
//     exactly one record.
//   - A field is what lies between separators. It is quoted when it starts with
//     the quote; a quote further inside is plain text (5" pipe).
//   - A bad record cannot be cut into the export's columns; it carries a Reason,
//     its line number and its raw text, and never reaches past the line it
//     starts on when its quoting is broken: a lost quote costs one record, not
//     the file.
//   - A block is a few MiB of whole records, the unit of parallel work.
//
// One goroutine calls File.Next; any number cut blocks with their own Records.
// The splitter that cuts blocks counts records by its own means, so that the
// caller can hold the two counts against each other.
//
// The package refuses to guess: where two dialects fit alike, or the one that
// was asked for does not fit, Open returns an Error that says what to set. It
// knows nothing of types, tables or what a column means.
package csv
