package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	duck "github.com/duckdb/duckdb-go/v2"
)

// Engine is an embedded DuckDB, in memory and locked down: it reads and writes
// no files, loads no extensions and lets nobody change that. It is safe for
// concurrent use; each Program belongs to one goroutine at a time.
type Engine struct {
	db      *sql.DB
	options options

	mu       sync.Mutex
	programs map[int64]*Program // those that can be evaluated, by number
	last     int64
}

// Option changes how an Engine is opened.
type Option func(*options)

type options struct {
	threads  int
	memoryMB int
}

// Threads sets how many threads one query of the engine may use. The default
// is 1: callers run a Program per goroutine instead.
func Threads(n int) Option { return func(o *options) { o.threads = max(n, 1) } }

// MemoryMB bounds the memory of the engine, in MiB; the default is 1024.
func MemoryMB(n int) Option { return func(o *options) { o.memoryMB = max(n, 64) } }

// Open starts an engine. Close it after use.
func Open(opts ...Option) (*Engine, error) {
	o := options{threads: 1, memoryMB: 1024}
	for _, opt := range opts {
		opt(&o)
	}
	if err := checkHandles(); err != nil {
		return nil, fmt.Errorf("opening duckdb: %w", err)
	}
	db, err := openDB()
	if err != nil {
		return nil, fmt.Errorf("opening duckdb: %w", err)
	}
	e := &Engine{db: db, options: o, programs: map[int64]*Program{}}
	if err := e.prepare(context.Background()); err != nil {
		return nil, fmt.Errorf("opening duckdb: %w", closeAfter(err, db))
	}
	return e, nil
}

// openDB opens a database in memory.
func openDB() (*sql.DB, error) {
	connector, err := duck.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// prepare registers the table function that feeds rows to expressions and
// locks the configuration.
func (e *Engine) prepare(ctx context.Context) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := e.registerRows(conn); err != nil {
		return err
	}
	return lockDown(ctx, conn, e.options, nil)
}

// lockDown sets the limits of a database, allows it the files of allowed and
// no others, and locks the configuration.
func lockDown(ctx context.Context, conn *sql.Conn, o options, allowed []string) error {
	statements := []string{
		fmt.Sprintf("set threads = %d", o.threads),
		fmt.Sprintf("set memory_limit = '%dMiB'", o.memoryMB),
		"set temp_directory = ''",
		"set TimeZone = 'UTC'",
		"set preserve_insertion_order = true",
		"set autoinstall_known_extensions = false",
		"set autoload_known_extensions = false",
		"set allow_community_extensions = false",
		"set allow_persistent_secrets = false",
		// Taken out of a try or of a branch, a common part would raise the very
		// error that it is there to contain.
		"set disabled_optimizers = 'common_subexpressions'",
		"set allowed_paths = " + listLiteral(allowed),
		"set enable_external_access = false",
		"set lock_configuration = true",
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("locking down: %s: %w", s, err)
		}
	}
	return nil
}

// Close frees the engine. Programs of it must not be used afterwards.
func (e *Engine) Close() error { return e.db.Close() }

// closeAfter closes c after err has happened and returns err.
func closeAfter(err error, c interface{ Close() error }) error {
	c.Close()
	return err
}

// textLiteral writes s as an SQL text.
func textLiteral(s string) string {
	out := make([]byte, 0, len(s)+2)
	out = append(out, '\'')
	for i := range len(s) {
		if s[i] == '\'' {
			out = append(out, '\'')
		}
		out = append(out, s[i])
	}
	return string(append(out, '\''))
}

// identifier writes s as a quoted SQL name.
func identifier(s string) string {
	out := make([]byte, 0, len(s)+2)
	out = append(out, '"')
	for i := range len(s) {
		if s[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, s[i])
	}
	return string(append(out, '"'))
}

// listLiteral writes texts as an SQL list.
func listLiteral(texts []string) string {
	out := "["
	for i, t := range texts {
		if i > 0 {
			out += ", "
		}
		out += textLiteral(t)
	}
	return out + "]"
}
