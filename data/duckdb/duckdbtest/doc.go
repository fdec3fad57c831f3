// Package duckdbtest lets tests compare what we count with an independent
// engine: DuckDB's own CSV and Parquet readers. Only tests import it; its
// engine is not locked down.
package duckdbtest
