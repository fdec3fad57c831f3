// Package ingest brings exports into the lake and keeps the books: every
// physical record of every file is kept, quarantined, counted as a duplicate
// or out of scope, and the sums are checked before anything is committed.
//
// The way of a record:
//
//	survey   every new file is opened, its dialect and header checked against
//	         the mapping, so that all problems of all files are told at once
//	parse    blocks of whole records are cut into fields and typed, in parallel
//	shard    in file order again, customers and symbols get their codes and rows
//	         go to the buffer of their bucket, which spills to disk when full
//	settle   per bucket: sort by customer and time, drop duplicates, write Parquet
//	commit   one rename makes all of it visible
//
// The result does not depend on the number of workers: codes are given in file
// order, and rows of a bucket have a total order.
package ingest
