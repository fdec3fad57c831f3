package postgres

import "time"

// Type is the type of a column.
type Type int

// The types of columns.
const (
	Text    Type = iota // text
	Integer             // integer
	Float               // double precision
	Money               // numeric(18,4)
	Date                // date, from yyyy-mm-dd
	Boolean             // boolean, from t or f
)

// String is the type as PostgreSQL writes it.
func (t Type) String() string {
	switch t {
	case Integer:
		return "integer"
	case Float:
		return "double precision"
	case Money:
		return "numeric(18,4)"
	case Date:
		return "date"
	case Boolean:
		return "boolean"
	default:
		return "text"
	}
}

// Column is a column of a list.
type Column struct {
	Name    string // small letters, digits and _
	Type    Type
	Comment string // what it means, for the catalogue of the database
}

// The columns that every list has.
const runColumn = "run_id"

// Options say where a list goes.
type Options struct {
	// URL is the connection: postgres://user:password@host:port/database, or
	// key=value pairs. It is never shown.
	URL string
	// Schema and Table name the table; what is missing is made.
	Schema, Table string
	// Keep is the number of lists, the newest by date, that the table holds; below
	// one means one.
	Keep int
	// Program names the program in meta and in the list of the server's sessions.
	Program string
	// Timeout bounds a delivery with all its attempts, LockTimeout the wait for a
	// lock. Zero means ten minutes and half a minute.
	Timeout, LockTimeout time.Duration
}

// withDefaults fills in what is not given.
func (o Options) withDefaults() Options {
	o.Keep = max(o.Keep, 1)
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Minute
	}
	if o.LockTimeout <= 0 {
		o.LockTimeout = 30 * time.Second
	}
	return o
}

// List is a list to deliver.
type List struct {
	// RunID identifies the list: the same id means the same rows.
	RunID string
	// AsOf is the date of the list (yyyy-mm-dd), empty for none. A table holds one
	// list of a date.
	AsOf string
	// ModelID names the model that made it.
	ModelID string
	// Rows is the number of rows and Columns are those that go out. A column run_id
	// is added where it is not among them.
	Rows    int
	Columns []Column
	// Open gives the cells. It is called once for each attempt, and not at all where
	// the list is there already.
	Open func() (Cell, error)
}

// Cell appends the text of a cell to dst, rows and columns counted from 0; it
// reports false for a missing value. It is called for one row after the other.
// Texts may hold anything: what PostgreSQL cannot store, a zero byte or what is
// no UTF-8, is replaced by U+FFFD.
type Cell func(dst []byte, row, column int) ([]byte, bool)

// Result says what a delivery did.
type Result struct {
	// Server is the host, port and database, without user and password.
	Server string `json:"server"`
	// Known says that the list was there already, and nothing was done.
	Known bool `json:"known"`
	// Older says that the table holds newer lists only, and nothing was done.
	Older bool `json:"older,omitempty"`
	// Rows is the number of rows that were written.
	Rows int64 `json:"rows"`
	// Removed are the ids of the lists that went.
	Removed []string `json:"removed,omitempty"`
	// Replaced is the number of characters that could not be stored.
	Replaced int64 `json:"characters_replaced,omitempty"`
	// Attempts is the number of times that it was tried.
	Attempts int `json:"attempts"`
}
