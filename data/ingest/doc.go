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
// The result does not depend on the number of workers or the memory: files are
// read in the order of their paths, codes are given in that order, and rows of a
// bucket have a total order.
//
// What becomes of a record:
//   - Kept: it is a row of the lake. Rows of wallet that name a segment and no
//     customer go to data.WalletSegments, with the symbols of wallet.
//   - Duplicate: it equals a kept row of this or an earlier load in every mapped
//     column. Of customers, whose last row counts, only rows that repeat the
//     customer's row before are duplicates.
//   - Out of scope: it names no customer and has no other fault.
//   - Quarantined: it cannot be used; file, line, column, value, reason and the
//     raw text are in quarantine/<table>/load-NNNNNN.jsonl. Texts beyond 4,096
//     bytes and ids beyond 256 are taken for damage.
//
// What stops a load: a file that is missing, empty (without even a header), cut
// off within its compression, changed while it is read; an archive that explodes;
// a mapping that does not fit a header; dates that can be read in two ways; more
// rejected records than the source allows. A file with a header and no rows is
// loaded with a warning, for a day may be without events; so is one whose last
// line has no end. After an error nothing is left but what was there before.
//
// Night after night:
//   - A file counts as loaded by its path, size and time, or by its content under
//     any name.
//   - A file whose path was loaded with other content has changed; the source says
//     whether that replaces, adds or is refused. A correction replaces a file of
//     another name.
//   - An export that is replaced no longer counts. Exports that may hold rows which
//     were kept as its own, or rows that must follow its own, are read again in the
//     same load, so that what counts is what one load of all exports would give.
package ingest
