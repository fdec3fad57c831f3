package examine

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/data/csv"
)

// Formats of exports.
const (
	formatCSV     = "csv"
	formatJSON    = "jsonl"
	formatParquet = "parquet"
)

// ErrNoFile marks a pattern that matches no file.
var ErrNoFile = errors.New("there is no such file")

// discover finds the files that the patterns of a source name, as a load does:
// a folder stands for the files directly in it, and names that begin with a dot
// are left out.
func discover(patterns []string) (files []*File, lost []Trouble) {
	seen := map[string]bool{}
	for _, pattern := range patterns {
		paths, err := expand(pattern)
		if err != nil {
			lost = append(lost, Trouble{pattern, err})
		}
		for _, path := range paths {
			info, err := os.Stat(path)
			if seen[path] || err == nil && info.IsDir() {
				continue
			}
			seen[path] = true
			if err != nil {
				lost = append(lost, Trouble{path, cause(err)})
				continue
			}
			files = append(files, &File{Path: path, Size: info.Size(), First: 1, Last: 0, Bad: map[csv.Reason]*Spot{}})
		}
	}
	slices.SortFunc(files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	return files, lost
}

func expand(pattern string) ([]string, error) {
	info, err := os.Stat(pattern)
	glob := pattern
	switch {
	case err == nil && !info.IsDir():
		return []string{pattern}, nil
	case err == nil:
		glob = filepath.Join(strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(pattern), "*")
	case !errors.Is(err, fs.ErrNotExist):
		return nil, cause(err)
	}
	paths, err := filepath.Glob(glob)
	if err != nil {
		return nil, fmt.Errorf("is no pattern: %w", err)
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") })
	if len(paths) == 0 {
		return nil, ErrNoFile
	}
	return paths, nil
}

// cause drops the path that errors of the operating system repeat.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// recognise finds the format of a file, unless it is given.
func recognise(path, given string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", cause(err)
	}
	defer file.Close()
	if given != "" && given != "auto" {
		return given, nil
	}
	head := make([]byte, 4)
	n, _ := file.Read(head) // what cannot be read is told when all of it is read
	if string(head[:n]) == "PAR1" {
		return formatParquet, nil
	}
	name := strings.ToLower(filepath.Base(path))
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch filepath.Ext(name) {
	case ".json", ".jsonl", ".ndjson":
		return formatJSON, nil
	case ".parquet":
		return formatParquet, nil
	}
	return formatCSV, nil
}
