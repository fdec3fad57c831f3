package duckdb

// kind is what an expression yields, as far as its text tells.
type kind uint8

const (
	open   kind = iota // a column, which takes the kind of what stands around it
	none               // null
	text               // text
	number             // a number
	moment             // a date, a time or an interval
	flag               // true or false
)

// function is what is known of an allowed function or operator.
type function struct {
	result kind
	// args is number where columns among the arguments are read as numbers.
	args kind
	// unify is set where the result and the columns take the kind of the other
	// arguments, as in coalesce.
	unify bool
}

// functionNamed returns the allowed function called name. All are scalar,
// without side effects, and depend on their arguments only: nothing here reads
// files, settings, the environment, the clock or random numbers, or makes
// something long out of something short.
func functionNamed(name string) (function, bool) {
	switch name {
	case "+", "-", "*", "/", "%", "//", "^", "**", "mod", "power", "pow",
		"abs", "round", "floor", "ceil", "ceiling", "trunc", "sign", "sqrt", "ln", "log", "log10", "exp",
		"add", "subtract", "multiply", "divide":
		return function{result: number, args: number}, true
	case "greatest", "least":
		return function{result: number, args: number, unify: true}, true
	case "nullif", "ifnull":
		return function{result: text, args: text, unify: true}, true
	case "||", "concat", "concat_ws", "lower", "lcase", "upper", "ucase", "trim", "ltrim", "rtrim",
		"substring", "substr", "left", "right", "replace", "translate", "reverse", "lpad", "rpad",
		"regexp_replace", "regexp_extract", "split_part", "strip_accents", "md5", "nfc_normalize",
		"strftime", "dayname", "monthname":
		return function{result: text, args: text}, true
	case "length", "len", "strlen", "position", "strpos", "instr", "ascii", "unicode",
		"date_part", "datepart", "year", "month", "day", "hour", "minute", "second", "quarter", "week", "isodow", "dayofweek", "dayofyear",
		"date_diff", "datediff", "epoch", "epoch_us":
		return function{result: number, args: text}, true
	case "~~", "!~~", "~~*", "!~~*", "~~~", "like_escape", "ilike_escape", "not_like_escape", "not_ilike_escape",
		"regexp_matches", "regexp_full_match", "contains", "starts_with", "prefix", "ends_with", "suffix", "^@":
		return function{result: flag, args: text}, true
	case "strptime", "try_strptime", "date_trunc", "datetrunc", "last_day", "timezone",
		"to_days", "to_weeks", "to_months", "to_years", "to_hours", "to_minutes", "to_seconds":
		return function{result: moment, args: text}, true
	case "epoch_ms", "to_timestamp", "make_timestamp", "make_date":
		return function{result: moment, args: text}, true
	}
	return function{}, false
}

// castKind returns the kind of a type that casts may name.
func castKind(id string) (kind, bool) {
	switch id {
	case "VARCHAR":
		return text, true
	case "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "INTERVAL":
		return moment, true
	case "BOOLEAN":
		return flag, true
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
		"FLOAT", "DOUBLE", "DECIMAL":
		return number, true
	}
	return open, false
}

// fractional reports whether a type has a decimal mark in its text.
func fractional(id string) bool { return id == "FLOAT" || id == "DOUBLE" || id == "DECIMAL" }
