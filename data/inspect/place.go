package inspect

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// place is a path or a glob: the part between two slashes that the files differ
// in is a pattern, all else stands for itself.
type place struct {
	folder, name string // of slashes; the folder may be empty
	anyFolder    bool   // every folder directly in the root
	glob         bool   // name is a pattern, its own special characters escaped
}

// Patterns returns paths and globs that find the files of the export, for the
// config of a table, when the folder that was looked at is reached by the path
// folder. A path that the config would take for something else, such as one
// with ${, is written as a glob.
func (e *Export) Patterns(folder string) []string {
	var out []string
	for _, p := range e.places {
		out = append(out, p.in(folder))
	}
	return out
}

// in returns the path or glob from outside.
func (p place) in(folder string) string {
	before := path.Join(folder, p.folder)
	literal := !p.glob && !p.anyFolder
	if full := path.Join(before, p.name); literal && !strings.Contains(full, "${") && utf8.ValidString(full) {
		return full
	}
	name := p.name
	if !p.glob {
		name = escape(name)
	}
	if before != "" && before != "." {
		name = join(escape(before), p.anyFolder, name)
	} else {
		name = join("", p.anyFolder, name)
	}
	// The config takes ${ for a variable, and YAML has no bytes that are not
	// UTF-8; in a glob, ? stands for the character.
	return strings.ReplaceAll(validUTF8(name), "${", "?{")
}

// validUTF8 writes ? for every byte that is no UTF-8.
func validUTF8(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	var out strings.Builder
	for i, r := range name {
		if _, size := utf8.DecodeRuneInString(name[i:]); r == utf8.RuneError && size == 1 {
			out.WriteByte('?')
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

func join(before string, anyFolder bool, name string) string {
	if anyFolder {
		name = "*/" + name
	}
	if before == "" {
		return name
	}
	return strings.TrimSuffix(before, "/") + "/" + name
}

// show is the pattern for people.
func (p place) show() string { return join(p.folder, p.anyFolder, p.name) }

func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// placesOf returns the fewest patterns that match the paths of a group and none
// of the others. Patterns that new files will match are preferred.
func placesOf(paths, others []string) []place {
	if len(paths) == 1 {
		return []place{{folder: parent(paths[0]), name: path.Base(paths[0])}}
	}
	folders := map[string][]string{}
	for _, p := range paths {
		folders[parent(p)] = append(folders[parent(p)], path.Base(p))
	}
	var order []string
	for f := range folders {
		order = append(order, f)
	}
	slices.Sort(order)
	if len(order) > 1 && !slices.Contains(order, "") {
		var names []string
		for _, p := range paths {
			names = append(names, path.Base(p))
		}
		for _, g := range globs(names) {
			if p := (place{anyFolder: true, name: g, glob: true}); p.clean(paths, others) {
				return []place{p}
			}
		}
	}
	var out []place
	for _, f := range order {
		out = append(out, placesIn(f, folders[f], others)...)
	}
	return out
}

// placesIn is placesOf for the files of one folder.
func placesIn(folder string, names, others []string) []place {
	if len(names) == 1 {
		return []place{{folder: folder, name: names[0]}}
	}
	var paths []string
	for _, n := range names {
		paths = append(paths, path.Join(folder, n))
	}
	for _, g := range globs(names) {
		if p := (place{folder: folder, name: g, glob: true}); p.clean(paths, others) {
			return []place{p}
		}
	}
	var out []place
	for _, n := range names {
		out = append(out, place{folder: folder, name: n})
	}
	return out
}

// globs lists patterns for names, the most general first that keeps what the
// names begin and end with.
func globs(names []string) []string {
	if slices.Equal(slices.Compact(slices.Clone(names)), names[:1]) {
		return []string{escape(names[0])} // of several folders
	}
	before, after := names[0], names[0]
	for _, n := range names[1:] {
		for !strings.HasPrefix(n, before) {
			before = before[:len(before)-1]
		}
		for !strings.HasSuffix(n, after) {
			after = after[1:]
		}
	}
	for before != "" && !utf8.ValidString(before) && utf8.ValidString(names[0]) {
		before = before[:len(before)-1]
	}
	for after != "" && !utf8.RuneStart(after[0]) {
		after = after[1:]
	}
	wordEnd := strings.TrimRight(before, "0123456789-_. ")
	if wordEnd != "" && len(wordEnd) < len(before) {
		wordEnd = before[:len(wordEnd)+1] // the separator belongs to the name
		wordEnd = strings.TrimRight(wordEnd, "0123456789")
	}
	ending := after
	if i := strings.Index(after, "."); i >= 0 {
		ending = after[i:]
	}
	var out []string
	for _, g := range [][2]string{{wordEnd, ending}, {before, ending}, {before, after}} {
		if len(g[0])+len(g[1]) > shortestOf(names) {
			continue
		}
		glob := escape(g[0]) + "*" + escape(g[1])
		if !slices.Contains(out, glob) {
			out = append(out, glob)
		}
	}
	return out
}

func shortestOf(names []string) int {
	n := len(names[0])
	for _, name := range names[1:] {
		n = min(n, len(name))
	}
	return n
}

// clean says that the pattern matches all of the paths and none of the others.
func (p place) clean(paths, others []string) bool {
	glob := join(escape(p.folder), p.anyFolder, p.name)
	for _, name := range paths {
		if ok, err := path.Match(glob, name); !ok || err != nil {
			return false
		}
	}
	for _, name := range others {
		if ok, _ := path.Match(glob, name); ok {
			return false
		}
	}
	return true
}

// parent is the folder of a path, empty for none.
func parent(p string) string {
	if d := path.Dir(p); d != "." {
		return d
	}
	return ""
}
