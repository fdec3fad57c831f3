package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityNamesTests: every threat names a test, and every test that is
// named is there.
func TestSecurityNamesTests(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	there := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
		return err
	})
	if err != nil || len(there) < 100 {
		t.Fatalf("found %d tests, %v", len(there), err)
	}
	_, section, found := strings.Cut(read(t, "SECURITY.md"), "\n## Threats and answers\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("SECURITY.md has no threats")
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	threats := 0
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Threat |") {
			continue
		}
		threats++
		tests := named.FindAllStringSubmatch(line, -1)
		if len(tests) == 0 {
			t.Errorf("no test proves: %s", line)
		}
		for _, m := range tests {
			if !there[m[1]] {
				t.Errorf("there is no %s", m[1])
			}
		}
	}
	if threats < 20 {
		t.Errorf("only %d threats", threats)
	}
	for _, m := range regexp.MustCompile("`(\\w+\\.txtar)`").FindAllStringSubmatch(section, -1) {
		if _, err := os.Stat(filepath.Join("..", "cmd", "predict", "testdata", "script", m[1])); err != nil {
			t.Errorf("there is no script %s", m[1])
		}
	}
}
