package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// mostBytes is the size up to which a file is taken for a config.
const mostBytes = 1 << 20

// Load reads and checks a config file. Where the file holds mistakes the error
// is an *Error with all of them.
func Load(path string) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configs: reading the config: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("configs: reading the config: %w", err)
	}
	return Parse(path, text, os.LookupEnv)
}

// Parse decodes text strictly over the defaults and checks it. Name is the
// file's path: it stands in problems, and relative paths start at its folder.
// LookupEnv gives the variables of paths; nil has none. The error is an *Error.
func Parse(name string, text []byte, lookupEnv func(string) (string, bool)) (*Config, error) {
	if lookupEnv == nil {
		lookupEnv = func(string) (string, bool) { return "", false }
	}
	root, problem := document(text)
	if problem != nil {
		return nil, problemsError(place([]Problem{*problem}, name, text, nil))
	}
	all := rules()
	c := Default()
	d := &decoder{marks: map[string]mark{}, rules: all}
	d.value(path{}, root, reflect.ValueOf(&c).Elem())
	if _, ok := d.marks["version"]; !ok && root.Kind == yaml.MappingNode && d.nodes <= mostNodes {
		d.problems = append(d.problems, Problem{
			Key: "version", Line: 1, Column: 1,
			Text: "is missing", Allowed: fmt.Sprintf("version: %d", Version),
		})
	}
	c.Place = Place{Folder: filepath.Dir(name), Variables: variables(c, lookupEnv), Secrets: secrets(c, lookupEnv)}
	if root.Kind == yaml.MappingNode && d.nodes <= mostNodes {
		d.merge(check(c, all))
	}
	if err := problemsError(place(d.problems, name, text, d.marks)); err != nil {
		return nil, err
	}
	return &c, nil
}

// merge adds problems of the decoded config, except where the decoding has
// found one at the same key or above it: what stands there is the default.
func (d *decoder) merge(found []Problem) {
	wrong := map[string]bool{}
	for _, p := range d.problems {
		wrong[p.Key] = true
	}
	for _, p := range found {
		covered := false
		for key := p.Key; key != "" && !covered; key = parent(key) {
			covered = wrong[key]
		}
		if !covered {
			d.problems = append(d.problems, p)
		}
	}
}

// place adds to each problem its file, line and source, from the nearest key
// that the file has.
func place(list []Problem, name string, text []byte, marks map[string]mark) []Problem {
	lines := strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	secret := secretLines(marks)
	for i := range list {
		p := &list[i]
		p.File = name
		for key := p.Key; p.Line == 0 && key != ""; key = parent(key) {
			m, ok := marks[key]
			if !ok {
				continue
			}
			n := m.value
			if m.key != nil && (p.Value == "" || key != p.Key) {
				n = m.key
			}
			p.Line, p.Column, p.Width = n.Line, n.Column, width(n)
		}
		if p.Line > 0 && p.Line <= len(lines) {
			p.Source = masked(strings.TrimRight(strings.ToValidUTF8(lines[p.Line-1], "\ufffd"), "\r"))
			if secret[p.Line] {
				p.Source = ""
			}
		}
	}
	return list
}

// document returns the root of the one document that text must be.
func document(text []byte) (*yaml.Node, *Problem) {
	if len(text) > mostBytes {
		return nil, &Problem{Text: fmt.Sprintf("is larger than %d bytes; is it a config?", mostBytes)}
	}
	if line, column := notUTF8(text); line > 0 {
		return nil, &Problem{Line: line, Column: column, Text: "holds a byte that is not UTF-8", Allowed: "a file saved as UTF-8"}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, syntax(err)
	}
	var doc, second yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil, &Problem{Text: "is empty", Allowed: fmt.Sprintf("a config that begins with version: %d", Version)}
	} else if err != nil {
		return nil, syntax(err)
	}
	if len(doc.Content) == 0 {
		return nil, &Problem{Text: "is empty", Allowed: fmt.Sprintf("a config that begins with version: %d", Version)}
	}
	if err := loader.Load(&second); err == nil {
		return nil, &Problem{Line: second.Line, Column: second.Column, Text: "begins a second document", Allowed: "one document"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntax(err)
	}
	return doc.Content[0], nil
}

// notUTF8 returns the line and column of the first byte that is no UTF-8, or 0.
func notUTF8(text []byte) (line, column int) {
	for at, rest := 0, text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			start := bytes.LastIndexByte(text[:at], '\n') + 1
			return 1 + bytes.Count(text[:at], []byte("\n")), 1 + utf8.RuneCount(text[start:at])
		}
		at, rest = at+size, rest[size:]
	}
	return 0, 0
}

// syntax makes a problem of an error of the YAML reader.
func syntax(err error) *Problem {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return &Problem{Text: "is no YAML: " + err.Error()}
	}
	p := &Problem{Line: e.Mark.Line, Column: e.Mark.Column, Width: 1, Text: "is no YAML: " + e.Message}
	if strings.Contains(e.Message, "cannot start any token") {
		p.Text += "; a tab cannot indent, and texts that begin with @, % or ` need quotes"
	}
	if e.ContextMsg != "" {
		p.Text += fmt.Sprintf(" (%s from line %d)", e.ContextMsg, e.ContextMark.Line)
	}
	return p
}
