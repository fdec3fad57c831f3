package data

import "math"

// Kind is the type of a lake column. It fixes the physical width, the text
// that is accepted and the value that stands for "missing".
type Kind uint8

// The kinds of lake columns.
const (
	// Time is an instant: int64 microseconds since 1970-01-01T00:00Z.
	Time Kind = iota
	// Money is an exact amount: int64 in units of 1/10,000.
	Money
	// Number is a float64 (stored as its bits in 8-byte columns).
	Number
	// Key identifies something without naming it (an order, an invoice): the
	// 64-bit xxHash of its text, as int64. Only equality has a meaning.
	Key
	// Symbol is a text of few values: an int32 code into the column's dictionary.
	Symbol
	// Flag is a truth value: int32 0 or 1.
	Flag
	// Whole is a small whole number such as an hour: int32, never negative.
	Whole
)

// Values that stand for "missing", by width.
const (
	Missing64 = math.MinInt64 // Time, Money, Key
	Missing32 = -1            // Symbol, Flag, Whole
)

// MoneyScale is the number of Money units in one unit of currency.
const MoneyScale = 10_000

// Wide reports whether values of the kind take 8 bytes rather than 4.
func (k Kind) Wide() bool { return k <= Key }

// String names the kind as the documentation does.
func (k Kind) String() string {
	names := [...]string{"time", "money", "number", "key", "symbol", "flag", "whole"}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Column is one column of a Table.
type Column struct {
	Name     string
	Kind     Kind
	Required bool     // a mapping is required and an empty value is quarantined
	Values   []string // the only texts allowed (Symbol); nil allows any
	Min, Max float64  // inclusive bounds in natural units; both zero means unbounded
	Future   bool     // a Time that may lie after the load (due dates, contract ends)
	Doc      string   // one sentence for the documentation
}

// Table is the contract of one raw table.
type Table struct {
	Name    string
	Columns []Column // without the customer id, which every table has
	// OrderBy is the Time column that events are ordered by; empty for tables
	// of facts that are not events (customers).
	OrderBy string
	// Doc says in one sentence what the table gives.
	Doc string
}

// Column returns the column called name and its index, or -1.
func (t Table) Column(name string) (Column, int) {
	for i, c := range t.Columns {
		if c.Name == name {
			return c, i
		}
	}
	return Column{}, -1
}

// CustomerID is the name of the customer id in every mapping. Ids are text,
// kept exactly: leading zeros and ids above 2^63 survive.
const CustomerID = "customer_id"
