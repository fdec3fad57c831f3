package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"predict/data/lake"
)

// inOrder is the order in which exports are read: those that take the place of
// others, or that are read again, in the order in which those were loaded, then
// the new ones by name.
func inOrder(a, b *exportFile) int {
	return cmp.Or(cmp.Compare(a.place, b.place), strings.Compare(a.path, b.path))
}

// readAgain finds the exports that must be read again because others no longer
// count. A row that stands in two exports is kept once, as a row of the first;
// when that goes, the row of the second must count. Of customers, whose last
// row counts, all that was loaded after must follow what takes its place.
func (c *comparison) readAgain() []error {
	gone := slices.Sorted(maps.Keys(c.retire))
	if len(gone) == 0 {
		return nil
	}
	var all span
	blank := false // the span of one is not known
	for _, number := range gone {
		e := &c.loaded[c.retire[number]]
		s := spanOfEntry(e)
		all, blank = all.join(s), blank || !s.ok && e.Kept > 0
		c.books.ExportsReplaced++
		c.books.Replaced += e.Kept
	}
	var lost []string
	for i := range c.loaded {
		e := &c.loaded[i]
		if _, is := c.retire[e.Number]; is || e.Replaced > 0 || !c.depends(e, gone[0], all, blank) {
			continue
		}
		f := c.onDisk(e)
		if f == nil || c.file[f.path] != nil {
			lost = append(lost, e.Path)
			continue
		}
		c.retire[e.Number] = i
		c.books.Replaced += e.Kept
		c.file[f.path] = &exportFile{candidate: *f, name: f.path, standing: again, place: e.Number}
	}
	if len(lost) == 0 {
		return nil
	}
	path := c.loaded[c.retire[gone[0]]].Path
	return []error{&FileError{
		Path:    path,
		Problem: fmt.Sprintf("is replaced, and to do so %s must be read again, which may hold some of its rows: %s is no longer there as it was loaded", some(lost), it(lost)),
		Remedy:  fmt.Sprintf("put it back, or undo the change; or set tables.%s.changed to append; or remove the state folder and load all exports again", c.contract.Name),
	}}
}

// depends reports whether the rows that were kept of an export could be others
// without those that are gone, the first of which has a number and all of which
// have a span; blank says that the span is not known.
func (c *comparison) depends(e *lake.FileEntry, first int, all span, blank bool) bool {
	if c.contract.OrderBy == "" {
		return e.Number > first
	}
	if c.source.Duplicates == "keep" || e.Duplicates == 0 {
		return false
	}
	s := spanOfEntry(e)
	return blank || !s.ok || s.meets(all)
}

// onDisk finds the file that holds what was loaded as e: under its own path, or
// under another by which it was delivered again.
func (c *comparison) onDisk(e *lake.FileEntry) *candidate {
	if c.bySum == nil {
		c.bySum = map[string][]*candidate{}
		for _, f := range c.found {
			c.bySum[f.sum] = append(c.bySum[f.sum], f)
		}
	}
	if same := c.bySum[e.SHA256]; len(same) > 0 {
		f := same[0]
		for _, other := range same {
			if other.path == e.Path {
				f = other
			}
		}
		c.books.FilesKnown-- // as which it was counted
		if !f.untouched(e) || f.path != e.Path {
			c.books.FilesRedelivered--
		}
		return f
	}
	info, err := os.Stat(e.Path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != e.Size {
		return nil
	}
	f := &candidate{path: e.Path, size: e.Size, modTime: info.ModTime().UnixNano(), sum: e.SHA256}
	if !f.untouched(e) {
		if sum, err := checksum(e.Path); err != nil || sum != e.SHA256 {
			return nil
		}
	}
	return f
}

// gone are the numbers of the exports that no longer count, in rising order.
func (c *comparison) gone() []int { return slices.Sorted(maps.Keys(c.retire)) }

// notes says what is replaced and what is read again because of it.
func (c *comparison) notes() []string {
	if len(c.retire) == 0 {
		return nil
	}
	var gone, twice []string
	for _, number := range c.gone() {
		e := &c.loaded[c.retire[number]]
		if f := c.file[e.Path]; f != nil && f.standing == again {
			twice = append(twice, e.Path)
		} else {
			gone = append(gone, e.Path)
		}
	}
	text := fmt.Sprintf("%s: %d rows no longer count as %s said before", c.contract.Name, c.books.Replaced, some(gone))
	if len(twice) > 0 {
		text += "; read again because of it: " + some(twice)
	}
	return []string{text}
}

// some names a few of several files.
func some(paths []string) string {
	const few = 5
	if len(paths) <= few {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:few], ", "), len(paths)-few)
}

func it(paths []string) string {
	if len(paths) == 1 {
		return "it"
	}
	return "each"
}
