package columnar

import (
	"errors"
	"io"
)

var errTodo = errors.New("columnar: not written yet")

// Options say how a file is written.
type Options struct {
	// Metadata are texts kept in the file, such as the hash of a schema.
	Metadata map[string]string
	// Workers is how many columns of a row group are encoded at once; zero means
	// one. The bytes do not depend on it.
	Workers int
	// Sync makes Close wait until the file is on disk.
	Sync bool
}

// Writer writes one file, a row group at a time.
type Writer struct{}

// Create starts a file at path, replacing one that is there, readable by its
// owner only. After an error the caller removes the file.
func Create(path string, fields []Field, opts Options) (*Writer, error) { return nil, errTodo }

// NewWriter starts a file on w.
func NewWriter(w io.Writer, fields []Field, opts Options) (*Writer, error) { return nil, errTodo }

// WriteRowGroup writes the columns, which are in the order of the fields and of
// equal length. About a million rows make a good row group. The slices are not
// kept.
func (w *Writer) WriteRowGroup(cols []Column) error { return errTodo }

// Close writes the footer and closes a file that Create opened.
func (w *Writer) Close() error { return errTodo }

// Size returns the number of bytes written so far.
func (w *Writer) Size() int64 { return 0 }

// Sum64 returns the xxHash of the bytes written so far.
func (w *Writer) Sum64() uint64 { return 0 }
