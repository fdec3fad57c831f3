package report

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"predict/configs"
	counted "predict/features/causes"
	"predict/features/signals"
	"predict/models/drift"
	"predict/models/rules"
	"predict/pipeline/guard"
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

// TestNamesOfTheData expects the words of results to have names: bands of tenure,
// dimensions, signals, guards, figures and what limits them.
func TestNamesOfTheData(t *testing.T) {
	english := locales(t)[0].Texts
	var keys []string
	for _, band := range counted.TenureBands() {
		keys = append(keys, "group."+strings.ReplaceAll(band, " ", "_"))
	}
	for s := range signals.NumSignals {
		keys = append(keys, "signals.name."+signals.Name(s))
	}
	for _, name := range []string{
		configs.GuardFreshness, configs.GuardVolume, configs.GuardAmounts, configs.GuardMissing, configs.GuardQuarantine,
		configs.GuardCustomers, configs.GuardDrift, configs.GuardHighRisk, configs.GuardRealised,
	} {
		keys = append(keys, "guard."+name, "model.guard."+name)
	}
	for _, algorithm := range []string{configs.Boosted, configs.Logistic, configs.Forest, configs.Average} {
		keys = append(keys, "model.algorithm."+algorithm)
	}
	for _, rule := range []string{rules.Recency, rules.Frequency, rules.ChurnFactor} {
		keys = append(keys, "model.rule."+rule)
	}
	for _, level := range []any{guard.Note, guard.Warning, guard.Hard, drift.Stable, drift.Warning, drift.Hard} {
		keys = append(keys, fmt.Sprint("model.level.", level))
	}
	for day := range 7 {
		keys = append(keys, "weekday."+time.Weekday(day).String())
	}
	for _, industry := range []string{configs.IndustrySaaS, configs.IndustryRetail, configs.IndustryFinance, configs.IndustryServices} {
		keys = append(keys, "kpi.industry."+industry)
	}
	for _, key := range keys {
		if english[key] == "" {
			t.Errorf("%s has no text", key)
		}
	}
	for _, words := range []struct{ prefix, path, about string }{
		{"note.", "../kpi/note.go", "keys of notes"},
		{"note.", "../causes/result.go", "notes"},
		{"note.", "../signals/judging.go", "notes"},
		{"dimension.", "../causes/result.go", "dimension"},
		{"group.", "../causes/result.go", "anyreason is the group"},
		{"kpi.", "../kpi/book.go", "names of the figures"},
	} {
		found := constantsOf(t, words.path, words.about)
		if len(found) == 0 {
			t.Errorf("%s has no constants about %s", words.path, words.about)
		}
		for _, name := range found {
			if english[words.prefix+name] == "" {
				t.Errorf("%s%s, of %s, has no text", words.prefix, name, words.path)
			}
		}
	}
}

// TestFlatReasons expects the reasons of flat tables to be made of the words by which
// the page knows them.
func TestFlatReasons(t *testing.T) {
	source, err := os.ReadFile(filepath.FromSlash("../flat_reasons.go"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for key, text := range locales(t)[0].Texts {
		if !strings.HasPrefix(key, "flat.") {
			continue
		}
		for _, words := range regexp.MustCompile(`\{\w+\}`).Split(text, -1) {
			if n++; !strings.Contains(string(source), strings.TrimLeft(words, " ")) {
				t.Errorf("%s says %q, which no reason of a flat table does", key, words)
			}
		}
	}
	if n < 12 {
		t.Errorf("only %d parts were compared", n)
	}
}

// constantsOf returns the texts of the constants of a file whose doc comment begins so:
// it says what they are about.
func constantsOf(t *testing.T, path, about string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(path), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST || !strings.HasPrefix(strings.ToLower(g.Doc.Text()), about) {
			continue
		}
		for _, s := range g.Specs {
			for _, v := range s.(*ast.ValueSpec).Values {
				if text, ok := textOf(v); ok && text != "" {
					all = append(all, text)
				}
			}
		}
	}
	return all
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
		text = regexp.MustCompile(`%[-+#.\d]*q`).ReplaceAllString(text, `"7"`)
		text = regexp.MustCompile(`%[-+#.\d]*[a-z]`).ReplaceAllString(text, "7")
		return strings.ReplaceAll(text, "%%", "%"), e.Kind == token.STRING && err == nil
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
