// Package columnar writes typed Go slices to Parquet files and reads them back,
// with a schema that is known only at run time.
//
// Terms:
//   - A Field is the name and type of a column; a schema is a list of fields.
//   - A Column is the values of one field, one slice for all rows.
//   - The missing value of a type (see Type) is stored as a Parquet null where
//     the field is Optional, and as itself where it is not.
//
// The same values always give the same bytes: files hold no time of creation
// and nothing of the machine. The package reads the files that it wrote; exports
// from other systems are read elsewhere.
package columnar
