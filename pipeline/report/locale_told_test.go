package report

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// toldPrefixes are those of the texts by which findings, drift and the notes about the
// model are known, and of the pieces that they are made of.
func toldPrefixes() []string {
	return []string{
		"finding", "findingbefore", "findingday", "findingusual", "findingothers", "span", "drift", "drifted", "driftof", "driftbin",
		"fact", "nodrift", "unsound", "compared", "leak", "leakremedy", "leakend", "leakshares", "ends", "fewlabels",
	}
}

// toldSources are the files whose sentences reach the page as findings, drift or notes;
// of some only these functions.
func toldSources(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{
		"../listguards.go": nil, "../../models/drift/compare.go": nil, "../../models/drift/distribution.go": {"describe"},
		"../drifting.go": {"reasons", "newDriftWatch"}, "../pagemodel.go": nil, "../modelcard_rest.go": {"modelLimits"}, "../flat_card.go": {"flatLimits"},
		"../../models/gate/judge.go": nil, "../../models/gate/calibration.go": nil, "../../models/leak/judge.go": nil, "../../models/leak/leak.go": {"Find"},
		"../../models/calibrate/crossfit.go": {"tooFew", "fallback"}, "../../models/calibrate/choose.go": {"Choose"},
	}
	guards, err := filepath.Glob("../guard/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range guards {
		if !strings.HasSuffix(path, "_test.go") {
			all[filepath.ToSlash(path)] = nil
		}
	}
	return all
}

// TestToldTexts expects every piece of a sentence that guards, drift, the gate and the
// limits of models say to be known to the page by its English text: one that is new or
// changed there would stay in English.
func TestToldTexts(t *testing.T) {
	var known []*regexp.Regexp
	for key, text := range locales(t)[0].Texts {
		if prefix, _, _ := strings.Cut(key, "."); slices.Contains(toldPrefixes(), prefix) {
			known = append(known, regexp.MustCompile(`^`+regexp.MustCompile(`\\\{\w+[^{}]*\\\}`).ReplaceAllString(regexp.QuoteMeta(text), `.*`)+`$`))
		}
	}
	n := 0
	for path, functions := range toldSources(t) {
		for _, said := range saidIn(t, path, functions) {
			n++
			if !slices.ContainsFunc(known, func(k *regexp.Regexp) bool { return k.MatchString(said) }) {
				t.Errorf("%s says what no text of the page says: %q; add it to locales/*.json as fact.<name>, finding.<name> or drift.<name>", path, said)
			}
		}
	}
	if n < 90 {
		t.Errorf("only %d sentences were found", n)
	}
}

// saidIn returns the texts of several words in a file, or in some of its functions; not
// remedies, errors, logs and headings of problems, which are told elsewhere. What is
// filled in stands as 7.
func saidIn(t *testing.T, path string, functions []string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(path), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	collect := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field, *ast.ImportSpec:
			return false
		case *ast.FuncDecl:
			return n.Name.Name != "Name" // of a stage
		case *ast.AssignStmt:
			if set, ok := n.Lhs[0].(*ast.SelectorExpr); ok && set.Sel.Name == "Remedy" {
				return false
			}
		case *ast.KeyValueExpr:
			if name, ok := n.Key.(*ast.Ident); ok && (name.Name == "Remedy" || name.Name == "Cause") {
				return false
			}
		case *ast.UnaryExpr:
			if made, ok := n.X.(*ast.CompositeLit); ok && fmt.Sprint(made.Type) == "Problem" {
				return false
			}
		case *ast.CallExpr:
			if name := calledBy(n); name == "Errorf" || name == "guardsRefusal" || name == "ReplaceAll" {
				return false
			}
		case ast.Expr:
			if text, ok := textOf(n); ok {
				if strings.Contains(text, " ") && strings.IndexFunc(text, unicode.IsLetter) >= 0 {
					all = append(all, text)
				}
				return false
			}
		}
		return true
	}
	found := 0
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && slices.Contains(functions, f.Name.Name) {
			found++
			ast.Inspect(f, collect)
		}
	}
	if found != len(functions) {
		t.Errorf("%s has %d of the functions %v", path, found, functions)
	}
	if functions == nil {
		ast.Inspect(file, collect)
	}
	return all
}

func calledBy(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// TestToldInTheBrowser expects what the guards, drift and the gate say to be told in
// Persian and Lithuanian, with nothing left in English but names of the data.
func TestToldInTheBrowser(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("testdata", "told.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var given [][]string
	for _, line := range strings.Split(strings.TrimSpace(string(source)), "\n") {
		prefix, text, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("a line without a prefix: %q", line)
		}
		given = append(given, []string{prefix + ".", text})
	}
	sentences, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string][]string
	inBrowser(t, fmt.Sprintf(`const out = {};
for (const language of ["en", "fa", "lt"]) {
  i18n.setup({locales, language, currency: "EUR"});
  out[language] = %s.map(([prefix, text]) => i18n.told(prefix, text));
}
return out;`, sentences), &got)
	names := regexp.MustCompile("\u2068[^\u2069]*\u2069")
	for i, sentence := range given {
		if got["en"][i] != sentence[1] {
			t.Errorf("%q is %q in English", sentence[1], got["en"][i])
		}
		if left := names.ReplaceAllString(got["fa"][i], ""); regexp.MustCompile(`[A-Za-z0-9]`).MatchString(left) || !regexp.MustCompile(`\p{Arabic}`).MatchString(left) {
			t.Errorf("%q is %q in Persian", sentence[1], got["fa"][i])
		}
		if said := got["lt"][i]; said == sentence[1] || regexp.MustCompile(`\b(the|of|is|are|has|its|than|and|customers|days|rows)\b`).MatchString(said) {
			t.Errorf("%q is %q in Lithuanian", sentence[1], said)
		}
	}
}
