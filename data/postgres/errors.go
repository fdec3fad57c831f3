package postgres

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The kinds of errors that someone can do something about.
var (
	// ErrURL: the connection string cannot be read.
	ErrURL = errors.New("the connection is not understood")
	// ErrUnreachable: no server answers, or it does not let this user in.
	ErrUnreachable = errors.New("the database cannot be reached")
	// ErrDenied: the user may not do what is needed.
	ErrDenied = errors.New("a right is missing")
	// ErrBusy: another session holds a lock for too long.
	ErrBusy = errors.New("the table is in use")
	// ErrForeign: a table of that name is not one of this package, or has columns
	// of other types, or was made by a newer version.
	ErrForeign = errors.New("the table does not fit")
	// ErrTimeout: the time was over.
	ErrTimeout = errors.New("the time was over")
)

// Error is an error of a delivery. It holds no password: the error of the driver
// is not in it, because that one holds the whole connection.
type Error struct {
	// Kind is one of the kinds above, or nil.
	Kind error
	// Server is the host, port and database; empty where they are not known.
	Server string
	// Step says what was being done, as a gerund.
	Step string
	// Text says what went wrong, Remedy what to do.
	Text, Remedy string

	again bool  // another attempt may do
	cause error // of a context, else nil
}

// Error gives step, server, text and remedy.
func (e *Error) Error() string {
	text := "postgres: " + e.Step
	if e.Server != "" {
		text += " (" + e.Server + ")"
	}
	text += ": " + e.Text
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Unwrap gives the kind and, where the run was interrupted, why.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// target is where a delivery goes, and what its errors must not show.
type target struct {
	options  Options
	config   *pgx.ConnConfig
	server   string
	password string
}

// wrap makes an *Error of what went wrong at a step.
func (t *target) wrap(ctx context.Context, step string, err error) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	e := &Error{Server: t.server, Step: step, Text: t.redact(lastText(err))}
	var answer *pgconn.PgError
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		e.cause, e.Text = context.Canceled, "interrupted"
	case ctx.Err() != nil:
		e.Kind, e.Text = ErrTimeout, "it took longer than "+t.options.Timeout.String()
		e.Remedy = "look for what slows the database down, or raise deliver.postgres.timeout_seconds"
	case errors.As(err, &answer):
		e.Text = t.redact(answer.Message + " (" + answer.Code + ")")
		e.judge(answer.Code)
	default: // the network
		e.Kind, e.again = ErrUnreachable, true
		e.Remedy = "see whether the server is up and lets this machine in; the next run delivers"
	}
	return e
}

// judge says what the code of a server's answer means.
func (e *Error) judge(code string) {
	class := code[:min(2, len(code))]
	switch {
	case code == "55P03", code == "40P01":
		e.Kind, e.again = ErrBusy, true
		e.Remedy = "another delivery, or a change of the table, is at work; the next run delivers"
	case code == "57014":
		e.Kind = ErrTimeout
		e.Remedy = "look for what slows the database down, or raise deliver.postgres.timeout_seconds"
	case code == "42501":
		e.Kind = ErrDenied
		e.Remedy = "grant this user create on the schema, and let it own the tables there: docs/delivery.md"
	case class == "28":
		e.Kind = ErrUnreachable
		e.Remedy = "correct user and password in the connection, or pg_hba.conf on the server"
	case class == "3D":
		e.Kind = ErrUnreachable
		e.Remedy = "create the database, or name another in the connection"
	case class == "53", class == "57", class == "08", class == "40", code == "25006":
		e.Kind, e.again = ErrUnreachable, true
		e.Remedy = "see the server's log; the next run delivers"
	case class == "42", class == "2B":
		e.Kind = ErrForeign
		e.Remedy = "see what else uses this schema, or name another with deliver.postgres.schema"
	}
}

// lastText is the text of the innermost error: those around it repeat the
// connection.
func lastText(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Error()
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// redact takes the password out of a text, whoever put it there.
func (t *target) redact(text string) string {
	if len(t.password) < 3 { // would take half of any text away; and is none
		return text
	}
	return strings.ReplaceAll(text, t.password, "(hidden)")
}
