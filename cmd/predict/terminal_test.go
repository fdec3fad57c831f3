package main

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// TestProgressBarsOnTerminalsOnly runs the program with its errors on a
// terminal, and elsewhere.
func TestProgressBarsOnTerminalsOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := exec.Command("predict", "generate", filepath.Join(dir, "exports"), "--customers", "300").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	config := filepath.Join(dir, "exports", "predict.yaml")
	makeSmall(t, config)
	const bar = "\r" // bars are drawn over themselves; log lines never are
	for _, test := range []struct {
		name     string
		terminal bool
		command  []string
		bars     []string // what they say; none: no bars
	}{
		{"terminal", true, []string{"features"}, []string{`load \(`, `features +\d+%`}},
		{"terminal, training", true, []string{"run"}, []string{`load \(`, `features +\d+%`, `train +\d+%`}},
		{"terminal, no progress wanted", true, []string{"features", "--no-progress"}, nil},
		{"terminal, quiet", true, []string{"features", "-q"}, nil},
		{"no terminal", false, []string{"features"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command("predict", append(test.command, "-c", config, "--state", t.TempDir())...)
			got := strings.ReplaceAll(onTerminal(t, cmd, test.terminal), "\r\n", "\n")
			if want := len(test.bars) > 0; strings.Contains(got, bar) != want {
				t.Errorf("bars are drawn: %v, want %v:\n%q", !want, want, got)
			}
			for _, what := range test.bars {
				if !regexp.MustCompile(bar + `.* ?` + what).MatchString(got) {
					t.Errorf("no bar says %s:\n%q", what, got)
				}
			}
		})
	}
}

// onTerminal runs a command with its errors on a terminal or a pipe, and
// returns them.
func onTerminal(t *testing.T, cmd *exec.Cmd, terminal bool) string {
	t.Helper()
	var got bytes.Buffer
	if !terminal {
		cmd.Stderr = &got
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, got.String())
		}
		return got.String()
	}
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	// Linux ends a terminal that nobody holds any more with EIO.
	if _, err := io.Copy(&got, master); err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, got.String())
	}
	return got.String()
}
