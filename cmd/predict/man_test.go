package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// writePages writes the manual pages as the program does.
func writePages(t *testing.T, epoch string) map[string]string {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", epoch)
	dir := filepath.Join(t.TempDir(), "man", "man1")
	var out, errors bytes.Buffer
	if code := execute(t.Context(), []string{"man", dir}, streams{out: &out, err: &errors}); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errors.String())
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != 0o644 {
			t.Errorf("%s: mode %v, %v", path, info.Mode(), err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(path)] = string(text)
	}
	return pages
}

// plain is a page without its macros' escapes.
func plain(page string) string {
	return strings.NewReplacer(`\-`, "-", `\fB`, "", `\fI`, "", `\fR`, "", `\(aq`, "'", `\(ga`, "`", `\(dq`, `"`, `\e`, `\`, `\&`, "").Replace(page)
}

func TestManualHasEveryCommandAndFlag(t *testing.T) {
	pages := writePages(t, "")
	root := (&app{}).root()
	root.InitDefaultCompletionCmd("run")
	for _, c := range manCommands(root) {
		name := manName(c) + ".1"
		text := plain(pages[name])
		delete(pages, name)
		for _, want := range []string{c.Short, manUse(c), "\n  5    a guard found", strings.TrimSpace(c.Example)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		for _, flags := range []*pflag.FlagSet{c.NonInheritedFlags(), c.InheritedFlags()} {
			flags.VisitAll(func(f *pflag.Flag) {
				if !strings.Contains(text, "--"+f.Name) || !strings.Contains(text, f.Usage) {
					t.Errorf("%s does not tell of --%s", name, f.Name)
				}
			})
		}
		for line := range strings.Lines(c.Long) {
			if line = strings.TrimSpace(line); line+"\n" != exitCodesTitle && !strings.Contains(text, strings.ReplaceAll(line, "\t", "    ")) {
				t.Errorf("%s does not say %q", name, line)
			}
		}
	}
	for name := range pages {
		t.Errorf("%s is the page of no command", name)
	}
}

func TestManualHasItsDate(t *testing.T) {
	first := writePages(t, "")["predict-run.1"]
	if got, _, _ := strings.Cut(first, "\n"); !strings.HasPrefix(got, `.TH "PREDICT\-RUN" 1 "" "predict `) {
		t.Errorf("without a date: %s", got)
	}
	dated := writePages(t, "1767225600")["predict-run.1"] // 2026-01-01 00:00:00 UTC
	if want := strings.Replace(first, `1 "" `, `1 "2026-01-01" `, 1); dated != want {
		t.Errorf("with a date: %.80q", dated)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	var errors bytes.Buffer
	if code := execute(t.Context(), []string{"man", t.TempDir()}, streams{out: &errors, err: &errors}); code != exitUsage || !strings.Contains(errors.String(), "whole seconds") {
		t.Errorf("a wrong date: %d, %s", code, errors.String())
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		".SH x":         `\&.SH x`,
		"'quoted'":      `\(aqquoted\(aq`,
		`a\b --c "d"`:   `a\eb \-\-c \(dqd\(dq`,
		"outputs/<day>": "outputs/<day>",
	} {
		if got := roff(text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	if got, want := manText("a\nb\n\n  c\n.d\n"), "a\nb\n.PP\n.nf\n  c\n.fi\n\\&.d\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
