package pipeline_test

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"predict/features"
)

func TestPackagesAreDocumented(t *testing.T) { report(t, undocumentedPackages(repository(t))) }

func undocumentedPackages(all []source) []string {
	documented := map[string]bool{}
	for _, s := range all {
		if s.test {
			continue
		}
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command "
		}
		has := s.file.Doc != nil && strings.HasPrefix(s.file.Doc.Text(), want)
		documented[s.dir] = documented[s.dir] || has
	}
	var found []string
	for dir, has := range documented {
		if !has {
			found = append(found, fmt.Sprintf(
				"%s: no package comment: write doc.go with its purpose, its terms and what it refuses to do", dir))
		}
	}
	slices.Sort(found)
	return found
}

func TestExportedNamesAreDocumented(t *testing.T) { report(t, undocumentedNames(repository(t))) }

func undocumentedNames(all []source) []string {
	var found []string
	for _, s := range all {
		if s.test {
			continue
		}
		undocumented := func(n *ast.Ident, docs ...*ast.CommentGroup) {
			has := slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil })
			if n.IsExported() && !has {
				found = append(found, fmt.Sprintf("%s: %s has no comment: say in a sentence what it is, its unit or shape, and its errors",
					s.at(n), n.Name))
			}
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil || receiverExported(d.Recv) {
					undocumented(d.Name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						undocumented(spec.Name, d.Doc, spec.Doc)
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							undocumented(name, d.Doc, spec.Doc, spec.Comment)
						}
					}
				}
			}
		}
	}
	return found
}

// receiverExported reports whether a method belongs to an exported type.
func receiverExported(list *ast.FieldList) bool {
	for e := list.List[0].Type; ; {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// TestDependenciesAreExplained: every module that our code imports is marked
// as direct in go.mod and has a line in DECISIONS.md that says why it is used.
func TestDependenciesAreExplained(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	indirect := requirements(string(mod))
	decisions, err := os.ReadFile("../DECISIONS.md")
	if err != nil {
		t.Errorf("%v: write DECISIONS.md with a line for each module that is used", err)
	}
	used := map[string]bool{}
	for _, s := range repository(t) {
		for _, i := range s.file.Imports {
			target, _ := strconv.Unquote(i.Path.Value) // the parser accepts nothing else
			if module := moduleOf(target, indirect); module != "" {
				used[module] = true
			}
		}
	}
	for _, module := range slices.Sorted(maps.Keys(indirect)) {
		isIndirect := indirect[module]
		switch {
		case !used[module] && !isIndirect:
			t.Errorf("go.mod requires %s and nothing imports it: run go mod tidy", module)
		case used[module] && isIndirect:
			t.Errorf("go.mod calls %s indirect and our code imports it: run go mod tidy", module)
		}
		if used[module] && !explained(string(decisions), module) {
			t.Errorf("DECISIONS.md does not explain %s: write one line with the module path, what it is used for and why it", module)
		}
	}
}

// requirements returns the modules of a go.mod and whether each is indirect.
func requirements(mod string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(mod) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "require ")
		words := strings.Fields(line)
		if len(words) >= 2 && strings.Contains(words[0], ".") && strings.HasPrefix(words[1], "v") {
			all[words[0]] = strings.HasSuffix(line, "// indirect")
		}
	}
	return all
}

// moduleOf returns the module that provides a package, the longest that fits.
func moduleOf(target string, modules map[string]bool) string {
	best := ""
	for m := range modules {
		if below(target, m) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

// explained reports whether a line names the module and says more than its name.
func explained(decisions, module string) bool {
	for line := range strings.Lines(decisions) {
		words := strings.Fields(line)
		names := slices.ContainsFunc(words, func(w string) bool { return strings.Trim(w, "`|,;:()*[]") == module })
		if names && len(words) >= 6 {
			return true
		}
	}
	return false
}

// TestDictionaryNamesEveryFeature: features/DICTIONARY.md is generated and must
// not fall behind the specs.
func TestDictionaryNamesEveryFeature(t *testing.T) {
	text, err := os.ReadFile("../features/DICTIONARY.md")
	if err != nil {
		t.Fatalf("%v: run make dictionary", err)
	}
	for _, family := range features.Families() {
		for _, spec := range family.Specs {
			for _, want := range []string{spec.Name, spec.Doc} {
				if !strings.Contains(string(text), want) {
					t.Errorf("features/DICTIONARY.md does not say %q of %s: run make dictionary", want, spec.Name)
				}
			}
		}
	}
}
