package inspect

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"predict/data"
)

// Options bound what is read. The zero value is right for all but tests.
type Options struct {
	// SampleBytes is how much text is read of the beginning of a file; 0 means
	// 1 MiB.
	SampleBytes int
	// SampleFiles is the number of files of a group that are sampled; 0 means 12.
	SampleFiles int
	// CSV fixes parts of the dialect of all files, as in the config of a table.
	CSV data.Dialect
	// Nulls are texts that mean "no value"; nil takes those of data.DefaultSource.
	Nulls []string
	// Parquet writes the Parquet file at path as CSV to out, as
	// duckdb.Engine.ParquetToCSV does; nil leaves Parquet files out and says so.
	Parquet func(ctx context.Context, path, out string) (columns []string, rows int64, err error)
	// Scratch is the folder for such files; empty takes that of the system.
	Scratch string
}

// Folder looks at every file in dir and in the folders directly in it; names
// that begin with a dot are left out. The error is about the folder itself or
// the context; whatever is wrong with single files stands in Found.Problems.
func Folder(ctx context.Context, dir string, o Options) (*Found, error) {
	f, err := find(ctx, dir)
	if err != nil {
		return nil, err
	}
	return f.inspect(ctx, dir, o)
}

// Files looks at the files that the patterns name, as the config of a table
// names them: paths, globs or folders. Paths in what it returns are as the
// patterns give them. The files of one pattern that have the same columns are
// one export.
func Files(ctx context.Context, patterns []string, o Options) (*Found, error) {
	f := &finder{}
	seen := map[string]bool{}
	for _, pattern := range patterns {
		paths, err := expand(pattern)
		if err != nil {
			return nil, fmt.Errorf("inspect: finding the files of %s: %w", pattern, err)
		}
		for _, p := range paths {
			info, err := os.Stat(p)
			switch {
			case seen[p] || strings.HasPrefix(filepath.Base(p), "."):
			case err != nil:
				f.problem(p, "cannot be read", err)
			case !info.Mode().IsRegular():
			case info.Size() == 0:
				f.problem(p, "is empty; deliver it again, or take it away", nil)
			default:
				f.files = append(f.files, File{Path: p, Size: info.Size(), ModTime: info.ModTime()})
			}
			seen[p] = true
		}
	}
	return f.inspect(ctx, "", o)
}

// expand lists the paths that a pattern of a config stands for.
func expand(pattern string) ([]string, error) {
	info, err := os.Stat(pattern)
	switch {
	case err == nil && !info.IsDir():
		return []string{pattern}, nil
	case err == nil:
		return filepath.Glob(filepath.Join(escape(pattern), "*"))
	}
	return filepath.Glob(pattern)
}

// inspect looks into the files that were found.
func (f *finder) inspect(ctx context.Context, dir string, o Options) (*Found, error) {
	d, err := readWords()
	if err != nil {
		return nil, err
	}
	files, err := f.look(ctx, o)
	if err != nil {
		return nil, err
	}
	found := &Found{Dir: dir}
	var all []string
	for _, file := range f.files {
		all = append(all, file.Path)
	}
	for _, p := range f.problems {
		all = append(all, p.Path)
	}
	none := nulls(o)
	for _, g := range d.group(files) {
		e := export(g, all)
		f.problems = append(f.problems, sample(ctx, &e, g, o)...)
		for i := range e.Columns {
			d.profile(&e.Columns[i], e.cells[i], none)
		}
		found.Exports = append(found.Exports, e)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	settleDates(found.Exports)
	slices.SortStableFunc(found.Exports, func(a, b Export) int { return strings.Compare(a.Pattern, b.Pattern) })
	slices.SortStableFunc(f.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	found.Problems = f.problems
	return found, nil
}

// export describes a group of files, but for what they hold.
func export(group []looked, all []string) Export {
	latest := group[len(group)-1]
	e := Export{Format: latest.format, Dialect: group[0].dialect, Header: latest.header, Bad: map[string]int{}}
	var paths []string
	for _, l := range group {
		e.Files = append(e.Files, l.File)
		paths = append(paths, l.Path)
	}
	others := slices.DeleteFunc(slices.Clone(all), func(p string) bool { return slices.Contains(paths, p) })
	e.places = placesOf(paths, others)
	var shown []string
	for _, p := range e.places {
		shown = append(shown, p.show())
	}
	e.Pattern = shown[0]
	if len(shown) > 1 {
		e.Pattern = fmt.Sprintf("%s and %d more", shown[0], len(shown)-1)
	}
	e.Name = stem(latest.Path)
	if e.Name == "" {
		e.Name = path.Base(parent(latest.Path))
	}
	count := map[string]int{}
	for _, name := range latest.columns {
		count[name]++
	}
	for i, name := range latest.columns {
		missing := slices.ContainsFunc(group, func(l looked) bool { return l.header && !slices.Contains(l.columns, name) })
		if missing {
			e.Warnings = append(e.Warnings, fmt.Sprintf("column %d (%s) is not in every file, so it cannot be used", i+1, clip(name)))
			continue
		}
		e.Columns = append(e.Columns, Column{Name: name, Twice: count[name] > 1})
		e.cells = append(e.cells, nil)
	}
	for _, w := range latest.warnings {
		e.Warnings = append(e.Warnings, clip(w))
	}
	return e
}
