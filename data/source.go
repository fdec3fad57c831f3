package data

// Source says where the exports of one table are and how to read them. The
// zero value of a field means "auto" or "none" as its comment says.
type Source struct {
	// Files are paths, globs or folders; a folder stands for every file in it.
	Files []string `yaml:"files"`
	// Format is auto (by the file's name and first bytes), csv, jsonl or parquet.
	Format string `yaml:"format"`
	// CSV fixes parts of the dialect; what is left out is detected.
	CSV Dialect `yaml:"csv"`
	// Columns maps the table's columns, and customer_id, to the export's.
	Columns map[string]Mapping `yaml:"columns"`
	// TimeFormat is auto or a layout such as yymmdd, yyyymmdd, m/d/Y, d.m.Y H:M.
	TimeFormat string `yaml:"time_format"`
	// Timezone names the zone of times without one; empty takes the project's.
	Timezone string `yaml:"timezone"`
	// Decimal is the decimal mark of amounts, "." or ","; empty means ".".
	Decimal string `yaml:"decimal"`
	// Nulls are texts that mean "no value", beside the empty one.
	Nulls []string `yaml:"nulls"`
	// Duplicates is drop (rows equal in every mapped column count once) or keep.
	Duplicates string `yaml:"duplicates"`
	// Changed is what happens to an export that was loaded and has changed since:
	// replace (what it says now counts in place of what it said), append (rows
	// that are not there yet are added) or refuse (the load fails).
	Changed string `yaml:"changed"`
	// Corrects is a regular expression: an export whose name it matches takes the
	// place of the export, in the same folder, whose name is left when the match is
	// cut out. Empty means that no name is that of a correction.
	Corrects string `yaml:"corrects"`
	// MissingCustomer is out_of_scope (counted and left out) or quarantine.
	MissingCustomer string `yaml:"missing_customer"`
	// MaxRejected is the share of rows (0 to 1) that may be quarantined before
	// the load of the table fails. Unless it is 0, three rows always may, as long
	// as they are fewer than half.
	MaxRejected float64 `yaml:"max_rejected"`
	// MaxAmount is the largest believable absolute amount, in units of currency.
	MaxAmount float64 `yaml:"max_amount"`
	// Earliest is the first believable date (yyyy-mm-dd).
	Earliest string `yaml:"earliest"`
}

// Mapping says which column of the export, or which SQL expression over its
// columns, feeds a column of the table. In YAML it is a text, or a map with
// from and values.
type Mapping struct {
	// From is a column name of the export, matched exactly first, or an SQL
	// expression over its columns.
	From string `yaml:"from"`
	// Values translates texts of the export; "*" stands for every other text.
	Values map[string]string `yaml:"values"`
}

// Dialect fixes how a CSV export is written. Empty fields are detected.
type Dialect struct {
	// Encoding is utf-8, utf-16le, utf-16be or latin-1 (read as windows-1252).
	Encoding string `yaml:"encoding"`
	// Separator is the text between fields; "whitespace" for runs of blanks.
	Separator string `yaml:"separator"`
	// Quote is the quote character; "none" where nothing is quoted.
	Quote string `yaml:"quote"`
	// Escape is the character before a quote that belongs to the text; the quote
	// itself where quotes are doubled.
	Escape string `yaml:"escape"`
	// Header is yes or no; empty is detected.
	Header string `yaml:"header"`
	// Names are the column names of an export without a header.
	Names []string `yaml:"names"`
	// Skip is the number of lines before the header or the first record.
	Skip int `yaml:"skip_lines"`
	// Trim removes blanks around unquoted fields; yes or no, empty is detected.
	Trim string `yaml:"trim"`
}

// DefaultSource returns the settings of a table for which nothing is said.
func DefaultSource() Source {
	return Source{
		Format: "auto", TimeFormat: "auto", Decimal: ".",
		Nulls:      []string{"NULL", "null", "NA", "N/A", "NaN", "nan", `\N`},
		Duplicates: "drop", Changed: "replace", MissingCustomer: "out_of_scope",
		MaxRejected: 0.01, MaxAmount: 1e9, Earliest: "1900-01-01",
	}
}
