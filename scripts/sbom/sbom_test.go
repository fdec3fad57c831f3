package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const program = "predict/cmd/predict"

// linked are the modules of the program with their licences.
func linked(t *testing.T) []licensed {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the list is that of Linux on amd64, the machine of the packages")
	}
	if _, err := os.ReadFile("../../go.mod"); err != nil { // so that go test runs anew when it changes
		t.Fatal(err)
	}
	modules, err := ofPackage(program)
	if err != nil {
		t.Fatal(err)
	}
	all, err := licences(modules)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestLicencesAreCurrent holds docs/licences.md against the code, and with it
// every licence against those allowed.
func TestLicencesAreCurrent(t *testing.T) {
	var want bytes.Buffer
	if err := writeMarkdown(&want, linked(t)); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/licences.md is out of date; run make licences (-want +got):\n%s", diff)
	}
}

// TestLibrariesOfDuckDBAreNamed: a new version of DuckDB may bring another
// library, under another licence.
func TestLibrariesOfDuckDBAreNamed(t *testing.T) {
	for _, l := range linked(t) {
		if l.path != duckdbModule {
			continue
		}
		unnamed, missing, err := unnamedLibraries(l.dir)
		if err != nil || len(unnamed) > 0 || len(missing) > 0 {
			t.Errorf("duckdbParts does not name %q, and names %q, which are not there: %v", unnamed, missing, err)
		}
		return
	}
	t.Errorf("%s is not linked; drop duckdbParts", duckdbModule)
}

// TestCopyrightHoldsAllTexts: each text of each module stands in the file.
func TestCopyrightHoldsAllTexts(t *testing.T) {
	all := linked(t)
	t.Chdir("../..")
	var b bytes.Buffer
	if err := writeCopyright(&b, all); err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if len(l.texts) == 0 {
			t.Errorf("%s has no text", l.path)
		}
		for _, text := range l.texts {
			if body := strings.TrimSpace(strings.ReplaceAll(text.body, "\r\n", "\n")); !strings.Contains(b.String(), body) {
				t.Errorf("%s of %s is missing", text.name, l.path)
			}
		}
		if !strings.Contains(b.String(), l.path+" "+l.version) {
			t.Errorf("%s is not named", l.path)
		}
	}
}

