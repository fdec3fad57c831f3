package flat

import (
	"math"

	"github.com/cespare/xxhash/v2"
)

// Unlabelled is the label of a row that has none.
const Unlabelled int8 = -1

// Rejected is a record that could not be cut into the file's columns.
type Rejected struct {
	File   string `json:"file"`
	Line   int64  `json:"line"` // physical line on which it starts, from 1
	Reason string `json:"reason"`
	Raw    string `json:"raw"`
}

// Table is a file's rows by column, in the order of the file.
type Table struct {
	// File is the path as it was given; SHA256 is that of the file as stored, in
	// hex digits.
	File, SHA256 string
	// IDs are the customers' ids; each stands once.
	IDs []string
	// Labels are 1 for those who left, 0 for those who stayed, or Unlabelled.
	Labels []int8
	// Positive and Negative are the label's two texts; empty in a table without
	// labels.
	Positive, Negative string
	// Rejected are the broken records.
	Rejected []Rejected
	// Warnings say what is odd about the file.
	Warnings []string
	// Excluded are the columns that were not read because the options say so.
	Excluded []string

	columns []*column
}

// Rows is the number of customers.
func (t *Table) Rows() int { return len(t.IDs) }

// Count gives the number of rows with a label.
func (t *Table) Count(label int8) int {
	n := 0
	for _, l := range t.Labels {
		if l == label {
			n++
		}
	}
	return n
}

// Key is a hash of a customer's id that never changes.
func Key(id string) uint64 { return xxhash.Sum64String(id) }

// column is one column of a file: each cell as a number and as a text.
type column struct {
	name    string
	numbers []float32 // NaN where the cell is no number, or missing
	codes   []int32   // index in texts, or missing; nil once there are too many texts
	texts   []string
	counts  []int // rows by text
	at      map[string]int32
	missing int
	odd     int    // cells that are neither numbers nor missing
	oddText string // the first of them, and its line
	oddLine int64
}

// noText is the code of a missing cell.
const noText int32 = -1

func newColumn(name string) *column {
	return &column{name: name, at: map[string]int32{}, codes: []int32{}}
}

// crowded says that the column has more texts than are told apart.
func (c *column) crowded() bool { return c.codes == nil }

func (c *column) addMissing() {
	c.missing++
	c.numbers = append(c.numbers, float32(math.NaN()))
	if !c.crowded() {
		c.codes = append(c.codes, noText)
	}
}

// add notes a cell that is not missing. number is NaN for a text.
func (c *column) add(text []byte, number float64, line int64) {
	v := float32(number)
	if math.IsInf(float64(v), 0) { // beyond float32
		v = float32(math.NaN())
	}
	if math.IsNaN(float64(v)) {
		if c.odd == 0 {
			c.oddText, c.oddLine = clip(string(text)), line
		}
		c.odd++
	}
	c.numbers = append(c.numbers, v)
	if c.crowded() {
		return
	}
	code, ok := c.at[string(text)]
	if !ok {
		if len(c.texts) == mostTexts {
			c.codes, c.texts, c.counts, c.at = nil, nil, nil, nil
			return
		}
		code = int32(len(c.texts))
		c.texts = append(c.texts, string(text))
		c.counts = append(c.counts, 0)
		c.at[c.texts[code]] = code
	}
	c.counts[code]++
	c.codes = append(c.codes, code)
}

// clip shortens a text for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return string([]rune(s[:most])) + "…"
}
