package ingest

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// version is an export among those that correct each other.
type version struct {
	path       string
	correction bool
}

// stem is the name under which an export is corrected, and whether it is a
// correction: what the expression matches last in its name is cut out.
func stem(corrects *regexp.Regexp, path string) (key string, correction bool) {
	if corrects == nil {
		return path, false
	}
	dir, name := filepath.Split(path)
	all := corrects.FindAllStringIndex(name, -1)
	if len(all) == 0 {
		return path, false
	}
	at := all[len(all)-1]
	if left := name[:at[0]] + name[at[1]:]; left != "" && at[0] < at[1] {
		return dir + left, true
	}
	return path, false
}

// leaveCorrected takes the files out of those that were found that a correction
// stands for, and notes which loaded exports it takes the place of. Of several
// corrections the last by name counts.
func (c *comparison) leaveCorrected() {
	if c.source.Corrects == "" {
		return
	}
	expression := regexp.MustCompile(c.source.Corrects) // checked by newTableLoad
	versions := map[string][]version{}
	note := func(path string) {
		key, correction := stem(expression, path)
		versions[key] = append(versions[key], version{path, correction})
	}
	seen := map[string]bool{}
	for _, f := range c.found {
		seen[f.path] = true
		note(f.path)
	}
	for path, i := range c.latest {
		if !seen[path] && c.loaded[i].Replaced == 0 {
			note(path)
		}
	}
	best := map[string]string{} // by path: the one that counts in its place
	for _, all := range versions {
		top := slices.MaxFunc(all, laterVersion)
		for _, v := range all {
			if v != top {
				best[v.path] = top.path
				c.drop(v.path)
			}
		}
	}
	c.corrected = map[string][]string{}
	for path, by := range best {
		c.corrected[by] = append(c.corrected[by], path)
	}
	c.found = slices.DeleteFunc(c.found, func(f *candidate) bool {
		_, gone := best[f.path]
		if gone {
			c.books.FilesCorrected++
		}
		return gone
	})
}

// laterVersion orders versions: corrections behind what they correct, then by
// name, numbers in it by value.
func laterVersion(a, b version) int {
	if a.correction != b.correction {
		if b.correction {
			return -1
		}
		return 1
	}
	return cmp.Or(compareNames(a.path, b.path), strings.Compare(a.path, b.path))
}

// compareNames orders texts so that v10 follows v9.
func compareNames(a, b string) int {
	for a != "" && b != "" {
		x, y := leadingDigits(a), leadingDigits(b)
		if x == 0 || y == 0 {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
		if d := cmp.Or(cmp.Compare(len(m), len(n)), strings.Compare(m, n)); d != 0 {
			return d
		}
		a, b = a[x:], b[y:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
