package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"

	duck "github.com/duckdb/duckdb-go/v2"
)

// Expression is a named SQL expression over the columns of an export.
type Expression struct{ Name, SQL string }

// Kind is what the texts of a result stand for.
type Kind uint8

// The kinds of results.
const (
	// Text is text as it is; numbers in it have the decimal mark of the export.
	Text Kind = iota
	// Number is a number with a decimal point, whatever the export's mark is.
	Number
	// Time is a date or a time in ISO form; with a zone it ends in +00.
	Time
	// Flag is true or false.
	Flag
)

// Program is a set of checked expressions, ready to be evaluated. It holds a
// connection of its engine and belongs to one goroutine at a time.
type Program struct {
	engine  *Engine
	conn    *sql.Conn
	id      int64
	exprs   []Expression
	decimal byte

	inputs []string
	feeds  []feed    // columns of the table the expressions run on
	uses   [][]int32 // per expression, its feeds
	kinds  []Kind

	lenient      string      // the query that evaluates each row by itself
	wide, narrow driver.Stmt // those that evaluate all at once; narrow may be nil

	batch batch
	bad   []int32
}

// Compile checks the expressions against the columns of the export. decimal is
// the decimal mark of the export's numbers, '.' or ','.
//
// An expression may use columns (by their names, in double quotes where they
// are no plain words), constants, + - * / % ||, comparisons, like, in, between,
// is null, and, or, not, case, casts and the usual functions on texts, numbers
// and dates. A column is read as a number where it is an operand of arithmetic
// or an argument of a numeric function, where it is compared with a number, and
// where it is one of the alternatives of case or coalesce of which another is a
// number; everywhere else it is text. That depends on the expression alone,
// never on the data. Numbers are exact: up to 19 digits before the decimal mark
// and 9 behind it. Empty texts are null.
//
// The error joins a *Problem for everything that is wrong.
func (e *Engine) Compile(ctx context.Context, exprs []Expression, columns []string, decimal byte) (*Program, error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("compiling expressions: %w", err)
	}
	p := &Program{engine: e, conn: conn, exprs: slices.Clone(exprs), decimal: decimal}
	if err := p.compile(ctx, columns); err != nil {
		return nil, closeAfter(err, p)
	}
	return p, nil
}

