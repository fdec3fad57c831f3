// Package docs_test holds the documents against the code: links, tables,
// columns, exit codes and configs that they show.
package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data"
	"predict/features"
)

// documents are the files that people read, relative to this folder.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../*.md", "*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) < 9 {
		t.Fatalf("found only %v", all)
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	yaml    = regexp.MustCompile("(?s)```yaml\n(.*?)```")
	cell    = regexp.MustCompile("`([a-z0-9_]+)`")
)

// anchors are the names by which the headings of a document are linked to.
func anchors(text string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		kept := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				return r
			}
			return -1
		}, strings.ToLower(m[1]))
		all = append(all, kept)
	}
	return all
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, doc), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			path := doc
			if target != "" {
				path = filepath.Join(filepath.Dir(doc), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s, which is not there", doc, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(read(t, path)), anchor) {
				t.Errorf("%s links to %s, but %s has no such heading", doc, m[1], path)
			}
		}
	}
}

// TestReadmeLeadsToEveryDocument: what nothing links to is not read.
func TestReadmeLeadsToEveryDocument(t *testing.T) {
	readme := read(t, "../README.md")
	found, err := filepath.Glob("*.md")
	if err != nil || len(found) < 8 {
		t.Fatalf("found only %v, %v", found, err)
	}
	for _, doc := range found {
		if !strings.Contains(readme, "](docs/"+doc+")") {
			t.Errorf("README.md does not link to docs/%s", doc)
		}
	}
}

// TestGateIsDocumented: training.md gives the default of every limit that keeps a
// model from scoring, models.md those of drift.
func TestGateIsDocumented(t *testing.T) {
	model := configs.Default().Model
	gate := strings.Split(read(t, "training.md"), "\n")
	for name, value := range map[string]any{
		"min_customers": model.Gate.MinCustomers, "min_churned": model.Gate.MinChurned, "min_gain": model.Gate.MinGain,
		"champion_tie": model.Gate.ChampionTie, "champion_logloss_tie": model.Gate.ChampionLogLossTie, "max_ece": model.Gate.MaxECE,
	} {
		want := strings.TrimPrefix(fmt.Sprint(value), "0.")
		says := func(line string) bool {
			return strings.HasPrefix(line, "| ") && strings.Contains(line, "`"+name+"`") && strings.Contains(row(line)[2], want)
		}
		if !slices.ContainsFunc(gate, says) {
			t.Errorf("training.md: no row of a table gives the default %v of %s", value, name)
		}
	}
	for name, value := range map[string]float64{"warn": model.Drift.Warn, "limit": model.Drift.Limit, "broken": model.Drift.Broken} {
		if want := fmt.Sprintf("| `model.drift.%s` | %v |", name, value); !strings.Contains(read(t, "models.md"), want) {
			t.Errorf("models.md does not say %q", want)
		}
	}
}

// TestModelPackagesAreDocumented: ARCHITECTURE.md names every folder of models.
func TestModelPackagesAreDocumented(t *testing.T) {
	text := read(t, "../ARCHITECTURE.md")
	folders, err := os.ReadDir("../models")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if f.IsDir() && !regexp.MustCompile(`\b`+f.Name()+`\b`).MatchString(text) {
			t.Errorf("ARCHITECTURE.md does not name models/%s", f.Name())
		}
	}
}

// TestConfigsLoad takes every YAML block for a whole config.
func TestConfigsLoad(t *testing.T) {
	blocks := 0
	for _, doc := range documents(t) {
		for _, m := range yaml.FindAllStringSubmatch(read(t, doc), -1) {
			blocks++
			if _, err := configs.Parse(doc, []byte(dedent(m[1])), nil); err != nil {
				t.Error(err)
			}
		}
	}
	if blocks == 0 {
		t.Error("no document shows a config")
	}
}

// dedent takes the indentation of the first line from all lines.
func dedent(text string) string {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	return strings.ReplaceAll("\n"+text, "\n"+indent, "\n")[1:]
}

// row returns the cells of a line of a table.
func row(line string) []string {
	var cells []string
	for _, c := range strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|") {
		cells = append(cells, strings.TrimSpace(c))
	}
	return cells
}

// TestTablesAreDocumented holds docs/exports.md against the contracts.
func TestTablesAreDocumented(t *testing.T) {
	text := read(t, "exports.md")
	for _, table := range data.Tables() {
		_, section, found := strings.Cut(text, "\n### "+table.Name+"\n")
		if !found {
			t.Errorf("exports.md has no heading ### %s", table.Name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n#")
		if !strings.Contains(section, table.Doc) {
			t.Errorf("exports.md, %s: does not say %q", table.Name, table.Doc)
		}
		var got [][]string
		for line := range strings.Lines(section) {
			if strings.HasPrefix(line, "| `") {
				got = append(got, row(line))
			}
		}
		var want [][]string
		for _, c := range table.Columns {
			required, doc := "", c.Doc
			if c.Required {
				required = "required"
			}
			if len(c.Values) > 0 {
				doc += " One of `" + strings.Join(c.Values, "`, `") + "`."
			}
			want = append(want, []string{"`" + c.Name + "`", c.Kind.String(), required, doc})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("exports.md, %s (-contract +document):\n%s", table.Name, diff)
		}
	}
}

// TestRiskColumnsAreDocumented reads the columns from where they are listed in
// the code, because the pipeline shows them to nobody else.
func TestRiskColumnsAreDocumented(t *testing.T) {
	_, code, found := strings.Cut(read(t, "../pipeline/risk.go"), "return []riskColumn{")
	code, _, end := strings.Cut(code, "\n\t}\n")
	if !found || !end {
		t.Fatal("pipeline/risk.go: the list of columns is not where this test looks for it")
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?:name: |\b(?:word|shared|empty|number|money)\()"([a-z0-9_]+)"`).FindAllStringSubmatch(code, -1) {
		want = append(want, m[1])
	}
	_, section, _ := strings.Cut(read(t, "risk-list.md"), "\n## Columns\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var got []string
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| `") {
			for _, m := range cell.FindAllStringSubmatch(row(line)[0], -1) {
				got = append(got, m[1])
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 27 {
		t.Errorf("columns of the risk list (-pipeline/risk.go +risk-list.md):\n%s", diff)
	}
}

func TestExclusionsAreDocumented(t *testing.T) {
	text := read(t, "risk-list.md")
	for _, e := range features.Exclusions() {
		if !strings.Contains(text, "| `"+e.String()+"` |") {
			t.Errorf("risk-list.md does not explain %s", e)
		}
	}
}

// TestExitCodesAreDocumented compares README.md with the codes of the command.
func TestExitCodesAreDocumented(t *testing.T) {
	var want, got []int
	for _, m := range regexp.MustCompile(`(?m)^\texit\w+ += (\d+)$`).FindAllStringSubmatch(read(t, "../cmd/predict/exit.go"), -1) {
		n, _ := strconv.Atoi(m[1]) // digits
		want = append(want, n)
	}
	_, table, _ := strings.Cut(read(t, "../README.md"), "| Exit code |")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		if n, err := strconv.Atoi(row(line)[0]); err == nil {
			got = append(got, n)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("exit codes (-cmd/predict/exit.go +README.md):\n%s", diff)
	}
}
