package lake

import "predict/data/columnar"

// CustomerColumn is the name of the first column of every part: the int32 code
// of the customer within the bucket.
const CustomerColumn = "customer"

// Load is an open load. Different goroutines may use it at the same time for
// different buckets. One load may be open at a time; the caller holds the lock.
type Load struct{}

// Begin opens a load, removing what an earlier load left unfinished. buckets is
// the number of buckets of a new lake, a power of two from 1 to 4096; a lake
// that has buckets keeps its own.
func (l *Lake) Begin(buckets int) (*Load, error) { return nil, errTodo }

// Number returns the number of the load, from 1.
func (x *Load) Number() int { return 0 }

// Buckets returns the number of buckets.
func (x *Load) Buckets() int { return 0 }

// Customers returns the customers of a bucket, the same index at every call.
// Earlier loads are read at the first call.
func (x *Load) Customers(bucket int) (*CustomerIndex, error) { return nil, errTodo }

// Symbols returns the symbols of a column, the same index at every call.
func (x *Load) Symbols(table, column string) (*SymbolIndex, error) { return nil, errTodo }

// WritePart writes the n rows of a table and bucket; it may be called once for
// each. The first column is CustomerColumn, sorted; the others are columns of
// the table's contract in any order, in the slice that their kind needs: I64
// for Time, Money and Key, F64 for Number, I32 for the rest (Name and the slice
// are enough, Type is set here). A part without rows is not written. Rows of an
// unkeyed table go to bucket 0 with customer 0.
func (x *Load) WritePart(table string, bucket int, cols []columnar.Column, n int) error {
	return errTodo
}

// Overlapping returns the rows of earlier loads whose OrderBy value lies in
// [first, last], the customer first, then the columns that any of those loads
// has, in the order of the contract, sorted like a part. It returns nil, and
// reads next to nothing, where no load overlaps. For a table without OrderBy
// all rows are returned.
func (x *Load) Overlapping(table string, bucket int, first, last int64) ([]columnar.Column, error) {
	return nil, errTodo
}

// Commit makes the load part of the lake, with the exports that it read. After
// an error, or a crash at any moment, the lake is as it was before the load or
// as after it, never between.
func (x *Load) Commit(files []FileEntry) error { return errTodo }

// Abort removes what the load has written. It does nothing after Commit.
func (x *Load) Abort() error { return errTodo }
