package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestRulesFindWhatTheyForbid holds every rule of the architecture against code
// that breaks it and code that does not.
func TestRulesFindWhatTheyForbid(t *testing.T) {
	long := strings.Repeat("\tprintln()\n", functionLines)
	tests := []struct {
		name  string
		check func([]source) []string
		file  string
		code  string
		want  int // findings
	}{
		{"leaf imports leaf", forbiddenImports, "data/x/x.go", `package x; import _ "predict/features"`, 1},
		{"leaf imports below leaf", forbiddenImports, "models/x.go", `package models; import _ "predict/data/lake"`, 1},
		{"leaf imports up", forbiddenImports, "features/x.go", `package features; import _ "predict/configs"`, 1},
		{"configs imports pipeline", forbiddenImports, "configs/x.go", `package configs; import _ "predict/pipeline"`, 1},
		{"configs imports leaf", forbiddenImports, "configs/x.go", `package configs; import _ "predict/data"`, 0},
		{"test of a leaf", forbiddenImports, "data/x/x_test.go", `package x_test; import _ "predict/features"`, 0},
		{"driver elsewhere", forbiddenImports, "data/lake/x.go", `package lake; import _ "github.com/duckdb/duckdb-go/v2"`, 1},
		{"driver at home", forbiddenImports, "data/duckdb/x.go", `package duckdb; import _ "github.com/duckdb/duckdb-go/v2"`, 0},
		{"golearn elsewhere", forbiddenImports, "models/x.go", `package models; import _ "github.com/sjwhitworth/golearn/base"`, 1},
		{"name that only begins alike", forbiddenImports, "data/x.go", `package data; import _ "predict/featureset"`, 0},

		{"vague name", vagueNames, "data/util/x.go", `package util`, 1},
		{"telling name", vagueNames, "data/lake/x.go", `package lake`, 0},
		{"init", initFunctions, "data/x.go", `package data; func init() {}`, 1},
		{"method called init", initFunctions, "data/x.go", `package data; type a int; func (a) init() {}`, 0},

		{"assigned", mutableState, "data/x.go", `package data; var n int; func f() { n = 1 }`, 1},
		{"incremented", mutableState, "data/x.go", `package data; var n int; func f() { n++ }`, 1},
		{"element assigned", mutableState, "data/x.go", `package data; var m = map[int]int{}; func f() { m[1] = 2 }`, 1},
		{"field assigned", mutableState, "data/x.go", `package data; var s struct{ n int }; func f() { s.n = 2 }`, 1},
		{"element deleted", mutableState, "data/x.go", `package data; var m = map[int]int{}; func f() { delete(m, 1) }`, 1},
		{"address taken", mutableState, "data/x.go", `package data; var n int; func f() *int { return &n }`, 1},
		{"exported", mutableState, "data/x.go", `package data; var N = []int{1}`, 1},
		{"lock", mutableState, "data/x.go", `package data; import "sync"; var l sync.Mutex`, 1},
		{"channel", mutableState, "data/x.go", `package data; var c chan int`, 1},
		{"read only", mutableState, "data/x.go", `package data; var n = []int{1}; func f() int { return n[0] }`, 0},
		{"nothing assigned", mutableState, "data/x.go", `package data; var _ int = 1; func f() { _ = 2 }`, 0},
		{"local of the same name", mutableState, "data/x.go", `package data; var n = 1; func f() { n := 2; n = 3; _ = n }`, 0},
		{"sentinel", mutableState, "data/x.go", `package data; import "errors"; var ErrX = errors.New("x")`, 0},
		{"embedded", mutableState, "data/x.go", "package data\nimport _ \"embed\"\n//go:embed x\nvar X string\n", 0},
		{"in a test", mutableState, "data/x_test.go", `package data; var n int; func f() { n = 1 }`, 0},

		{"long function", oversized, "data/x.go", "package data\nfunc f() {\n" + long + "}\n", 2}, // and one in ten is
		{"long test", oversized, "data/x_test.go", "package data\nfunc f() {\n" + long + "}\n", 0},
		{"long file", oversized, "data/x_test.go", "package data\n" + strings.Repeat("// x\n", fileLines), 1},

		{"no package comment", undocumentedPackages, "data/x.go", "package data", 1},
		{"package comment", undocumentedPackages, "data/x.go", "// Package data reads.\npackage data", 0},
		{"command comment", undocumentedPackages, "cmd/x/x.go", "// Command x runs.\npackage main", 0},
		{"no comment", undocumentedNames, "data/x.go", "package data; func F() {}; type T int; const C = 1", 3},
		{"method of a private type", undocumentedNames, "data/x.go", "package data; type t int; func (t) M() {}", 0},
		{"method", undocumentedNames, "data/x.go", "package data\n// T is.\ntype T int\nfunc (*T) M() {}", 1},
		{"comments", undocumentedNames, "data/x.go", "package data\n// F does.\nfunc F() {}\n// These are.\nconst (\nA = 1\nB = 2\n)", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := parse(test.file, []byte(test.code))
			if err != nil {
				t.Fatal(err)
			}
			if got := test.check([]source{s}); len(got) != test.want {
				t.Errorf("%d findings, want %d: %q", len(got), test.want, got)
			}
		})
	}
}

func TestStateIsFoundAcrossFiles(t *testing.T) {
	var all []source
	for i, code := range []string{"package data; var n int", "package data; func f() { n = 1 }", "package data; func g(n int) { n = 1 }"} {
		s, err := parse(fmt.Sprintf("data/x%d.go", i), []byte(code))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if got := mutableState(all); len(got) != 1 || !strings.Contains(got[0], "data/x1.go:1: changes n") {
		t.Errorf("findings %q, want the one in x1.go", got)
	}
}

func TestRequirements(t *testing.T) {
	got := requirements("module predict\n\ngo 1.26.0\n\nrequire a.b/c v1.0.0\n\nrequire (\n\td.e/f/v2 v2.0.0 // indirect\n)\n")
	if len(got) != 2 || got["a.b/c"] || !got["d.e/f/v2"] {
		t.Errorf("requirements %v", got)
	}
	if m := moduleOf("d.e/f/v2/g", got); m != "d.e/f/v2" {
		t.Errorf("module of d.e/f/v2/g is %q", m)
	}
	text := "- `a.b/c`: reads letters, because none reads them faster\n- d.e/f/v2\n"
	if !explained(text, "a.b/c") || explained(text, "d.e/f/v2") || explained(text, "a.b") {
		t.Error("explained takes a bare name, or misses a line")
	}
}
