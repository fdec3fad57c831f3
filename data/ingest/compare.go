package ingest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"predict/data"
	"predict/data/lake"
)

// standing is how an export that is to be read stands to what the lake holds.
type standing uint8

const (
	fresh    standing = iota // neither its path nor its content was loaded before
	appended                 // loaded before with other content; its new rows are added
	replaced                 // takes the place of what it said before, or of the export that it corrects
	again                    // has not changed, but has to be read again
)

// news reports whether the export brings rows that nobody has told of before.
func (f *exportFile) news() bool { return f.standing == fresh || f.standing == appended }

// last is the place of an export that takes that of no other.
const last = math.MaxInt

// comparison tells the exports of one table apart by what the lake holds: what
// is new, what has changed, what was delivered again, and which loaded exports
// no longer count.
type comparison struct {
	contract data.Table
	source   data.Source
	loaded   []lake.FileEntry // of the table, in the order of the loads
	latest   map[string]int   // by path: index of what was loaded of it last
	memory   *memory
	books    *Books

	found []*candidate
	// corrected are, by the path of a correction, those that it takes the place of.
	corrected map[string][]string
	file      map[string]*exportFile  // to be read, by path
	retire    map[int]int             // number of an export that no longer counts: its index
	sums      map[string]bool         // content that counts
	places    map[string]int          // by path: least number of what no longer counts
	bySum     map[string][]*candidate // the files that were found
}

func newComparison(t *tableLoad, found []candidate, loaded []lake.FileEntry, m *memory) *comparison {
	c := &comparison{
		contract: t.table, source: t.source, memory: m, books: t.books,
		latest: map[string]int{}, file: map[string]*exportFile{}, retire: map[int]int{}, sums: map[string]bool{}, places: map[string]int{},
	}
	for _, e := range loaded {
		if e.Table == t.table.Name {
			c.latest[e.Path] = len(c.loaded)
			c.loaded = append(c.loaded, e)
		}
	}
	for i := range found {
		c.found = append(c.found, &found[i])
	}
	return c
}

// run decides what is read, in which order, and what no longer counts.
func (c *comparison) run(ctx context.Context, workers int) (files []*exportFile, problems []error) {
	c.leaveCorrected()
	problems = c.identify(ctx, workers)
	var open []*candidate
	for _, f := range c.found {
		isOpen, err := c.known(f)
		if err != nil {
			problems = append(problems, err)
		}
		if isOpen {
			open = append(open, f)
		}
	}
	c.counting()
	for _, f := range open {
		if err := c.take(f); err != nil {
			problems = append(problems, err)
		}
	}
	problems = append(problems, c.readAgain()...)
	if len(problems) > 0 {
		return nil, problems
	}
	for _, f := range c.file {
		files = append(files, f)
		switch f.standing {
		case appended, replaced:
			if _, ok := c.latest[f.path]; ok {
				c.books.FilesChanged++
			}
		case again:
			c.books.FilesAgain++
		}
	}
	slices.SortFunc(files, inOrder)
	return files, nil
}

// entry is what was loaded last of a path, nil where nothing was.
func (c *comparison) entry(path string) *lake.FileEntry {
	if i, ok := c.latest[path]; ok {
		return &c.loaded[i]
	}
	return nil
}

// untouched reports whether size and time of a file are those of the entry.
func (f *candidate) untouched(e *lake.FileEntry) bool {
	return e != nil && e.Size == f.size && e.ModTime == f.modTime
}

