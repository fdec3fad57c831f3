package pipeline_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// Sizes that hold for the code: median and 90th percentile are of all files
// and functions that are no tests.
const (
	fileLines, medianFileLines  = 500, 150
	functionLines, p90Functions = 80, 45
)

func TestSizes(t *testing.T) { report(t, oversized(repository(t))) }

func oversized(all []source) []string {
	var found []string
	var files, functions []int
	for _, s := range all {
		if s.lines > fileLines {
			found = append(found, fmt.Sprintf("%s/%s: %d lines, at most %d: give each concept a file of its own",
				s.dir, s.name, s.lines, fileLines))
		}
		if s.test {
			continue
		}
		files = append(files, s.lines)
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			functions = append(functions, n)
			if n > functionLines {
				found = append(found, fmt.Sprintf("%s: %s has %d lines, at most %d: name its steps as functions",
					s.at(f), f.Name.Name, n, functionLines))
			}
		}
	}
	if n := quantile(files, .5); n > medianFileLines {
		found = append(found, fmt.Sprintf("the median file has %d lines, at most %d: split the long ones", n, medianFileLines))
	}
	if n := quantile(functions, .9); n > p90Functions {
		found = append(found, fmt.Sprintf("one in ten functions has %d lines or more, at most %d", n, p90Functions))
	}
	return found
}

// quantile returns the value below which the share q of the values lies; 0 for
// none.
func quantile(values []int, q float64) int {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(int(q*float64(len(values))), len(values)-1)]
}

func TestPackageNames(t *testing.T) { report(t, vagueNames(repository(t))) }

func vagueNames(all []source) []string {
	vague := []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "base", "lib"}
	var found []string
	for _, s := range all {
		if name := s.file.Name.Name; slices.Contains(vague, strings.TrimSuffix(name, "_test")) {
			found = append(found, fmt.Sprintf("%s: package %s: name it after what it does", s.at(s.file.Name), name))
		}
	}
	return found
}

func TestNoInitFunctions(t *testing.T) { report(t, initFunctions(repository(t))) }

func initFunctions(all []source) []string {
	var found []string
	for _, s := range all {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				found = append(found, fmt.Sprintf("%s: func init: list things explicitly in one place and call it", s.at(f)))
			}
		}
	}
	return found
}

func TestNoMutablePackageState(t *testing.T) { report(t, mutableState(repository(t))) }

// mutableState finds package-level variables that are changed, can be changed
// from outside the package, or are made to be changed. Sentinel errors and
// embedded files are none.
func mutableState(all []source) []string {
	packages := map[string][]source{}
	for _, s := range all {
		if !s.test {
			packages[s.dir] = append(packages[s.dir], s)
		}
	}
	var found []string
	for _, files := range packages {
		p := variables{names: map[string]bool{}, specs: map[any]bool{}}
		for _, s := range files {
			found = append(found, p.collect(s)...)
		}
		for _, s := range files {
			found = append(found, p.changes(s)...)
		}
	}
	slices.Sort(found)
	return found
}

// variables are the package-level variables of one package, by name and by
// their declarations.
type variables struct {
	names map[string]bool
	specs map[any]bool
}

// collect notes the variables of a file and finds those whose declaration is
// wrong already.
func (p variables) collect(s source) []string {
	var found []string
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec) // a var declaration holds nothing else
			p.specs[v] = true
			for i, name := range v.Names {
				p.names[name.Name] = true
				switch {
				case name.Name == "_" || sentinel(v, i) || embedded(g, v):
				case name.IsExported():
					found = append(found, fmt.Sprintf("%s: var %s can be changed by anyone: export a function that returns it",
						s.at(name), name.Name))
				case madeToChange(v.Type):
					found = append(found, fmt.Sprintf("%s: var %s is state of the package: make it a field of a value that is handed over",
						s.at(name), name.Name))
				}
			}
		}
	}
	return found
}

// sentinel reports whether the i-th value is an error made on the spot.
func sentinel(v *ast.ValueSpec, i int) bool {
	if i >= len(v.Values) {
		return false
	}
	call, ok := v.Values[i].(*ast.CallExpr)
	if !ok {
		return false
	}
	name := selector(call.Fun)
	return name == "errors.New" || name == "fmt.Errorf"
}

// embedded reports whether the variable is filled by go:embed.
func embedded(g *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{g.Doc, v.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") }) {
			return true
		}
	}
	return false
}

// madeToChange reports whether a type is for shared state: locks, atomics and
// channels.
func madeToChange(t ast.Expr) bool {
	if i, ok := t.(*ast.IndexExpr); ok {
		t = i.X
	}
	if _, ok := t.(*ast.ChanType); ok {
		return true
	}
	name := selector(t)
	return strings.HasPrefix(name, "sync.") || strings.HasPrefix(name, "atomic.")
}

// selector returns pkg.Name for such an expression, else "".
func selector(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

// changes finds where a file changes one of the variables.
func (p variables) changes(s source) []string {
	var found []string
	flag := func(e ast.Expr, how string) {
		if id := p.root(e); id != nil && id.Name != "_" {
			found = append(found, fmt.Sprintf("%s: %s %s, a package-level variable: make it a field of a value that is handed over",
				s.at(e), how, id.Name))
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				if n.Tok != token.DEFINE {
					flag(e, "changes")
				}
			}
		case *ast.IncDecStmt:
			flag(n.X, "changes")
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				flag(n.Key, "changes")
				flag(n.Value, "changes")
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				flag(n.X, "takes the address of")
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (f.Name == "delete" || f.Name == "clear") {
				flag(n.Args[0], "changes")
			}
		}
		return true
	})
	return found
}

// root returns the variable of the package that an expression is a part of, or
// nil.
func (p variables) root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.Ident:
			// The parser resolves names within a file only: a name that it does
			// not know is one of another file of the package.
			if x.Obj == nil && p.names[x.Name] || x.Obj != nil && p.specs[x.Obj.Decl] {
				return x
			}
			return nil
		default:
			return nil
		}
	}
}
