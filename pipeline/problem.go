package pipeline

import (
	"errors"
	"strings"
)

// The kinds of problems that commands turn into exit codes.
var (
	// ErrData: the exports, or what they hold, do not suffice or do not fit.
	ErrData = errors.New("the data do not fit")
	// ErrGate: no model that may be used could be trained.
	ErrGate = errors.New("no usable model")
	// ErrGuard: the list or what it was made of looks wrong, and yesterday's stays.
	ErrGuard = errors.New("the list is not published")
	// ErrConfig: the config does not fit what was done before.
	ErrConfig = errors.New("the config does not fit")
	// ErrLocked: another run is using the state folder.
	ErrLocked = errors.New("the state folder is in use")
)

// Problem is an error that a user can do something about.
type Problem struct {
	Kind   error  // ErrData, ErrGate, ErrGuard, ErrConfig or ErrLocked
	Text   string // what is wrong
	Remedy string // what to do
	Cause  error  // may be nil
}

// Error gives text, cause and remedy.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Text)
	if p.Cause != nil {
		b.WriteString(": " + p.Cause.Error())
	}
	if p.Remedy != "" {
		b.WriteString("; " + p.Remedy)
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (p *Problem) Unwrap() []error {
	if p.Cause == nil {
		return []error{p.Kind}
	}
	return []error{p.Kind, p.Cause}
}
