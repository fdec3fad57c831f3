package tree

import (
	"errors"
	"fmt"
	"strings"
)

// Why a model text is refused. Each *TextError wraps one of them.
var (
	// ErrForeign means that the text is not a LightGBM model at all.
	ErrForeign = errors.New("not a LightGBM model text; save one with Booster.save_model")
	// ErrDamaged means that the text contradicts itself or ends too soon.
	ErrDamaged = errors.New("the model text is cut, edited or damaged; save or fetch it again")
	// ErrVersion means that the text has a version other than v3 and v4.
	ErrVersion = errors.New("this version of the model text is not known; load and save it with LightGBM 4")
	// ErrUnsupported means a sound model of a kind that is not supported here.
	ErrUnsupported = errors.New("models of this kind are not supported")
)

// TextError says where a model text is wrong, and what is wrong with it.
type TextError struct {
	// Line counts from 1. It is one past the last line where the text ends too soon.
	Line int
	// What names the field, its value and what was expected.
	What string
	// Err is ErrForeign, ErrDamaged, ErrVersion or ErrUnsupported, or the error of
	// the reader.
	Err error
}

// Error gives line, value, cause and remedy.
func (e *TextError) Error() string {
	return fmt.Sprintf("reading model.txt: line %d: %s: %v", e.Line, e.What, e.Err)
}

// Unwrap gives the cause.
func (e *TextError) Unwrap() error { return e.Err }

// textError builds a *TextError.
func textError(line int, cause error, format string, args ...any) *TextError {
	return &TextError{Line: line, What: fmt.Sprintf(format, args...), Err: cause}
}

// short quotes a value of the text so that an error stays readable.
func short(s string) string {
	const most = 48
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
