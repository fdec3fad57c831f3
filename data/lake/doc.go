// Package lake keeps the accepted rows of all tables as Parquet files, in
// buckets of customers, and is the only place that knows those files.
//
// Terms:
//   - The key of a customer is the xxHash64 of the id; its top bits choose the
//     bucket. The number of buckets is fixed when the lake is made.
//   - The code of a customer is its number within the bucket, in the order in
//     which customers were first seen; it never changes.
//   - A load adds exports, which are numbered in the order in which they came. It
//     can also retire exports of earlier loads: their rows count no longer.
//     Nothing is rewritten for that; every row holds the number of its export.
//   - A view is the lake as it was after an earlier load, seen with what was known
//     then.
//   - A segment is the files that hold what some loads, one after the other, have
//     added; a load makes one. Compaction merges segments. It changes neither
//     content nor views nor fingerprints.
//   - A sheet is a file with the rows of all buckets of a table, for segments that
//     have few; others have a file, called a part, for each bucket.
//   - The manifest, lake.json, names every load, export and segment. It is
//     replaced by a rename as the last step of a load or a compaction: what it
//     does not name does not exist. It holds a hash of every file, and one of
//     itself.
//
// Layout, below the folder of the lake:
//
//	lake.json
//	<table>/bucket=NNN/load-NNNNNN.parquet, or for a sheet
//	<table>/load-NNNNNN.parquet
//	customers_ids/ likewise
//	symbols/<table>.<column>/load-NNNNNN.parquet
//
// Files of merged loads are called load-NNNNNN-NNNNNN.parquet, by the first and
// the last of them. The files that a compaction replaced stay until the next load
// or compaction begins, so that who opened the lake before can go on reading.
//
// Rows of a file are ordered by bucket, then by customer code, then by the
// table's OrderBy column, then by the other columns in the order of the table's
// contract; rows of a table without OrderBy stay in the order of the exports
// within a customer, because there the last row counts.
package lake
