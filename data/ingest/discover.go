package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/data/lake"
)

// candidate is an export found on disk.
type candidate struct {
	path    string
	size    int64
	modTime int64
	sum     string // hexadecimal SHA-256; empty until it was needed
}

// discover finds the exports that the patterns name: paths, globs, or folders,
// which stand for every file directly in them. Names that begin with a dot are
// left out, because writers use them for files that are not finished.
func discover(patterns []string) ([]candidate, []error) {
	var found []candidate
	var problems []error
	seen := map[string]bool{}
	for _, pattern := range patterns {
		paths, err := expand(pattern)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for _, path := range paths {
			if seen[path] {
				continue
			}
			seen[path] = true
			info, err := os.Stat(path)
			if err != nil {
				problems = append(problems, &FileError{Path: path, Problem: "cannot be read", Err: cause(err)})
				continue
			}
			if info.IsDir() {
				continue
			}
			found = append(found, candidate{path: path, size: info.Size(), modTime: info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.path, b.path) })
	return found, problems
}

func expand(pattern string) ([]string, error) {
	info, err := os.Stat(pattern)
	if err == nil && !info.IsDir() {
		return []string{pattern}, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &FileError{Path: pattern, Problem: "cannot be read", Err: cause(err)}
	}
	glob := pattern
	if err == nil {
		glob = filepath.Join(escapeGlob(pattern), "*")
	} else if !strings.ContainsAny(pattern, "*?[") {
		return nil, &FileError{Path: pattern, Problem: "there is no such file", Remedy: "deliver it, or correct the path under files in the config"}
	}
	paths, err := filepath.Glob(glob)
	if err != nil {
		return nil, &FileError{Path: pattern, Problem: "not a valid pattern", Err: err}
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") })
	if len(paths) == 0 {
		return nil, &FileError{Path: pattern, Problem: "matches no file", Remedy: "deliver one, or correct the path under files in the config"}
	}
	return paths, nil
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// cause drops the path that os errors repeat.
func cause(err error) error {
	if p, ok := err.(*fs.PathError); ok { //nolint:errorlint // only the outermost error repeats the path
		return p.Err
	}
	return err
}

// unseen splits the candidates into those to be loaded and the number that
// were loaded before, under this name or another. A file that was loaded and
// has changed since is a problem: what was loaded of it is in the lake already.
func unseen(table string, found []candidate, loaded []lake.FileEntry) (fresh []candidate, known int, problems []error) {
	byPath := map[string]lake.FileEntry{}
	sizes := map[int64]bool{}
	sums := map[string]bool{}
	for _, f := range loaded {
		if f.Table == table {
			byPath[f.Path] = f
			sizes[f.Size] = true
			sums[f.SHA256] = true
		}
	}
	newSizes := map[int64]int{}
	for _, c := range found {
		newSizes[c.size]++
	}
	for _, c := range found {
		before, there := byPath[c.path]
		if there && before.Size == c.size && before.ModTime == c.modTime {
			known++
			continue
		}
		// The content has to be compared only where another file has the size.
		if there || sizes[c.size] || newSizes[c.size] > 1 {
			sum, err := checksum(c.path)
			if err != nil {
				problems = append(problems, &FileError{Path: c.path, Problem: "cannot be read", Err: cause(err)})
				continue
			}
			c.sum = sum
			if sums[sum] {
				known++
				continue
			}
			sums[sum] = true
		}
		if there {
			problems = append(problems, &FileError{Path: c.path, Problem: fmt.Sprintf("has changed since load %d read it", before.Load), Remedy: "deliver corrections as a new file, or remove the state folder to build it anew"})
			continue
		}
		fresh = append(fresh, c)
	}
	return fresh, known, problems
}

func checksum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
