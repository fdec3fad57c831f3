package main

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
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
	if out, err := exec.Command("predict", "generate", filepath.Join(dir, "exports"), "--customers", "500").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	config := filepath.Join(dir, "exports", "predict.yaml")
	const bar = "\r" // bars are drawn over themselves; log lines never are
	for _, test := range []struct {
		name     string
		terminal bool
		flags    []string
		want     bool
	}{
		{"terminal", true, nil, true},
		{"terminal, no progress wanted", true, []string{"--no-progress"}, false},
		{"terminal, quiet", true, []string{"-q"}, false},
		{"no terminal", false, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command("predict", append([]string{"run", "-c", config, "--state", t.TempDir()}, test.flags...)...)
			got := onTerminal(t, cmd, test.terminal)
			if strings.Contains(strings.ReplaceAll(got, "\r\n", "\n"), bar) != test.want {
				t.Errorf("bars are drawn: %v, want %v:\n%q", !test.want, test.want, got)
			}
			if test.want && (!strings.Contains(got, "load") || !strings.Contains(got, "%")) {
				t.Errorf("the bars do not say what is done how far:\n%q", got)
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