// compile fills the program in.
func (p *Program) compile(ctx context.Context, columns []string) error {
	trees := make([]node, len(p.exprs))
	var problems []error
	for i, x := range p.exprs {
		tree, err := parse(ctx, p.conn, x)
		if err != nil {
			problems = append(problems, hinted(err, x, columns))
			continue
		}
		g := gate{expression: x, columns: columns}
		if g.check(tree); len(g.problems) > 0 {
			g.problems[0] = hinted(g.problems[0], x, columns)
		}
		problems = append(problems, g.problems...)
		trees[i] = tree
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	p.findFeeds(trees)
	p.register()
	return p.prepare(ctx, trees)
}

// hinted adds to a problem the column whose name the whole expression is much
// like: Customer Id, where the column is Customer ID.
func hinted(err error, x Expression, columns []string) error {
	var p *Problem
	if hint := didYouMean(strings.TrimSpace(x.SQL), columns); hint != "" && errors.As(err, &p) && !strings.Contains(p.Text, hint) {
		p.Text += hint
	}
	return err
}

// findFeeds lists the columns that the expressions use, in the order of their
// first use.
func (p *Program) findFeeds(trees []node) {
	index := func(column string) int {
		if i := slices.Index(p.inputs, column); i >= 0 {
			return i
		}
		p.inputs = append(p.inputs, column)
		return len(p.inputs) - 1
	}
	p.uses = make([][]int32, len(trees))
	for i, tree := range trees {
		t := typer{decimal: p.decimal, feeds: map[feed]bool{}, inputs: index}
		t.rewrite(tree, text)
		used := make([]feed, 0, len(t.feeds))
		for f := range t.feeds {
			used = append(used, f)
		}
		slices.SortFunc(used, compareFeeds)
		for _, f := range used {
			at := slices.Index(p.feeds, f)
			if at < 0 {
				p.feeds = append(p.feeds, f)
				at = len(p.feeds) - 1
			}
			p.uses[i] = append(p.uses[i], int32(at))
		}
	}
}

// compareFeeds puts numbers first, then orders by input.
func compareFeeds(a, b feed) int {
	if a.number != b.number {
		if a.number {
			return -1
		}
		return 1
	}
	return a.input - b.input
}

// register makes the program known to the table function that feeds it.
func (p *Program) register() {
	e := p.engine
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last++
	p.id = e.last
	e.programs[p.id] = p
}

// prepare writes the queries, finds the kinds of the results and tries the
// expressions on a row of nulls: what fails there fails on any data.
func (p *Program) prepare(ctx context.Context, trees []node) error {
	var plain, asText, tried []string
	var problems []error
	for i, tree := range trees {
		strictSQL, lenientSQL, err := p.write(ctx, tree)
		if err == nil {
			err = p.try(ctx, "select "+strictSQL+" from "+p.source(wide))
		}
		if err != nil {
			problems = append(problems, p.exprs[i].problem(-1, "%s", engineMessage(err)))
			continue
		}
		plain = append(plain, strictSQL)
		asText = append(asText, "cast("+strictSQL+" as varchar)")
		tried = append(tried, "try([cast("+lenientSQL+" as varchar)])")
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	p.lenient = "select " + strings.Join(tried, ", ") + " from " + p.source(lenient)
	exact := !slices.ContainsFunc(trees, func(n node) bool { return !exactOnly(n) })
	return p.conn.Raw(func(c any) error { return p.prepareStatements(ctx, c.(*duck.Conn), plain, asText, exact) })
}

// write returns the SQL of an expression over the feeds, strict and lenient.
func (p *Program) write(ctx context.Context, tree node) (strict, lenient string, err error) {
	index := func(column string) int { return slices.Index(p.inputs, column) }
	for _, l := range []bool{false, true} {
		t := typer{decimal: p.decimal, feeds: map[feed]bool{}, inputs: index, lenient: l}
		out, err := toSQL(ctx, p.conn, t.rewrite(tree, text))
		if err != nil {
			return "", "", err
		}
		if l {
			lenient = out
		} else {
			strict = out
		}
	}
	return strict, lenient, nil
}

// source is the table that the expressions run on.
func (p *Program) source(m mode) string {
	return fmt.Sprintf("%s(%d, %d)", rowsFunction, p.id, m)
}

// try evaluates a query on a row of nulls.
func (p *Program) try(ctx context.Context, query string) error {
	p.batch = batch{n: 1, empty: true}
	rows, err := p.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// prepareStatements prepares the queries and looks the kinds of results up.
// exact says that narrow numbers may be tried.
func (p *Program) prepareStatements(ctx context.Context, c *duck.Conn, plain, asText []string, exact bool) error {
	typed, err := c.PrepareContext(ctx, "select "+strings.Join(plain, ", ")+" from "+p.source(wide))
	if err != nil {
		return fmt.Errorf("preparing expressions: %w", err)
	}
	defer typed.Close()
	for i := range plain {
		t, err := typed.(*duck.Stmt).ColumnType(i)
		if err != nil {
			return fmt.Errorf("preparing expressions: %w", err)
		}
		p.kinds = append(p.kinds, kindOfType(t))
	}
	query := "select " + strings.Join(asText, ", ") + " from "
	if p.wide, err = c.PrepareContext(ctx, query+p.source(wide)); err != nil {
		return fmt.Errorf("preparing expressions: %w", err)
	}
	if exact && slices.ContainsFunc(p.feeds, func(f feed) bool { return f.number }) {
		// An error means no more than that narrow numbers do not do.
		if s, err := c.PrepareContext(ctx, query+p.source(narrow)); err == nil {
			p.narrow = s
		}
	}
	return nil
}

// kindOfType returns the kind of results of a type of the engine.
func kindOfType(t duck.Type) Kind {
	switch t {
	case duck.TYPE_BOOLEAN:
		return Flag
	case duck.TYPE_DATE, duck.TYPE_TIMESTAMP, duck.TYPE_TIMESTAMP_TZ, duck.TYPE_TIMESTAMP_S, duck.TYPE_TIMESTAMP_MS, duck.TYPE_TIMESTAMP_NS:
		return Time
	case duck.TYPE_TINYINT, duck.TYPE_SMALLINT, duck.TYPE_INTEGER, duck.TYPE_BIGINT, duck.TYPE_HUGEINT,
		duck.TYPE_UTINYINT, duck.TYPE_USMALLINT, duck.TYPE_UINTEGER, duck.TYPE_UBIGINT, duck.TYPE_UHUGEINT,
		duck.TYPE_FLOAT, duck.TYPE_DOUBLE, duck.TYPE_DECIMAL:
		return Number
	}
	return Text
}

// Inputs returns the columns that the expressions use, in the spelling of the
// export: the order in which Eval takes them.
func (p *Program) Inputs() []string { return slices.Clone(p.inputs) }

// Kinds returns what the results of each expression stand for.
func (p *Program) Kinds() []Kind { return slices.Clone(p.kinds) }

// Close frees what the program holds.
func (p *Program) Close() error {
	p.engine.mu.Lock()
	delete(p.engine.programs, p.id)
	p.engine.mu.Unlock()
	for _, s := range []driver.Stmt{p.wide, p.narrow} {
		if s != nil {
			s.Close()
		}
	}
	p.wide, p.narrow = nil, nil
	return p.conn.Close()
}

// shortened is an error of the engine without its advice, which is for those
// who can change the query or the settings.
type shortened struct{ error }

// Error returns the message of the engine.
func (s shortened) Error() string { return engineMessage(s.error) }

// Unwrap returns the error of the engine.
func (s shortened) Unwrap() error { return s.error }

// engineMessage takes the first part of an error of the engine, without the
// query that the user did not write and the list of remedies.
func engineMessage(err error) string {
	message := err.Error()
	for _, end := range []string{"\n\nLINE ", "\nDatabase is launched", "\n\nPossible solutions"} {
		if i := strings.Index(message, end); i >= 0 {
			message = message[:i]
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(message), "\n", " ")
}
