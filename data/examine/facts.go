package examine

import (
	"predict/data"
	"predict/data/csv"
)

// Result is what was counted, by table.
type Result struct {
	// Tables are the tables of the sources, in the order of data.Tables.
	Tables []*Table
}

// Table returns the facts of a table, nil where it was not examined.
func (r *Result) Table(name string) *Table {
	for _, t := range r.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Spot is how often something was seen, and where first.
type Spot struct {
	// Count is how often.
	Count int64
	// File and Line say where first; Line is physical, from 1.
	File string
	Line int64
	// Text is what stood there, shortened.
	Text string
}

// Table is what was counted in the exports of one table.
type Table struct {
	// Name is that of the table, Source what the config says of it.
	Name   string
	Source data.Source
	// Lost are the patterns that lead to no file that can be opened.
	Lost []Trouble
	// Files are the exports, by path.
	Files []*File
	// Columns are the mapped columns, the customer's id first, then in the order
	// of the contract.
	Columns []*Column
	// Rows is the number of records, Bad that of those that cannot be cut into
	// columns, Rejected that of those that a load would refuse, Bad included, and
	// Unnamed that of those without a customer, which are not rejected.
	Rows, Bad, Rejected, Unnamed int64
	// Days are the days with rows by the table's time, in UTC, rising.
	Days []Day
	// Customers are the customers that the rows name.
	Customers Customers
	// Repeated is the number of rows that equal an earlier one in every mapped
	// column; Compared is the number of rows that were compared.
	Repeated, Compared int64
}

// Column returns the facts of a column, nil where it is not mapped.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Trouble is a path that cannot be read.
type Trouble struct {
	Path string
	Err  error
}

// File is what was seen of one export.
type File struct {
	Path   string
	Size   int64
	Format string // csv, jsonl or parquet
	// Dialect is how a CSV is written; Columns are its columns; HeaderLine is 0
	// where the first record is no header.
	Dialect    csv.Dialect
	Columns    []string
	HeaderLine int64
	// Records is the number of records.
	Records int64
	// Bad are the records that cannot be cut into columns, by reason.
	Bad map[csv.Reason]*Spot
	// Mojibake are places where text was decoded by a wrong encoding once, and
	// Replaced those where a character was lost that way.
	Mojibake, Replaced Spot
	// Warnings are what the reader found odd.
	Warnings []csv.Problem
	// Err is why the file cannot be read, or does not fit the mapping; Absent are
	// then the columns of the mapping that it lacks.
	Err    error
	Absent []Absent
	// First and Last are the first and last day of its rows in UTC, days since
	// 1970; First is above Last where no row has a time.
	First, Last int32
	// Sum is the SHA-256 of the raw file.
	Sum [32]byte
}

// Absent is a column of the mapping that an export lacks.
type Absent struct {
	// Column is the table's column, From what it is mapped to.
	Column, From string
	// Near is a column of the export with a similar name, empty for none.
	Near string
}

// Column is what was counted of one mapped column.
type Column struct {
	// Name is that of the table's column, From what it is mapped to.
	Name, From string
	// Kind is the type of the column; the customer's id is a data.Key.
	Kind data.Kind
	// Required says that a row without a value is rejected.
	Required bool
	// Missing is the number of rows without a value, Values that of the others.
	Missing, Values int64
	// Refused are the values that a load would refuse, by reason.
	Refused map[string]*Spot
	// Times is filled for times, Amounts for amounts.
	Times   *Times
	Amounts *Amounts
	// Texts are the different texts of a Symbol, up to some thousand; Others is
	// the number of rows with further ones.
	Texts  map[string]int64
	Others int64
}

// Times is what was counted of a column of times.
type Times struct {
	// Layout is the layout by which it is read; LayoutErr is why none was found.
	Layout    string
	LayoutErr error
	// Shapes are the forms of texts that the layout does not read.
	Shapes map[Shape]*Spot
	// Future and Early are times after the load and before the earliest date.
	Future, Early Spot
	// First and Last are the earliest and latest time, microseconds; First is above
	// Last where there is none.
	First, Last int64
	// Midnight is the number of times at 00:00:00 local, Clock that of the others.
	Midnight, Clock int64
	// Hours counts the times that are not at midnight by local hour.
	Hours [24]int64
	// Zones counts the times that name a zone, by how they write it.
	Zones map[string]*Spot
	// Skipped are local times that a change of clocks leaves out; Twice are those
	// within an hour that comes twice.
	Skipped, Twice Spot
}

// Amounts is what was counted of a column of amounts.
type Amounts struct {
	// Negative, Zero and Positive count the values.
	Negative, Zero, Positive int64
	// Currencies counts the values that name a currency, by sign or code.
	Currencies map[string]*Spot
	// OtherMark are values that can be read with the other decimal mark only.
	OtherMark Spot
	// Decimals is the number of values with decimals that are not zero.
	Decimals int64
}

// Day is what was counted of the rows of one day.
type Day struct {
	// Day is the day in UTC, days since 1970-01-01.
	Day int32
	// Rows is the number of rows.
	Rows int64
	// LogSum is the sum of the decimal logarithms of the positive amounts, in
	// millionths, and LogCount their number.
	LogSum, LogCount int64
	// Cos and Sin are the sums of the directions of the local hours on a clock of
	// 24 hours, in millionths, and Clock the number of times that are not midnight.
	Cos, Sin, Clock int64
}

// Customers are the customers that the rows of a table name.
type Customers struct {
	// List are the customers, by id.
	List []Customer
	// Share is the share of all customers that List holds, 1 where it is all; and
	// RhythmShare the share of which the rhythm is known.
	Share, RhythmShare float64
}

// Customer is what was counted of one customer.
type Customer struct {
	ID   string
	Rows int64
	// File and Line say where the id stands first.
	File string
	Line int64
	// Rhythm says that Days and Spend are filled.
	Rhythm bool
	// Days are the different days of purchases (of transactions) or of rows (of
	// other tables), days since 1970 in UTC, rising; Spend is what was bought on
	// each, returns left out, in units of data.MoneyScale.
	Days  []int32
	Spend []int64
}

// Shape is a form of a text that should be a time.
type Shape string

// The shapes of times that a layout does not read.
const (
	// Serial is a day number of a spreadsheet, such as 45123 or 45123.5.
	Serial Shape = "serial"
	// Zero is the day zero of a spreadsheet: 1900-01-00.
	Zero Shape = "zero"
	// Swapped has day and month in the other order.
	Swapped Shape = "swapped"
	// ShortYear has a year of two digits.
	ShortYear Shape = "short_year"
	// Seconds and Millis count from 1970.
	Seconds Shape = "epoch_s"
	Millis  Shape = "epoch_ms"
	// Other is a date of another layout.
	Other Shape = "other_layout"
	// NoTime is no time at all.
	NoTime Shape = "no_time"
)
