package configs

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"predict/data"
)

// Place says where paths start and what variables stand for.
type Place struct {
	// Folder is the folder of the config file; empty is the working folder.
	Folder string
	// Variables are the values of the environment variables that paths name.
	Variables map[string]string
	// Secrets are the values of those that settings with secrets name.
	Secrets map[string]Secret
}

// StatePath returns the folder for everything that a run writes.
func (c Config) StatePath() string { return c.Place.path(c.State) }

// TableNames returns the tables that the config names, transactions first, in
// the order of data.Tables.
func (c Config) TableNames() []string {
	var names []string
	for _, t := range data.Tables() {
		if _, ok := c.Tables[t.Name]; ok {
			names = append(names, t.Name)
		}
	}
	return names
}

// Source returns how to read a table, ready for use: variables filled in, paths
// from the folder of the config, and the project's zone where the table names
// none. It reports false where the config does not name the table. The caller
// owns the source.
func (c Config) Source(table string) (data.Source, bool) {
	s, ok := c.Tables[table]
	if !ok {
		return data.Source{}, false
	}
	s.Files = slices.Clone(s.Files)
	for i, f := range s.Files {
		s.Files[i] = c.Place.path(f)
	}
	if s.Timezone == "" {
		s.Timezone = c.Timezone
	}
	s.Columns = maps.Clone(s.Columns)
	return s, true
}

// path fills in variables and starts a relative path at the folder.
func (p Place) path(written string) string {
	path, _ := expand(written, func(name string) (string, bool) {
		v, ok := p.Variables[name]
		return v, ok
	})
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.Folder, path)
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expand fills in ${NAME} and ${NAME:-text}, where text stands for a variable
// that is unset or empty. The error names the first part that cannot be.
func expand(s string, lookup func(string) (string, bool)) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", fmt.Errorf("${ is not closed by }")
		}
		name, fallback, hasFallback := strings.Cut(inside, ":-")
		if !variableName.MatchString(name) {
			return "", fmt.Errorf("${%s} is no name of a variable", inside)
		}
		value, set := lookup(name)
		switch {
		case hasFallback && value == "":
			value = fallback
		case !set:
			return "", fmt.Errorf("the environment variable %s is not set", name)
		}
		out.WriteString(value)
		s = after
	}
}

// variables returns the values of all variables that the paths name and that
// are set.
func variables(c Config, lookupEnv func(string) (string, bool)) map[string]string {
	found := map[string]string{}
	note := func(name string) (string, bool) {
		v, ok := lookupEnv(name)
		if ok {
			found[name] = v
		}
		return v, true // go on, to see the variables that follow
	}
	written := []string{c.State, c.Flat.File, c.Flat.ScoreFile, c.Watch.Metrics, c.Deliver.Postgres.URLFile, c.Deliver.Webhook.SecretFile}
	for _, s := range c.Tables {
		written = append(written, s.Files...)
	}
	for _, w := range written {
		_, _ = expand(w, note) // check reports what cannot be filled in
	}
	return found
}
