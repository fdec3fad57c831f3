package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"
)

// mostAttempts is how often a delivery is tried, as long as there is time.
const mostAttempts = 5

// Deliver puts a list into the table, makes or migrates what is missing there,
// and takes out the list of the same date and those that are too old. It tries
// again what another attempt may heal. The error is an *Error; the table is then
// as it was, unless the answer to the last word was lost: delivering again finds
// out.
func Deliver(ctx context.Context, o Options, l List) (Result, error) {
	t, err := newTarget(o)
	if err != nil {
		return Result{}, err
	}
	if l.Columns, err = columns(l); err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	attempts := 0
	result, err := backoff.Retry(ctx, func() (Result, error) {
		attempts++
		r, err := t.attempt(ctx, l)
		var e *Error
		if err != nil && (!errors.As(err, &e) || !e.again) {
			err = backoff.Permanent(err)
		}
		return r, err
	}, backoff.WithMaxTries(mostAttempts), backoff.WithMaxElapsedTime(t.options.Timeout))
	result.Server, result.Attempts = t.server, attempts
	var permanent *backoff.PermanentError
	if errors.As(err, &permanent) {
		err = permanent.Unwrap()
	}
	return result, t.wrap(ctx, "delivering the list", err)
}

// newTarget reads the connection. Nothing of it is in the error: what cannot be
// read may hold the password anywhere.
func newTarget(o Options) (*target, error) {
	o = o.withDefaults()
	config, err := pgx.ParseConfig(o.URL)
	if err != nil || strings.TrimSpace(o.URL) == "" {
		return nil, &Error{
			Kind: ErrURL, Step: "reading the connection", Text: "it is not understood",
			Remedy: "write it as postgres://user:password@host:5432/database; of special characters in the password write the code, such as %40 for @",
		}
	}
	// No prepared statements: poolers between here and the server lose them.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.RuntimeParams["application_name"] = applicationName(o.Program)
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	server := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	if strings.HasPrefix(config.Host, "/") {
		server = config.Host
	}
	return &target{options: o, config: config, server: server + ", database " + config.Database, password: config.Password}, nil
}

// applicationName is the program as the server's list of sessions shows it.
func applicationName(program string) string {
	if program == "" {
		return "predict"
	}
	return program
}

// columns are those of a list with the id of the run, checked.
func columns(l List) ([]Column, error) {
	seen := map[string]bool{}
	for _, c := range l.Columns {
		if seen[c.Name] || !isIdentifier(c.Name) {
			return nil, &Error{Step: "reading the list", Text: fmt.Sprintf("the column %q is there twice or has no name that a table can have", c.Name)}
		}
		seen[c.Name] = true
	}
	return l.Columns, nil
}

// attempt delivers once.
func (t *target) attempt(ctx context.Context, l List) (Result, error) {
	conn, err := pgx.ConnectConfig(ctx, t.config)
	if err != nil {
		return Result{}, t.wrap(ctx, "connecting", err)
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing) // all that counts is committed
	}()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return Result{}, t.wrap(ctx, "beginning", err)
	}
	d := &delivery{target: t, tx: tx, list: l}
	if err := d.run(ctx); err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx)) // closing the connection does the same
		return Result{}, err
	}
	if err := tx.Commit(ctx); err != nil {
		return Result{}, t.wrap(ctx, "committing", err)
	}
	if d.result.Rows > 0 || len(d.result.Removed) > 0 {
		d.clean(ctx, conn)
	}
	return d.result, nil
}
