package lake

import (
	"context"
	"errors"
)

var errTodo = errors.New("lake: not written yet")

// FileEntry describes an export that was loaded.
type FileEntry struct {
	Table   string `json:"table"`
	Path    string `json:"path"`
	Size    int64  `json:"size"`     // bytes
	ModTime int64  `json:"mod_time"` // nanoseconds since 1970 UTC
	SHA256  string `json:"sha256"`   // of the bytes of the export, hexadecimal
	// Rows of the export by what became of them; Read is the sum of the others.
	Read        int64 `json:"read"`
	Kept        int64 `json:"kept"`
	Duplicates  int64 `json:"duplicates"`
	OutOfScope  int64 `json:"out_of_scope"`
	Quarantined int64 `json:"quarantined"`
	// Load is the number of the load, from 1; Commit fills it in.
	Load int `json:"load"`
	// Note is for the loader: what it must know to skip or check the file again.
	Note string `json:"note,omitempty"`
}

// Lake is the committed state of a lake. It does not change; open it again
// after a commit. It is safe for concurrent use.
type Lake struct{}

// Open reads the lake in dir. A folder that is absent or empty is an empty
// lake; a damaged lake is an error that says what is wrong.
func Open(dir string) (*Lake, error) { return nil, errTodo }

// Buckets returns the number of buckets, a power of two; 0 for an empty lake.
func (l *Lake) Buckets() int { return 0 }

// AutoBuckets returns the number of buckets for exports of so many bytes: one
// for each 64 MiB, rounded up to a power of two, from 4 to 256.
func AutoBuckets(exportBytes int64) int { return 4 }

// BucketOf returns the bucket of a key among so many buckets.
func BucketOf(key uint64, buckets int) int { return 0 }

// Tables returns the names of the tables that have rows, sorted.
func (l *Lake) Tables() []string { return nil }

// Rows returns the number of rows of a table.
func (l *Lake) Rows(table string) int64 { return 0 }

// Customers returns the number of customers.
func (l *Lake) Customers() int64 { return 0 }

// Span returns the first and last value of the table's OrderBy column,
// microseconds UTC; ok is false where there is none.
func (l *Lake) Span(table string) (first, last int64, ok bool) { return 0, 0, false }

// Fingerprint returns a hash in hexadecimal that changes if and only if the
// committed rows, customers or symbols do.
func (l *Lake) Fingerprint() string { return "" }

// Files returns the exports that were loaded, in the order of the loads. The
// caller owns the slice.
func (l *Lake) Files() []FileEntry { return nil }

// Columns returns the columns of a table that exist in any load, in the order
// of its contract, without the customer.
func (l *Lake) Columns(table string) []string { return nil }

// Symbols returns the texts of a Symbol column by code.
func (l *Lake) Symbols(table, column string) ([]string, error) { return nil, errTodo }

// Loads returns the number of committed loads.
func (l *Lake) Loads() int { return 0 }

// Bucket is the rows of some customers as columns.
type Bucket struct {
	// IDs and Keys are the customers, ordered by key, then id: one bucket after
	// the other gives one order, whatever the number of buckets.
	IDs  []string
	Keys []uint64
	// Tables are the rows by table; tables without rows in the lake are absent.
	Tables map[string]*Rows
}

// Rows are rows of one table, grouped by customer. The rows of customer i are
// Start[i] to Start[i+1], ordered by the table's OrderBy column, ties by the
// columns that were read, in the order of the contract, as stored. Rows of a
// table without OrderBy are in the order of the loads. A column that no load
// has is absent; one that some loads lack holds its missing value there.
type Rows struct {
	Start []int32 // len(IDs)+1
	I64   map[string][]int64
	I32   map[string][]int32
	F64   map[string][]float64
}

// ReadBucket reads a bucket. want names the columns by table: a nil map stands
// for all tables, a nil slice for all columns. The result uses the memory of
// reuse, which may be nil and must not be used after; ids do not share it.
func (l *Lake) ReadBucket(ctx context.Context, bucket int, want map[string][]string, reuse *Bucket) (*Bucket, error) {
	return nil, errTodo
}

// ReadUnkeyed reads all rows of a table whose rows belong to no customer,
// ordered like the rows of one customer. It returns nil where there are none.
func (l *Lake) ReadUnkeyed(ctx context.Context, table string) (*Rows, error) { return nil, errTodo }
