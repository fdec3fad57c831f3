package reasons

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"predict/features"
)

// namesInUse returns the feature names that this package's source reads: its
// string literals of small letters, digits and underscores, families apart.
func namesInUse(t testing.TB) []string {
	t.Helper()
	name := regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)+$`)
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				if name.MatchString(text) && !slices.Contains(Families(), text) && !slices.Contains(names, text) {
					names = append(names, text)
				}
			}
			return true
		})
	}
	slices.Sort(names)
	return names
}

// TestNamesAreFeatures expects every feature that sentences read to exist, so
// that renaming one cannot silence a sentence, and every family to be one.
func TestNamesAreFeatures(t *testing.T) {
	known := map[string]bool{}
	families := map[string]bool{}
	for _, f := range features.Families() {
		families[f.Name] = true
		for _, s := range f.Specs {
			known[s.Name] = true
		}
	}
	names := namesInUse(t)
	if len(names) < 40 {
		t.Fatalf("only %d names were found in the source", len(names))
	}
	for _, name := range names {
		if !known[name] {
			t.Errorf("no family has a feature %s", name)
		}
	}
	for _, family := range Families() {
		if !families[family] {
			t.Errorf("there is no family %s", family)
		}
	}
	for family := range families {
		if !slices.Contains(Families(), family) {
			t.Errorf("the family %s has no sentences", family)
		}
	}
}
