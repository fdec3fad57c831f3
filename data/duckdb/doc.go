// Package duckdb embeds the DuckDB engine for the two things it does best
// here: SQL expressions over the columns of an export, and Parquet exports.
//
// Terms:
//   - An Expression is SQL over the columns of an export, as it stands in the
//     mapping of a configuration: Quantity * UnitPrice.
//   - A Program is a set of expressions that were checked against the columns
//     of one export. It takes batches of rows as text and gives text back.
//   - A feed is a column as an expression reads it: as text or as a number.
//
// Expressions come from a configuration, which may come from anywhere. They
// pass three gates: DuckDB's parser, which only makes a syntax tree; a walk
// over the tree that lets known, harmless nodes and functions through and
// nothing else; and an engine that can reach no files, no network and no
// settings. What runs is written anew from the tree.
//
// A value that does not fit (a text where a number is needed) is never an
// error: Eval tells the row and the column, and only where the row needs the
// value. The package does not read CSV, and it does not judge values.
package duckdb
