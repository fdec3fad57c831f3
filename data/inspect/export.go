package inspect

import (
	"time"

	"predict/data"
)

// Formats of exports.
const (
	CSV       = "csv"
	JSONLines = "jsonl"
	Parquet   = "parquet"
)

// Found is what a folder holds.
type Found struct {
	// Dir is the folder as it was given.
	Dir string
	// Exports are the groups of files, by pattern.
	Exports []Export
	// Problems are the files that could not be read or do not look like exports,
	// by path.
	Problems []Problem
}

// Problem is a file that could not be used, or something odd about one.
type Problem struct {
	// Path is the file, from the folder.
	Path string
	// Text says what is wrong and what helps.
	Text string
	// Err is the cause; nil where there is none.
	Err error
}

// Export is a group of files with the same columns.
type Export struct {
	// Name is a short name for people: the file's, or that of what the files'
	// names have in common.
	Name string
	// Pattern is what finds the files, for people: a path from the folder, or a
	// glob where there are several. Use Patterns for a config.
	Pattern string
	// Files are all files of the group, by path.
	Files []File
	// Format is csv, jsonl or parquet.
	Format string
	// Dialect is how the first file is written, complete; the zero value for
	// other formats than csv.
	Dialect data.Dialect
	// Header says that the names of the columns stand in the files.
	Header bool
	// Columns are what the files hold, in file order.
	Columns []Column
	// Sampled is the number of records that were looked at, Bad the number of
	// those, beside them, that cannot be cut into columns, by reason.
	Sampled int
	Bad     map[string]int
	// Rows is about the number of records in all files, by the size of what was
	// looked at.
	Rows int64
	// Warnings are what is odd about how the files are written.
	Warnings []string

	places []place
	// cells are the sampled texts by column, all of the same length, trimmed; a
	// row of a file stands in the place file.
	cells [][]string
	file  []int
}

// File is one file of an export.
type File struct {
	// Path is where it lies, from the folder.
	Path string
	// Size is its size in bytes, compressed as it may be.
	Size int64
	// ModTime is when it was last written.
	ModTime time.Time
}

// Kind is what a column seems to hold.
type Kind string

// The kinds of columns.
const (
	// Empty columns hold no value in the sample.
	Empty Kind = "empty"
	// ID columns hold codes that name things: many different ones, without a
	// meaning as numbers.
	ID Kind = "id"
	// Time columns hold dates or instants; see Column.Times.
	Time Kind = "time"
	// Amount columns hold numbers with decimals or a currency; see Column.Numbers.
	Amount Kind = "amount"
	// Number columns hold whole numbers; see Column.Numbers.
	Number Kind = "number"
	// Flag columns hold one text that means yes and one that means no.
	Flag Kind = "flag"
	// Symbol columns hold few different texts that recur; see Column.Texts.
	Symbol Kind = "symbol"
	// Text columns hold free text.
	Text Kind = "text"
)

// Column is what is known of one column of an export.
type Column struct {
	// Name is the name in the header, or made up where there is none.
	Name string
	// Twice says that another column has the same name, so that no mapping can
	// name it.
	Twice bool
	// Kind is what it seems to hold.
	Kind Kind
	// Filled is the number of sampled records with a value, Missing the share (0
	// to 1) of those without.
	Filled  int
	Missing float64
	// Distinct is the number of different values in the sample; Capped says that
	// no more than these were told apart.
	Distinct int
	Capped   bool
	// Texts are the values of a flag or symbol column, most frequent first.
	Texts []string
	// Times describes a time column; nil for others.
	Times *Times
	// Numbers describes a column that can be read as numbers, whatever its kind;
	// nil for others.
	Numbers *Numbers
	// Sample are some values of the column, with those that recur, from all over
	// the sample; values that stand for "no value" are left out.
	Sample []string
	// Nulls are texts beside those of data.DefaultSource that stand for "no value".
	Nulls []string
	// ForeignDigits says that numbers or dates are written in Persian or Arabic
	// digits, which the loader reads only when an expression translates them.
	ForeignDigits bool
	// Damaged is the number of sampled values that look like long ids which a
	// spreadsheet has turned into 1.03E+19.
	Damaged int
	// PointZero is the number of sampled values such as 17850.0: whole numbers
	// that a program without empty whole numbers has written.
	PointZero int
}

// Times describes a column of times.
type Times struct {
	// Layout is that of data/value; empty where none is read, see Ambiguous and
	// Jalali.
	Layout string
	// Ambiguous are the two layouts between which the sample does not decide.
	Ambiguous [2]string
	// Settled says by what, other than its own values, Layout was told from its
	// twin; empty where the values tell.
	Settled string
	// Jalali says that these are dates of the Iranian calendar, such as
	// 1402/05/12, which the loader does not read.
	Jalali bool
	// Clock says that some value has a time of day, Zoned that some value names a
	// zone.
	Clock, Zoned bool
	// First and Last are the earliest and latest sampled value, in UTC; zero
	// where no layout is known.
	First, Last time.Time
	// Broken is the number of sampled values that the layout does not read.
	Broken int
}

// Numbers describes a column of numbers.
type Numbers struct {
	// Decimal is the decimal mark, "." or ","; empty where no value has one.
	Decimal string
	// Ambiguous says that every mark in the sample could be that of decimals as
	// well as of thousands, as in 1.234.
	Ambiguous bool
	// Whole says that every value is a whole number.
	Whole bool
	// Min and Max are the bounds of the sample.
	Min, Max float64
	// Negative is the number of sampled values below zero.
	Negative int
	// Currency is the ISO 4217 code that the values name, by code or sign; empty
	// where none or several do.
	Currency string
	// Unit is a text that stands around every number and that the loader does not
	// know as a currency, such as kr; empty where there is none.
	Unit string
	// Broken is the number of sampled values that are no numbers.
	Broken int
}

// Column returns the index of the column called name, or -1.
func (e *Export) Column(name string) int {
	for i := range e.Columns {
		if e.Columns[i].Name == name {
			return i
		}
	}
	return -1
}