// identify finds the content of the files that cannot be told by path, size and
// time: those that changed, and those of a size that another file has.
func (c *comparison) identify(ctx context.Context, workers int) []error {
	sizes := map[int64]int{}
	for i := range c.loaded {
		sizes[c.loaded[i].Size]++
	}
	var unsure []*candidate
	for _, f := range c.found {
		e := c.entry(f.path)
		if f.untouched(e) {
			f.sum = e.SHA256
		} else if f.sum = c.memory.sum(f); f.sum == "" {
			sizes[f.size]++
			unsure = append(unsure, f)
		}
	}
	problems := make([]error, len(unsure))
	var group errgroup.Group
	group.SetLimit(workers)
	for i, f := range unsure {
		if c.entry(f.path) == nil && sizes[f.size] == 1 {
			continue
		}
		group.Go(func() error {
			var err error
			if f.sum, err = checksum(f.path); err != nil {
				problems[i] = locate(f.path, err)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return []error{err}
	}
	return slices.DeleteFunc(problems, func(err error) bool { return err == nil })
}

// known judges a file by its path: open is false for one that has been loaded
// and not changed since. Of one that has, it notes what no longer counts.
func (c *comparison) known(f *candidate) (open bool, err error) {
	e := c.entry(f.path)
	if e == nil {
		return true, nil
	}
	if f.sum == e.SHA256 {
		if e.Replaced > 0 { // a correction took its place and does so no more
			return true, nil
		}
		c.books.FilesKnown++
		if !f.untouched(e) {
			c.books.FilesRedelivered++
			c.memory.keep(f)
		}
		return false, nil
	}
	if f.sum == "" { // it cannot be read, which is told
		return false, nil
	}
	switch c.source.Changed {
	case "refuse":
		return false, &FileError{Path: f.path, Problem: fmt.Sprintf("has changed since load %d read it", e.Load), Remedy: fmt.Sprintf("deliver corrections as a new file, or set tables.%s.changed to replace or append", c.contract.Name)}
	case "append":
		return true, nil
	}
	c.drop(f.path)
	return true, nil
}

// drop notes that nothing that was loaded of a path counts any more.
func (c *comparison) drop(path string) {
	for i := range c.loaded {
		if e := &c.loaded[i]; e.Path == path && e.Replaced == 0 {
			c.retire[e.Number] = i
		}
	}
}

// counting gathers the contents that go on counting, and the places of those
// that do not.
func (c *comparison) counting() {
	for i := range c.loaded {
		e := &c.loaded[i]
		if _, gone := c.retire[e.Number]; gone {
			if _, ok := c.places[e.Path]; !ok {
				c.places[e.Path] = e.Number
			}
		} else if e.Replaced == 0 {
			c.sums[e.SHA256] = true
		}
	}
}

// take decides on a file that has changed or that the lake does not know by its
// path: the same content under another name adds nothing.
func (c *comparison) take(f *candidate) error {
	if f.sum != "" && c.sums[f.sum] {
		c.books.FilesKnown++
		c.books.FilesRedelivered++
		c.memory.keep(f)
		return nil
	}
	if f.sum != "" {
		c.sums[f.sum] = true
	}
	x := &exportFile{candidate: *f, name: f.path, place: last}
	c.file[f.path] = x
	for _, path := range append(slices.Clone(c.corrected[f.path]), f.path) {
		if number, ok := c.places[path]; ok {
			x.standing, x.place = replaced, min(x.place, number)
		}
	}
	e := c.entry(f.path)
	if x.standing != fresh || e == nil || e.Replaced > 0 {
		return nil
	}
	x.standing = appended
	if c.source.Duplicates != "keep" && c.contract.OrderBy != "" {
		return nil // rows that are there already are told by their content
	}
	return c.skipLoaded(x, e)
}

// skipLoaded makes sure that an export goes on where it ended when it was
// loaded, and leaves out the records before.
func (c *comparison) skipLoaded(f *exportFile, e *lake.FileEntry) error {
	sum, err := prefixSum(f.path, e.Size)
	if err != nil {
		return locate(f.path, err)
	}
	if sum != e.SHA256 || readNote(e.Note).Open {
		return &FileError{
			Path: f.path, Problem: fmt.Sprintf("has changed since load %d read it, and not only by whole lines at its end, so that it cannot be told which of its rows are new", e.Load),
			Remedy: fmt.Sprintf("set tables.%s.changed to replace", c.contract.Name),
		}
	}
	f.skip = e.Read
	return nil
}
