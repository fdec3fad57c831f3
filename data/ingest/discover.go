package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/data/csv"
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
// left out, because writers use them for files that are not finished; so are
// folders, and with a warning pipes and devices. Links are followed.
func discover(patterns []string, in folders) (found []candidate, warnings []string, problems []error) {
	seen := map[string]bool{}
	for _, pattern := range patterns {
		paths, err := expand(pattern, in)
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
			if !info.Mode().IsRegular() {
				if path == pattern {
					problems = append(problems, &FileError{Path: path, Problem: "is not a regular file but " + kindOf(info.Mode()), Remedy: "name a file under files in the config"})
				} else {
					warnings = append(warnings, fmt.Sprintf("%s: is %s and was left out", path, kindOf(info.Mode())))
				}
				continue
			}
			found = append(found, candidate{path: path, size: info.Size(), modTime: info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.path, b.path) })
	return found, warnings, problems
}

// kindOf names what is no regular file.
func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else than a file"
}

func expand(pattern string, in folders) ([]string, error) {
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
	paths, err := in.glob(glob)
	if err != nil {
		return nil, &FileError{Path: pattern, Problem: "not a valid pattern", Err: err}
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") })
	if len(paths) == 0 {
		return nil, &FileError{Path: pattern, Problem: "matches no file", Remedy: "deliver one, or correct the path under files in the config"}
	}
	return paths, nil
}

// folders are the names in folders, sorted, so that tables whose exports lie in
// one folder of thousands do not list it each.
type folders map[string][]string

// glob is filepath.Glob.
func (f folders) glob(pattern string) ([]string, error) {
	dir, form := filepath.Split(pattern)
	if strings.ContainsAny(dir, `*?[\`) {
		return filepath.Glob(pattern)
	}
	if _, err := filepath.Match(form, ""); err != nil {
		return nil, err
	}
	names, known := f[dir]
	if !known {
		entries, _ := os.ReadDir(cmp.Or(dir, ".")) // a folder that cannot be read has no names, as for filepath.Glob
		for _, e := range entries {
			names = append(names, e.Name())
		}
		f[dir] = names
	}
	var paths []string
	for _, name := range names {
		if ok, _ := filepath.Match(form, name); ok { // the form is sound
			paths = append(paths, filepath.Join(dir, name))
		}
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

// checksum is the SHA-256 of a file in hexadecimal.
func checksum(path string) (string, error) {
	return prefixSum(path, math.MaxInt64)
}

// prefixSum is the SHA-256 of the first n bytes of a file, or of all that it has.
func prefixSum(path string, n int64) (string, error) {
	f, err := csv.OpenRegular(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, n)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
