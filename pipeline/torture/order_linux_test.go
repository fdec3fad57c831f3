package torture

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestOrderOfSyncs watches an undisturbed run and holds every call against the
// rule that a power cut respects: what a rename makes visible is on disk before,
// contents and names, and the rename itself is on disk before anything else
// refers to it.
func TestOrderOfSyncs(t *testing.T) {
	for _, n := range nights(t) {
		state := n.fresh(t)
		known := map[string]bool{}
		for name := range before(t, n) {
			known[filepath.Join(state, name)] = true
		}
		e := attacked(t, n.predict(state, "run"), state, func(call) verdict { return verdict{} })
		if e.code != 0 {
			t.Fatalf("a watched run ends with %d:\n%s", e.code, e.stderr)
		}
		o := order{state: state, dirty: map[string]bool{}, names: map[string]bool{}, known: known}
		for _, c := range e.calls {
			o.follow(c)
		}
		o.end()
		for _, fault := range o.faults {
			t.Errorf("%s: %s", n.name, fault)
		}
		summary(t, "order: %s: %d calls, %d renames, %d syncs, %d out of order", n.name, len(e.calls), o.renames, o.syncs, len(o.faults))
	}
}

// order follows what is on disk and what is not yet.
type order struct {
	state          string
	dirty          map[string]bool // files that were written and not synced
	names          map[string]bool // folders whose names changed since they were synced
	known          map[string]bool // files that were there before
	faults         []string
	renames, syncs int
}

// exempt are files of which it does not matter whether a power cut leaves the
// old or none: they are caches that check themselves and are written anew.
func exempt(path string) bool {
	return strings.HasPrefix(filepath.Base(path), "redelivered.jsonl")
}

// hidden reports whether no reader looks at a path: a part of its name below
// the state begins with a dot.
func (o *order) hidden(path string) bool {
	return strings.Contains(strings.TrimPrefix(path, o.state), "/.")
}

func (o *order) follow(c call) {
	switch c.name {
	case "write", "truncate", "allocate":
		o.dirty[c.path] = true
	case "open", "mkdir", "symlink":
		o.named(c.path)
	case "fsync":
		o.syncs++
		delete(o.dirty, c.path)
		delete(o.names, c.path)
	case "unlink":
		delete(o.dirty, c.path)
		delete(o.names, c.path)
	case "rename":
		o.renames++
		o.rename(c)
	}
}

func (o *order) rename(c call) {
	below := func(path string) bool { return path == c.path || strings.HasPrefix(path, c.path+"/") }
	if !o.hidden(c.to) && !exempt(c.to) {
		for path := range o.dirty {
			if below(path) {
				o.fault("%v: %s is not on disk yet", c, path)
			}
		}
		for path := range o.names {
			if below(path) {
				o.fault("%v: the names in %s are not on disk yet", c, path)
			}
		}
		if o.commits(c.to) {
			for path := range o.names {
				if !o.hidden(path) && path != o.state && !strings.HasPrefix(c.path, path+"/") {
					o.fault("%v: it may refer to names in %s, which are not on disk yet", c, path)
				}
			}
		}
	}
	for _, set := range []map[string]bool{o.dirty, o.names} {
		for path := range set {
			if below(path) {
				delete(set, path)
				set[c.to+strings.TrimPrefix(path, c.path)] = true
			}
		}
	}
	o.named(c.to)
}

// named notes that a name has come into a folder; hidden ones need not last.
func (o *order) named(path string) {
	if !strings.HasPrefix(filepath.Base(path), ".") && !o.known[path] {
		o.names[filepath.Dir(path)] = true
	}
}

// commits reports whether other files count because this one says so.
func (o *order) commits(path string) bool {
	name, _ := filepath.Rel(o.state, path)
	return name == "lake/lake.json" || name == "models/champion" || name == "outputs/latest" || filepath.Dir(name) == "outputs"
}

// end expects that nothing is left to a later sync.
func (o *order) end() {
	for path := range o.dirty {
		if !o.hidden(path) && !exempt(path) {
			o.fault("%s was never brought to disk", path)
		}
	}
	for path := range o.names {
		if !o.hidden(path) && path != o.state && path != filepath.Dir(o.state) {
			o.fault("the names in %s were never brought to disk", path)
		}
	}
}

func (o *order) fault(format string, a ...any) {
	o.faults = append(o.faults, strings.ReplaceAll(fmt.Sprintf(format, a...), o.state+"/", ""))
}

// before is what the state holds before the night.
func before(t *testing.T, n *night) map[string]string {
	t.Helper()
	if n.before == "" {
		return nil
	}
	return content(t, n.before)
}
