package inspect

import "strings"

// Confidence is how sure a guess is.
type Confidence string

// How sure guesses are.
const (
	// Confident guesses rest on a name that is known and on what the column holds.
	Confident Confidence = "confident"
	// Guessed ones rest on less; a person should look at them.
	Guessed Confidence = "guessed"
	// Unknown says that there is no guess, perhaps candidates.
	Unknown Confidence = "unknown"
)

// Draft is what the exports of a folder seem to feed.
type Draft struct {
	// Tables are the tables that were recognised, transactions first, in the
	// order of data.Tables; several may read one export.
	Tables []TableGuess
	// Flat is a table with one row per customer and a label; nil where there is
	// none or where there are tables.
	Flat *FlatGuess
	// Unused are the exports, by index, that feed nothing, with the reason.
	Unused []Unused
	// Currency and Timezone are what the exports say of themselves.
	Currency, Timezone Setting
}

// Setting is a guess of one setting.
type Setting struct {
	Value      string
	Confidence Confidence
	Reason     string
}

// Unused is an export that feeds nothing.
type Unused struct {
	Export int
	Reason string
}

// TableGuess says that an export feeds a table.
type TableGuess struct {
	// Table is the name in data.Tables, Export the index in Found.Exports, Also
	// those of further exports that fit the same mapping.
	Table  string
	Export int
	Also   []int
	// Confidence and Reason say how sure it is that the export feeds the table.
	Confidence Confidence
	Reason     string
	// Columns are a guess for every column of the table, customer_id first, in
	// the order of the contract.
	Columns []ColumnGuess
	// TimeFormat, Decimal and Duplicates are settings of the table; empty ones are
	// left to their defaults.
	TimeFormat, Decimal, Duplicates string
	// TimeFormats are the two layouts between which nothing decides; nil where
	// there is no doubt.
	TimeFormats []string
	// Nulls are texts beside the usual ones that stand for "no value".
	Nulls []string
	// Open is what could not be told and a person has to.
	Open []string
	// Notes are what a person should know of the table.
	Notes []string
}

// ColumnGuess says what feeds a column of a table.
type ColumnGuess struct {
	// Column is that of the table, Required says that the table needs it.
	Column   string
	Required bool
	// From is a column of the export or an expression over its columns; empty
	// where it is unknown.
	From string
	// Values translate texts of the export; nil for none.
	Values map[string]string
	// Open are texts of the export that no value of the table was found for.
	Open []string
	// Confidence and Reason say how sure it is.
	Confidence Confidence
	Reason     string
	// Candidates are columns of the export that might be meant, likeliest first.
	Candidates []string
}

// Reads says that the mapping reads a column of the export: it names it, or it is
// an expression that does.
func (c *ColumnGuess) Reads(column string) bool {
	return c.From == column || c.From != "" && strings.Contains(c.From, ident(column))
}

// FlatGuess says that an export is a flat table with a label.
type FlatGuess struct {
	// Export is the index in Found.Exports.
	Export int
	// ID and Label are the columns of the id and of the label.
	ID, Label ColumnGuess
	// Positive is the label of those who left.
	Positive string
	// Exclude are columns that seem to be written after the outcome was known.
	Exclude []string
}

// Recognise says which tables the exports feed. It reads no files. The error is
// one of the program's own word lists.
func Recognise(f *Found) (*Draft, error) {
	words, err := readWords()
	if err != nil {
		return nil, err
	}
	r := &recogniser{found: f, words: words, used: map[int]string{}, out: &Draft{}}
	r.transactions()
	r.tables()
	r.derived()
	r.flat()
	r.settings()
	r.unused()
	r.out.sort()
	return r.out, nil
}
