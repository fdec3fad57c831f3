package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamplesOfHelpWork runs every example that a help text gives, as it
// stands there, in a folder with demo exports and their predict.yaml.
func TestExamplesOfHelpWork(t *testing.T) {
	t.Parallel()
	sandbox := t.TempDir()
	shell := func(line string) ([]byte, error) {
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = sandbox
		return cmd.CombinedOutput()
	}
	prepare := func(line string) {
		if out, err := shell(line); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	// As many customers as it takes for the gate to let a model pass, and the
	// algorithm that is quick.
	prepare("predict generate . --customers 900")
	prepare(`printf '\nmodel:\n  algorithm: logistic\n' >> predict.yaml`)
	root := (&app{}).root()
	commands := map[string]*cobra.Command{"": root}
	for _, c := range root.Commands() {
		commands[c.Name()] = c
		for _, part := range c.Commands() {
			commands[c.Name()+" "+part.Name()] = part
		}
	}
	// In this order, because score needs the model that train stores.
	for _, name := range []string{
		"", "load", "features", "train", "score", "explain", "run", "evaluate",
		"models", "models list", "models show", "models diff", "models promote", "models rollback", "models remove", "generate", "version",
	} {
		if name == "models rollback" { // takes two champions, and leaves one to remove
			prepare("predict train --as-of 2025-11-30 --force && predict models promote 2025-11-30 --force")
		}
		c := commands[name]
		delete(commands, name)
		if strings.TrimSpace(c.Example) == "" {
			t.Errorf("%q gives no example", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, c.CommandPath()) {
				t.Errorf("the example %q is not one of %q", line, c.CommandPath())
			}
			if out, err := shell(line); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
	for name := range commands {
		t.Errorf("the examples of %q are not run here", name)
	}
}
