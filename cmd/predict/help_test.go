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
	if out, err := shell("predict generate . --customers 200"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root := (&app{}).root()
	commands := map[string]*cobra.Command{"": root}
	for _, c := range root.Commands() {
		commands[c.Name()] = c
	}
	// In this order, because score needs the model that train stores.
	for _, name := range []string{"", "load", "features", "train", "score", "run", "evaluate", "generate", "version"} {
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
