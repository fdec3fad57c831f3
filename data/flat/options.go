package flat

import (
	"errors"

	"predict/data"
)

// The kinds of errors, for errors.Is.
var (
	// ErrTable means that the file does not hold the table that was asked for.
	ErrTable = errors.New("table does not fit")
	// ErrLabels means that the labels are not of two values.
	ErrLabels = errors.New("labels do not fit")
	// ErrSchema means that the columns are not those of training.
	ErrSchema = errors.New("columns are not those of training")
)

// Options say which columns are what, and how the file is written.
type Options struct {
	// ID is the name of the column of the customers' ids.
	ID string
	// Label is the name of the label column; empty to read a table without labels.
	Label string
	// LabelOptional allows a file without the label column: all rows are then
	// unlabelled.
	LabelOptional bool
	// Positive is the label of those who left; empty where the labels say so
	// themselves, as yes and no, true and false, or 1 and 0 do.
	Positive string
	// Exclude are names of columns that are not read.
	Exclude []string
	// CSV fixes parts of the dialect; what is empty is detected.
	CSV data.Dialect
	// Decimal is the decimal mark of numbers, "." or ","; empty means ".".
	Decimal string
	// Nulls are texts that mean "no value", beside the empty one.
	Nulls []string
	// MaxRejected is the share of records (0 to 1) that may be broken.
	MaxRejected float64
}

// The limits of what is kept of a file.
const (
	// mostTexts is the number of different texts of a column that are told apart; a
	// column with more of them is not categorical.
	mostTexts = 50_000
	// mostLevels is the largest number of levels of a feature.
	mostLevels = 100
	// mostNamed is the number of examples that a message names.
	mostNamed = 5
)
