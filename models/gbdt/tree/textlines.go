package tree

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// field is a line key=value.
type field struct {
	key, value string
	line       int
}

// damaged is an error about the field's value.
func (f field) damaged(format string, args ...any) error {
	e := textError(f.line, ErrDamaged, format, args...)
	e.What = f.key + "=" + short(f.value) + ": " + e.What
	return e
}

// refused is an error about a value that is sound but not supported.
func (f field) refused(remedy string) error {
	return textError(f.line, ErrUnsupported, "%s=%s: %s", f.key, short(f.value), remedy)
}

// integer reads the whole value as an integer of at least low.
func (f field) integer(low int) (int, error) {
	v, err := strconv.Atoi(f.value)
	if err != nil || v < low {
		return 0, f.damaged("expected an integer of at least %d", low)
	}
	return v, nil
}

// number reads the whole value as a float that is finite.
func (f field) number() (float64, error) {
	v, ok := parseFloat(f.value, 64)
	if !ok || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, f.damaged("expected a finite number")
	}
	return v, nil
}

// each calls set for the n values of a list, which stand one blank apart.
func (f field) each(n int, set func(i int, s string) bool) error {
	found := 0
	if f.value != "" {
		found = 1 + strings.Count(f.value, " ")
	}
	if found != n {
		return f.damaged("expected %d values, found %d", n, found)
	}
	rest := f.value
	for i := range n {
		var s string
		s, rest, _ = strings.Cut(rest, " ")
		if !set(i, s) {
			return f.damaged("value %d of %d: %s is not what belongs here", i+1, n, short(s))
		}
	}
	return nil
}

// holds reports whether a list of n values can fit the text of the field. Asked
// before memory is taken, it keeps memory in proportion to the text.
func (f field) holds(n int) bool { return n <= (len(f.value)+1)/2 }

// parseFloat reads what %g of C writes: nothing hexadecimal, no underscores.
func parseFloat(s string, bits int) (float64, bool) {
	for i := range len(s) {
		if !strings.Contains("0123456789+-.einfa", s[i:i+1]) {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, bits)
	return v, err == nil
}

// lines walks through the text line by line.
type lines struct {
	text string
	at   int // byte of the next line
	line int // number of the next line, from 1
}

// next gives the next line without its end. It reports false at the end of the
// text.
func (l *lines) next() (string, bool) {
	if l.at >= len(l.text) {
		return "", false
	}
	s, _, _ := strings.Cut(l.text[l.at:], "\n")
	l.at = min(l.at+len(s)+1, len(l.text))
	l.line++
	return s, true
}

// fields reads lines key=value, or key alone where bare allows it, up to an empty
// line. Each key is one of those known, and stands there once.
func (l *lines) fields(known []string, bare string) (fields, error) {
	all := make(fields, 0, len(known))
	for {
		at := l.line
		s, ok := l.next()
		if !ok {
			return nil, textError(at, ErrDamaged, "the text ends, expected an empty line")
		}
		if s == "" {
			return all, nil
		}
		key, value, found := strings.Cut(s, "=")
		switch {
		case !found && s != bare:
			return nil, textError(at, ErrDamaged, "%s: expected key=value", short(s))
		case !slices.Contains(known, key):
			return nil, textError(at, ErrUnsupported, "the key %s is not known", short(key))
		}
		if _, twice := all.get(key); twice {
			return nil, textError(at, ErrDamaged, "%s stands there twice", key)
		}
		all = append(all, field{key, value, at})
	}
}

// fields are the lines of a section, a few dozen at most.
type fields []field

func (f fields) get(key string) (field, bool) {
	i := slices.IndexFunc(f, func(one field) bool { return one.key == key })
	if i < 0 {
		return field{}, false
	}
	return f[i], true
}

// need is get for a key that must be there; line says where the section begins.
func (f fields) need(key string, line int) (field, error) {
	one, ok := f.get(key)
	if !ok {
		return one, textError(line, ErrDamaged, "the line %s= is missing in the section that begins here", key)
	}
	return one, nil
}
