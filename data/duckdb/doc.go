// Package duckdb embeds the DuckDB engine for the two things it does best
// here: SQL expressions over the columns of an export, and Parquet exports.
package duckdb
