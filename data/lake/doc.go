// Package lake keeps the accepted rows of all tables as Parquet files, in
// buckets of customers, and is the only place that knows those files.
//
// Terms:
//   - The key of a customer is the xxHash64 of the id; its top bits choose the
//     bucket. The number of buckets is fixed when the lake is made.
//   - The code of a customer is its number within the bucket, in the order in
//     which customers were first seen; it never changes.
//   - A load adds rows. Its files are called parts: at most one for each table
//     and bucket.
//   - The manifest, lake.json, names every load. It is replaced by a rename as
//     the last step of a load: what it does not name does not exist.
//
// Layout, below the folder of the lake:
//
//	lake.json
//	<table>/bucket=NNN/load-NNNNNN.parquet
//	customers_ids/bucket=NNN/load-NNNNNN.parquet
//	symbols/<table>.<column>/load-NNNNNN.parquet
//
// Rows of a part are ordered by customer code, then by all columns in the order
// of the table's contract; rows of a table without OrderBy stay in the order of
// the export within a customer, because there the last row counts.
package lake
