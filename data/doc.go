// Package data describes the raw tables that predict reads and owns everything
// between an export file and the event lake.
//
// Terms:
//   - An export is a file that another system wrote: CSV, JSON lines or Parquet.
//   - A record is one row of an export, as it stands in the file.
//   - A Table is the contract that the mapped records of one kind must meet.
//   - The lake is the accepted rows as Parquet, bucketed by customer.
//
// Sub-packages: csv (dialects and records), value (text to typed values),
// duckdb (SQL expressions, Parquet exports), ingest (exports to lake), lake
// (the only place that knows the lake's files), columnar (Parquet columns),
// generate (demo exports).
//
// The package knows nothing of features, models or configuration files.
package data
