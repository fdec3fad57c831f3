package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"predict/configs"
)

// tidyStage removes what is older than it is to be kept, also where the list was up
// to date: the run that made it may have been killed before it had tidied. What it
// cannot remove is a warning: the list is published.
type tidyStage struct{}

func (tidyStage) Name() string { return "tidy" }

func (tidyStage) Run(ctx context.Context, s *State) error {
	t := &tidier{state: s, now: s.Settings.Now().UTC(), removed: map[string]int{}}
	var problems []error
	for _, part := range []func() error{t.outputs, t.runs, t.quarantine, t.models, t.features} {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		problems = append(problems, part())
	}
	if err := errors.Join(problems...); err != nil {
		s.Settings.Log.Warn("old files could not be removed", "error", err)
	}
	if t.bytes > 0 || len(t.removed) > 0 {
		s.note("outputs", t.removed["outputs"], "runs", t.removed["runs"], "quarantine_files", t.removed["quarantine"],
			"models", t.removed["models"], "feature_tables", t.removed["features"], "bytes", t.bytes)
	}
	return nil
}

// tidier goes through the parts of the state. It removes only what it knows: a
// folder of another name, without its manifest, or with a file in it that is not
// of this program, stays, and so does what a symbolic link leads to.
type tidier struct {
	state   *State
	now     time.Time
	removed map[string]int // by part
	bytes   int64
	lists   []string // that stay
}

// old reports whether something is to go: the date that it is about lies so many
// days before that of the run, and the moment it was made so many days before
// now. A clock that is wrong, or one transaction dated in the future, then
// removes nothing. Zero days keep all.
func (t *tidier) old(days int, asOf string, made time.Time) bool {
	return t.past(days, asOf) && !made.IsZero() && made.Before(t.now.Add(-time.Duration(days)*24*time.Hour))
}

// past reports whether a date lies so many days before that of the run. It is
// asked first: what is about a later date need not be read, so that a night does
// not read what all nights before have left.
func (t *tidier) past(days int, asOf string) bool {
	at, err := configs.ParseDate(asOf)
	return days > 0 && err == nil && at.Before(instant(t.state.AsOf).Add(-time.Duration(days)*24*time.Hour))
}

// mayBeOld reports whether the manifest in a folder seems to be of a run so many
// days ago, by its first lines: the moment stands there, and the rest is long.
func (t *tidier) mayBeOld(days int, folder string) bool {
	f, err := os.Open(filepath.Join(folder, manifestFile))
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, _ := io.ReadFull(f, head) // a short one is read as a whole
	_, after, ok := bytes.Cut(head[:n], []byte(`"started": "`))
	text, _, ended := bytes.Cut(after, []byte(`"`))
	made, err := time.Parse(time.RFC3339Nano, string(text))
	return !ok || !ended || err != nil || made.Before(t.now.Add(-time.Duration(days)*24*time.Hour))
}