func TestRecognise(t *testing.T) {
	const bsd = "Redistribution and use in source and binary forms, with or without modification, are permitted. "
	tests := []struct {
		name, body string
		want       []string
	}{
		{"nothing", "All rights reserved.", nil},
		{"MIT over lines", "Permission is hereby granted, free of charge, to any person\n  obtaining a copy of this software", []string{"MIT"}},
		{"Apache in Markdown", "Apache License\n====\n\n_Version 2.0, January 2004_", []string{"Apache-2.0"}},
		{"two clauses", bsd, []string{"BSD-2-Clause"}},
		{"three clauses", bsd + "Neither the name of X may be used to endorse or promote products", []string{"BSD-3-Clause"}},
		{"four clauses", bsd + "All advertising materials mentioning features. It may not be used to endorse or promote products", []string{"BSD-4-Clause"}},
		{"two and three", bsd + bsd + "may be used to endorse or promote products", []string{"BSD-2-Clause", "BSD-3-Clause"}},
		{"lesser", "GNU LESSER GENERAL PUBLIC LICENSE", []string{"LGPL"}},
		{"Mozilla", "Mozilla Public License Version 2.0", []string{"MPL-2.0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, recognise(test.body)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestRefusedLicences(t *testing.T) {
	tests := []struct{ name, file, body, want string }{
		{"none", "README", "MIT", "no licence that is recognised"},
		{"unknown", "LICENSE", "Ask me.", "no licence that is recognised"},
		{"not allowed", "COPYING", "GNU General Public License", "is under GPL, which is not allowed"},
		{"one of two is not", "LICENSE.txt", "Apache License, Version 2.0\nMozilla Public License, v. 2.0", "is under MPL-2.0, which is not allowed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.body), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := licences([]module{{path: "example.org/m", version: "v1.0.0", dir: dir}})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "example.org/m") {
				t.Errorf("got %v, want it to say %q and name the module", err, test.want)
			}
		})
	}
}

// The forms that the CycloneDX 1.6 schema asks for (bom-1.6.schema.json).
var (
	serial   = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	digest   = regexp.MustCompile(`^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$`)
	semantic = regexp.MustCompile(`^pkg:golang/[^@\s]+@[^@\s]+$`)
)

type bomComponent struct {
	Type, Name, Version, Purl string
	Ref                       string `json:"bom-ref"`
	Hashes                    []struct{ Alg, Content string }
	Licenses                  []struct {
		License    *struct{ ID string }
		Expression string
	}
	Components []bomComponent
}

// TestBOM builds a small program of this repository and holds its bill against
// what the schema requires and what is linked.
func TestBOM(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "sbom")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	var b, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&b, &again} {
		if err := run(w, []string{"bom", binary, "1.2.3"}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same program has two bills")
	}
	var bom struct {
		BomFormat, SpecVersion, SerialNumber string
		Version                              int
		Metadata                             struct {
			Timestamp string
			Component bomComponent
		}
		Components   []bomComponent
		Dependencies []struct {
			Ref       string
			DependsOn []string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &bom); err != nil {
		t.Fatal(err)
	}
	if bom.BomFormat != "CycloneDX" || bom.SpecVersion != "1.6" || bom.Version != 1 || !serial.MatchString(bom.SerialNumber) {
		t.Errorf("head %s %s %d %s", bom.BomFormat, bom.SpecVersion, bom.Version, bom.SerialNumber)
	}
	if m := bom.Metadata; m.Timestamp != "2026-01-01T00:00:00Z" || m.Component.Name != "predict" || m.Component.Version != "1.2.3" || m.Component.Type != "application" {
		t.Errorf("metadata %+v", m)
	}
	refs := map[string]int{}
	var names []string
	for _, c := range bom.Components {
		refs[c.Ref]++
		names = append(names, c.Name)
		if c.Type != "library" || c.Version == "" || !semantic.MatchString(c.Purl) || len(c.Licenses) != 1 {
			t.Errorf("component %+v", c)
		}
		if len(c.Hashes) != 1 && c.Name != "std" {
			t.Errorf("%s has %d hashes", c.Name, len(c.Hashes))
		}
		for _, h := range c.Hashes {
			if h.Alg != "SHA-256" || !digest.MatchString(h.Content) {
				t.Errorf("%s: hash %+v", c.Name, h)
			}
		}
		if l := c.Licenses[0]; (l.License == nil || l.License.ID == "") == (l.Expression == "") {
			t.Errorf("%s: licence must be an id or an expression: %+v", c.Name, l)
		}
	}
	if diff := cmp.Diff([]string{"std", "github.com/CycloneDX/cyclonedx-go"}, names); diff != "" {
		t.Errorf("components of this small program, -want +got:\n%s", diff)
	}
	for _, d := range bom.Dependencies {
		if d.Ref != "predict" && refs[d.Ref] != 1 {
			t.Errorf("dependency %s is listed %d times", d.Ref, refs[d.Ref])
		}
		if d.Ref == "predict" && !slices.Equal(d.DependsOn, []string{bom.Components[0].Ref, bom.Components[1].Ref}) {
			t.Errorf("predict depends on %v", d.DependsOn)
		}
	}
	// The same binary and package are the same; another package is not.
	if err := same(".", binary); err != nil {
		t.Error(err)
	}
	if err := same(program, binary); err == nil || !strings.Contains(err.Error(), "duckdb") {
		t.Errorf("another program is said to be the same: %v", err)
	}
}

// TestInsideOfDuckDB: the libraries within DuckDB are in the bill of the program.
func TestInsideOfDuckDB(t *testing.T) {
	c, err := component(licensed{module: module{path: duckdbModule, version: "v1.0.0", sum: "h1:" + strings.Repeat("A", 43) + "="}, spdx: []string{"MIT"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Components == nil || len(*c.Components) != len(duckdbParts()) {
		t.Errorf("got %v", c.Components)
	}
	if _, err := component(licensed{module: module{path: "m", sum: "h1:short"}}); err == nil || !strings.Contains(err.Error(), "go.sum") {
		t.Errorf("a sum that is none: %v", err)
	}
}

// TestPageLibraries holds the list of what the program puts into the page against
// the files there: each says its name, version and licence.
func TestPageLibraries(t *testing.T) {
	for _, p := range scripts() {
		library := strings.TrimSuffix(filepath.Join("..", "..", p.licence), ".LICENSE") + ".js"
		licence, err := os.ReadFile(filepath.Join("..", "..", p.licence))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(strings.Replace(library, "uPlot", "uplot", 1))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), strings.TrimSpace(string(licence))) || !strings.Contains(string(text), "v"+p.version) {
			t.Errorf("%s holds not the licence of %s, or not version %s", library, p.name, p.version)
		}
	}
	bom := *inPage()
	if len(bom) != len(scripts()) || bom[0].PackageURL != "pkg:npm/uplot@1.6.32" {
		t.Errorf("the bill of materials names %v", bom)
	}
}
