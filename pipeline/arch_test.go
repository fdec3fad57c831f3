package pipeline_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// The promises that the repository makes about its own code are tests. Each
// message says what to write instead. How they are kept by the linters too is
// in .golangci.yml.

// source is one parsed Go file; dir and name are relative to the repository.
type source struct {
	dir, name string
	test      bool
	file      *ast.File
	set       *token.FileSet
	lines     int
}

// at says where a node stands.
func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", path.Join(s.dir, s.name), s.set.Position(n.Pos()).Line)
}

// parse parses the text of a file.
func parse(name string, text []byte) (source, error) {
	s := source{
		dir: path.Dir(name), name: path.Base(name), test: strings.HasSuffix(name, "_test.go"),
		set: token.NewFileSet(), lines: strings.Count(string(text), "\n"),
	}
	var err error
	s.file, err = parser.ParseFile(s.set, name, text, parser.ParseComments)
	return s, err
}

// repository parses every Go file of the repository.
func repository(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err == nil && d.IsDir() && file != ".." && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel("..", file)
		if err != nil {
			return err
		}
		s, err := parse(filepath.ToSlash(relative), text)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// importRule forbids imports to the code in some folders. Tests are exempt.
type importRule struct {
	name    string   // also of the depguard rule
	inside  string   // folder that it binds; empty for all of them
	except  []string // folders that it does not bind
	deny    []string // import paths, with what lies below
	instead string
}

func importRules() []importRule {
	const (
		leaf   = "leaves never import each other or upwards: let pipeline bring them together"
		upward = "imports point down: cmd, pipeline, configs, leaves; hand over a value or declare a small interface"
	)
	return []importRule{
		{"data", "data", nil, own("features", "models", "configs", "pipeline", "cmd"), leaf},
		{"features", "features", nil, own("data", "models", "configs", "pipeline", "cmd"), leaf},
		{"models", "models", nil, own("data", "features", "configs", "pipeline", "cmd"), leaf},
		{"configs", "configs", nil, own("pipeline", "cmd"), upward},
		{"pipeline", "pipeline", nil, own("cmd"), upward},
		{"duckdb", "", []string{"data/duckdb"}, []string{"github.com/duckdb"}, "call data/duckdb"},
		{"postgres", "", []string{"data/postgres"}, []string{"github.com/jackc"}, "call data/postgres"},
		{"golearn", "", []string{"models/golearn"}, []string{"github.com/sjwhitworth/golearn"}, "call models/golearn"},
		{
			"parquet", "",
			[]string{"data/columnar"},
			[]string{"github.com/parquet-go", "github.com/apache/arrow-go"},
			"call data/columnar",
		},
		{
			"gota", "",
			[]string{"pipeline", "cmd"},
			[]string{"github.com/go-gota/gota"},
			"make small tables where people read them: in pipeline and cmd",
		},
	}
}

// own returns the import paths of folders of the repository.
func own(dirs ...string) []string {
	var all []string
	for _, d := range dirs {
		all = append(all, "predict/"+d)
	}
	return all
}

// below reports whether the path is dir or lies below it.
func below(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

func (r importRule) binds(s source) bool {
	return !s.test && (r.inside == "" || below(s.dir, r.inside)) &&
		!slices.ContainsFunc(r.except, func(dir string) bool { return below(s.dir, dir) })
}

func forbiddenImports(all []source) []string {
	var found []string
	for _, s := range all {
		for _, i := range s.file.Imports {
			target, _ := strconv.Unquote(i.Path.Value) // the parser accepts nothing else
			for _, r := range importRules() {
				if r.binds(s) && slices.ContainsFunc(r.deny, func(p string) bool { return below(target, p) }) {
					found = append(found, fmt.Sprintf("%s: imports %s: %s", s.at(i), target, r.instead))
				}
			}
		}
	}
	return found
}

func TestImportsPointOneWay(t *testing.T) { report(t, forbiddenImports(repository(t))) }

// report fails with every finding.
func report(t *testing.T, found []string) {
	t.Helper()
	for _, f := range found {
		t.Error(f)
	}
}

// TestLintersKnowTheImportRules holds the rules of depguard against these.
func TestLintersKnowTheImportRules(t *testing.T) {
	text, err := os.ReadFile("../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	type rule struct {
		Files []string `yaml:"files"`
		Deny  []struct {
			Pkg  string `yaml:"pkg"`
			Desc string `yaml:"desc"`
		} `yaml:"deny"`
	}
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct {
					Rules map[string]rule `yaml:"rules"`
				} `yaml:"depguard"`
			} `yaml:"settings"`
		} `yaml:"linters"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	for _, r := range importRules() {
		files := []string{"$all"}
		if r.inside != "" {
			files = []string{"${base-path}/" + r.inside + "/**"}
		}
		for _, dir := range r.except {
			files = append(files, "!${base-path}/"+dir+"/**")
		}
		files = append(files, "!$test")
		got := config.Linters.Settings.Depguard.Rules[r.name]
		if diff := cmp.Diff(files, got.Files); diff != "" {
			t.Errorf(".golangci.yml: files of rule %s (-arch_test.go +.golangci.yml):\n%s", r.name, diff)
		}
		deny := map[string]bool{}
		for _, d := range got.Deny {
			deny[d.Pkg] = true
		}
		want := map[string]bool{}
		for _, p := range r.deny {
			want[p] = true
		}
		if diff := cmp.Diff(want, deny); diff != "" {
			t.Errorf(".golangci.yml: packages of rule %s (-arch_test.go +.golangci.yml):\n%s", r.name, diff)
		}
	}
}