// outputs removes lists, but the one that outputs/latest leads to, that of this run,
// and the one that it was compared with: the same run once more has to find it.
func (t *tidier) outputs() error {
	days := t.state.Config.Keep.OutputsDays
	latest, err := os.Readlink(t.state.path("outputs", "latest"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("finding the newest list: %w", err)
	}
	return t.each("outputs", func(name, path string) error {
		var m Manifest
		if t.past(days, name) && name != latest && path != t.state.Output && name != t.state.comparedWith() && t.mayBeOld(days, path) && readJSON(filepath.Join(path, manifestFile), &m) == nil {
			known := []string{manifestFile}
			for _, f := range m.Outputs {
				known = append(known, f.Name)
			}
			if m.AsOf == name && t.old(days, name, m.Started) && holdsOnly(path, known...) {
				return t.remove("outputs", path)
			}
		}
		t.lists = append(t.lists, name)
		return nil
	})
}

// listed is the manifest of a list, nil where there is none.
func (t *tidier) listed(name string) *Manifest {
	m := &Manifest{}
	if readJSON(t.state.path("outputs", name, manifestFile), m) != nil {
		return nil
	}
	return m
}

// runs removes manifests of runs whose list is gone.
func (t *tidier) runs() error {
	days := t.state.Config.Keep.RunsDays
	return t.each("runs", func(name, path string) error {
		var m Manifest
		date := name[:max(0, strings.LastIndexByte(name, '-'))]
		if !t.past(days, date) || !t.mayBeOld(days, path) || readJSON(filepath.Join(path, manifestFile), &m) != nil || m.RunID != name || m.AsOf != date {
			return nil
		}
		if list := t.listed(date); list != nil && list.RunID == name {
			return nil
		}
		if t.old(days, date, m.Started) && holdsOnly(path, manifestFile) {
			return t.remove("runs", path)
		}
		return nil
	})
}

// quarantine removes the rejected rows of old loads. Their only date is that of
// the file.
func (t *tidier) quarantine() error {
	days := t.state.Config.Keep.QuarantineDays
	return t.each("quarantine", func(_, table string) error {
		if err := clearLeft(table, tmpSuffix); err != nil {
			return fmt.Errorf("clearing what was being removed: %w", err)
		}
		entries, err := os.ReadDir(table)
		if err != nil {
			return fmt.Errorf("looking for old quarantines: %w", err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return fmt.Errorf("looking for old quarantines: %w", err)
			}
			isOurs, _ := filepath.Match("load-*.jsonl", e.Name()) // the pattern is sound
			if days > 0 && isOurs && info.Mode().IsRegular() && info.ModTime().Before(t.now.Add(-time.Duration(days)*24*time.Hour)) {
				if err := t.remove("quarantine", filepath.Join(table, e.Name())); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// models removes stored models, but the newest, the champion, the one before it,
// and those that made the lists that stay.
func (t *tidier) models() error {
	most := t.state.Config.Keep.Models
	if most == 0 {
		return nil
	}
	champion, err := t.state.championID()
	if err != nil {
		return err
	}
	history, err := t.state.history()
	if err != nil {
		return err
	}
	keep := map[string]bool{champion: true}
	if former := formerChampions(history, champion); len(former) > 0 {
		keep[former[0]] = true
	}
	trained := map[string]int{} // when, by place in the history
	for i, e := range history {
		if e.Action == ActionTrained {
			trained[e.Model] = i + 1
		}
	}
	var stored []string
	err = t.each("models", func(name, _ string) error {
		if trained[name] > 0 {
			stored = append(stored, name)
		}
		return nil
	})
	slices.SortFunc(stored, func(a, b string) int { return trained[b] - trained[a] })
	if err != nil {
		return err
	}
	inUse := t.usedModels(slices.DeleteFunc(slices.Clone(stored[min(most, len(stored)):]), func(id string) bool { return keep[id] }))
	for i, id := range stored {
		path := t.state.path("models", id)
		if err != nil || i < most || keep[id] || inUse[id] || !holdsOnly(path, modelFile, textFile, twinFile, cardFile, filesFile) {
			continue
		}
		size := sizeOf(path)
		if err = t.state.remove(id, false); err == nil {
			t.count("models", size)
		}
	}
	return err
}

// usedModels are those, of some models, that made lists that stay. Old models made
// old lists, so that the oldest are looked at first and few are read.
func (t *tidier) usedModels(of []string) map[string]bool {
	used := map[string]bool{}
	var first []string // a model scores the night on which it was trained
	for _, id := range of {
		first = append(first, id[:max(0, strings.LastIndexByte(id, '-'))])
	}
	for _, name := range slices.Concat(first, t.lists) {
		if len(used) == len(of) {
			break
		}
		if m := t.listed(name); m != nil && m.Model != nil && slices.Contains(of, m.Model.ID) && slices.Contains(t.lists, name) {
			used[m.Model.ID] = true
		}
	}
	return used
}

// features removes feature tables of other cutoffs than that of the list.
func (t *tidier) features() error {
	if t.state.Config.Keep.Features != configs.KeepNeeded {
		return nil
	}
	needed := map[string]bool{}
	for _, cutoff := range scoreCutoff(t.state) {
		needed[cutoffName(cutoff)] = true
	}
	return t.each("features", func(name, path string) error {
		about, err := readAbout(path)
		if needed[name] || err != nil || cutoffName(about.Cutoff.UnixMicro()) != name || !holdsOnly(path, aboutFile, tableFile) {
			return nil
		}
		return t.remove("features", path)
	})
}

// each calls visit with the name and path of every folder within a part of the
// state, sorted. Where the part itself is a symbolic link, it is left alone.
func (t *tidier) each(part string, visit func(name, path string) error) error {
	dir := t.state.path(part)
	if info, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil
	}
	if err := clearLeft(dir, tmpSuffix); err != nil {
		return fmt.Errorf("clearing what was being removed: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("looking for what is old: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") { // a symbolic link is none
			continue
		}
		if err := visit(e.Name(), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// remove takes a file or folder away in one step, and then at leisure: a run
// that is killed meanwhile leaves a hidden name, which the next one clears.
func (t *tidier) remove(part, path string) error {
	size := sizeOf(path)
	gone := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+tmpSuffix)
	err := os.RemoveAll(gone)
	if err == nil {
		err = os.Rename(path, gone)
	}
	if err == nil {
		err = os.RemoveAll(gone)
	}
	if err != nil {
		return fmt.Errorf("removing %s: %w", path, err)
	}
	t.count(part, size)
	return nil
}

func (t *tidier) count(part string, size int64) {
	t.removed[part]++
	t.bytes += size
}

// holdsOnly reports whether a folder holds no entry but files of the names.
func holdsOnly(dir string, names ...string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !slices.Contains(names, e.Name()) {
			return false
		}
	}
	return true
}

// sizeOf is the number of bytes of a file, or of the files of a folder.
func sizeOf(path string) int64 {
	var sum int64
	_ = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error { // for the log: what cannot be seen counts nothing
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}
