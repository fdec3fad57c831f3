package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sources are the files whose sentences about what is missing reach the page.
func sources() []string {
	return []string{
		"../kpi/gaps.go", "../causes/missing.go", "../signals/missing.go", "../whatif/start.go", "../whatif/judge.go", "../bookpage.go",
	}
}

// TestMissingTexts expects every sentence by which other packages say what is missing,
// and what would fill it, to be known to the page by its English text: one that is
// changed there and not in the locales would stay in English.
func TestMissingTexts(t *testing.T) {
	var known []*regexp.Regexp
	for key, text := range locales(t)[0].Texts {
		if strings.HasPrefix(key, "missing.") || strings.HasPrefix(key, "means.") {
			known = append(known, regexp.MustCompile(`^`+regexp.MustCompile(`\\\{\w+(, \w+)*( \w+)?\\\}`).ReplaceAllString(regexp.QuoteMeta(text), `.+`)+`\.?$`))
		}
	}
	n := 0
	for _, path := range sources() {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(path), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range sentencesIn(file) {
			n++
			found := false
			for _, k := range known {
				found = found || k.MatchString(said)
			}
			if !found {
				t.Errorf("%s says what no text of the page says: %q; add it to locales/*.json as missing.<name>", path, said)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d sentences were found", n)
	}
}

// sentencesIn returns the texts of a file that are sentences: a capital letter first,
// a stop last. What is filled in stands as 7.
func sentencesIn(file *ast.File) []string {
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, ok := textOf(e)
		if !ok {
			return true
		}
		if regexp.MustCompile(`^[A-Z].* .*\.$`).MatchString(text) {
			all = append(all, text)
		}
		return false
	})
	return all
}

// textOf is a literal text, a sum of such and others, or the format of one.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return regexp.MustCompile(`%\w`).ReplaceAllString(text, "7"), e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		a, first := textOf(e.X)
		b, second := textOf(e.Y)
		if !first && !second || e.Op != token.ADD {
			return "", false
		}
		if !first {
			a = "7"
		}
		if !second {
			b = "7"
		}
		return a + b, true
	}
	return "", false
}
