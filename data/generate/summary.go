package generate

// Fault is a sort of damaged record.
type Fault string

// The faults that Options.Messy adds.
const (
	Duplicate       Fault = "duplicate"        // a record once more, unchanged
	MissingCustomer Fault = "missing_customer" // no customer id
	DamagedID       Fault = "damaged_id"       // an id that a spreadsheet turned into 1.03E+19
	ImpossibleDate  Fault = "impossible_date"  // the 30th of February
	FutureDate      Fault = "future_date"      // year 2999 where nothing may lie in the future
	YearOne         Fault = "year_one"         // year 0001
	AbsurdAmount    Fault = "absurd_amount"    // 999,999,999,999.00
	TextAmount      Fault = "text_amount"      // a word instead of an amount
	MissingField    Fault = "missing_field"    // a record without its last field
	ExtraField      Fault = "extra_field"      // a record with one field too many
	Truncated       Fault = "truncated"        // the last record, cut in the middle
	FormulaText     Fault = "formula_text"     // text that a spreadsheet or a browser would run
)

// Fate is what a loader has to do with a record.
type Fate string

// The fates, as a loader's books name them.
const (
	Kept        Fate = "kept"
	Quarantined Fate = "quarantined"
	Duplicated  Fate = "duplicates"
	OutOfScope  Fate = "out_of_scope"
)

// Faults returns every fault, in the order of the documentation.
func Faults() []Fault {
	return []Fault{
		Duplicate, MissingCustomer, DamagedID, ImpossibleDate, FutureDate, YearOne,
		AbsurdAmount, TextAmount, MissingField, ExtraField, FormulaText, Truncated,
	}
}

// Fate returns what a loader has to do with a record of the fault, when rows
// without a customer are out of scope and duplicates are dropped.
func (f Fault) Fate() Fate {
	switch f {
	case Duplicate:
		return Duplicated
	case MissingCustomer:
		return OutOfScope
	case FormulaText:
		return Kept // the text is ugly, not wrong: outputs must make it harmless
	default:
		return Quarantined
	}
}

// Summary says what was written.
type Summary struct {
	Customers int            `json:"customers"`
	Tables    []TableSummary `json:"tables"` // in the order of data.Tables
	// Cutoff is 90 days before the end of the window (yyyy-mm-dd). Active is the
	// number of customers with a purchase in the 180 days before it, Churned how
	// many of them bought nothing in the 90 days from it.
	Cutoff  string `json:"cutoff"`
	Active  int    `json:"active"`
	Churned int    `json:"churned"`
}

// TableSummary counts the records of one table. Records = Clean + all Faults;
// headers are no records.
type TableSummary struct {
	Name    string        `json:"name"`
	Path    string        `json:"path"` // file or folder, relative to the exports
	Files   int           `json:"files"`
	Bytes   int64         `json:"bytes"`
	Records int           `json:"records"`
	Clean   int           `json:"clean"`
	Faults  map[Fault]int `json:"faults,omitempty"`
	// SegmentRows is how many clean records name a segment instead of a
	// customer; only wallet has any.
	SegmentRows int `json:"segment_rows,omitempty"`
}

// Count returns how many records of the table meet the fate.
func (t TableSummary) Count(fate Fate) int {
	n := 0
	if fate == Kept {
		n = t.Clean
	}
	for fault, count := range t.Faults {
		if fault.Fate() == fate {
			n += count
		}
	}
	return n
}

// Table returns the summary of the table called name and whether there is one.
func (s Summary) Table(name string) (TableSummary, bool) {
	for _, t := range s.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return TableSummary{}, false
}
