package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"predict/data"
	"predict/data/lake"
)

// mappingFile in the state folder says by which settings the exports in the
// lake were read.
const mappingFile = "mapping.json"

// reading is what decides how the rows of a table are understood. Settings that
// only help to read a file, such as its separator, are free to change.
type reading struct {
	Columns  map[string]data.Mapping `json:"columns"`
	Timezone string                  `json:"timezone"`
	Decimal  string                  `json:"decimal"`
}

// readings are those of the config, by table.
func (s *State) readings() map[string]reading {
	all := map[string]reading{}
	for _, name := range s.Config.TableNames() {
		source, _ := s.Config.Source(name)
		all[name] = reading{Columns: source.Columns, Timezone: cmp.Or(source.Timezone, s.Config.Timezone), Decimal: source.Decimal}
	}
	return all
}

// checkMapping refuses a config that understands columns otherwise than the
// lake does: an export is read once, so that a corrected mapping would hold for
// new exports only.
func (s *State) checkMapping(l *lake.Lake) error {
	was, err := s.readMapping()
	if err != nil {
		return err
	}
	loaded := map[string]bool{}
	for _, f := range l.Files() {
		loaded[f.Table] = true
	}
	now := s.readings()
	var changes []string
	for _, table := range slices.Sorted(maps.Keys(loaded)) {
		before, known := was[table]
		after, mapped := now[table]
		if !known || !mapped {
			continue
		}
		changes = append(changes, before.changes("tables."+table, after)...)
	}
	if len(changes) == 0 {
		return nil
	}
	return &Problem{
		Kind:   ErrConfig,
		Text:   "the exports in " + s.path("lake") + " were read by another mapping: " + strings.Join(changes, "; "),
		Remedy: "undo the change, or load all exports again into a new folder with --state, or after removing " + s.Dir,
	}
}

// changes tells what differs, in the words of the config.
func (r reading) changes(key string, now reading) []string {
	var list []string
	differs := func(key, was, is string) {
		if was != is {
			list = append(list, fmt.Sprintf("%s was %q and is %q", key, was, is))
		}
	}
	names := slices.Sorted(maps.Keys(r.Columns))
	for name := range now.Columns {
		if _, ok := r.Columns[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		differs(key+".columns."+name, r.Columns[name].From, now.Columns[name].From)
		if a, b := r.Columns[name].Values, now.Columns[name].Values; len(a)+len(b) > 0 && !reflect.DeepEqual(a, b) {
			list = append(list, key+".columns."+name+".values are others")
		}
	}
	differs(key+".timezone", r.Timezone, now.Timezone)
	differs(key+".decimal", r.Decimal, now.Decimal)
	return list
}

// keepMapping notes the mapping of every table that the lake has exports of.
// Tables that the config does not name any more keep theirs.
func (s *State) keepMapping(l *lake.Lake) error {
	kept, err := s.readMapping()
	if err != nil {
		return err
	}
	before := maps.Clone(kept)
	now := s.readings()
	for _, f := range l.Files() {
		if r, ok := now[f.Table]; ok {
			kept[f.Table] = r
		}
	}
	if reflect.DeepEqual(before, kept) {
		return nil
	}
	return writeJSON(s.path(mappingFile), kept)
}

// mappingRemedy is what helps against a damaged mapping.
const mappingRemedy = "restore it from a backup; or, where the config reads the tables as it did at the last load, remove it: the next load writes it again"

func (s *State) readMapping() (map[string]reading, error) {
	kept := map[string]reading{}
	err := readJSON(s.path(mappingFile), &kept)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]reading{}, nil
	}
	if errors.Is(err, ErrDamaged) {
		return nil, &Problem{Kind: ErrDamaged, Text: "the mapping of the lake cannot be used", Cause: err, Remedy: mappingRemedy}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the mapping of the lake: %w", err)
	}
	return kept, nil
}
