package hook_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"predict/pipeline/hook"
)

// script writes a program and gives its path.
func script(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tell")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+strings.Join(lines, "\n")+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCommand(t *testing.T) {
	for name, test := range map[string]struct {
		lines  []string
		args   []string
		output string
		fails  string // part of the error
	}{
		"message on its input":     {[]string{"cat"}, nil, `{"status":"published"}`, ""},
		"arguments, without shell": {[]string{`echo "$#:$1"`}, []string{"$HOME; rm -rf x"}, "1:$HOME; rm -rf x", ""},
		"environment, and no more": {[]string{`echo "$PREDICT_STATUS,$HOME,$SECRET"`}, nil, "published,,", ""},
		"both outputs":             {[]string{"echo one", "echo two >&2"}, nil, "one\ntwo", ""},
		"does not read":            {[]string{"exec true"}, nil, "", ""},
		"exit code":                {[]string{"echo why", "exit 3"}, nil, "why", "exit status 3"},
		"much output":              {[]string{"head -c 5000 /dev/zero | tr '\\0' x"}, nil, strings.Repeat("x", 4096) + " … (904 bytes more)", ""},
		"half a character":         {[]string{"head -c 4095 /dev/zero | tr '\\0' x", "printf 'äö'"}, nil, strings.Repeat("x", 4095) + " … (3 bytes more)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			message := `{"status":"published"}`
			if name == "does not read" {
				message = strings.Repeat("x", 1<<20) // more than a pipe holds
			}
			path := script(t, test.lines...)
			t.Setenv("SECRET", "hidden")
			c := hook.Command{Args: append([]string{path}, test.args...), Env: []string{"PATH=" + os.Getenv("PATH"), "PREDICT_STATUS=published"}, Timeout: 10 * time.Second}
			output, err := c.Run(context.Background(), []byte(message))
			if output != test.output {
				t.Errorf("output %q, want %q", output, test.output)
			}
			if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
				t.Errorf("error %v, want %q", err, test.fails)
			}
		})
	}
}

func TestCommandThatIsNotThere(t *testing.T) {
	_, err := hook.Command{Args: []string{"/nowhere/tell"}, Timeout: time.Second}.Run(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), "/nowhere/tell") {
		t.Errorf("error %v", err)
	}
	if _, err := (hook.Command{Timeout: time.Second}).Run(context.Background(), nil); err == nil {
		t.Error("no program, and no error")
	}
}

// TestCommandIsKilled: what takes too long goes, with what it started.
func TestCommandIsKilled(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	c := hook.Command{Args: []string{script(t, "sleep 60 &", "echo $! >"+pid, "echo begun", "wait")}, Env: []string{"PATH=" + os.Getenv("PATH")}, Timeout: 300 * time.Millisecond}
	begun := time.Now()
	output, err := c.Run(context.Background(), []byte("{}"))
	if err == nil || !strings.Contains(err.Error(), "took longer than 300ms") || output != "begun" {
		t.Errorf("output %q, error %v", output, err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	text, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 { // a killed process may stay as a zombie until it is collected
		state, err := os.ReadFile("/proc/" + strconv.Itoa(child) + "/stat")
		if err != nil && syscall.Kill(child, 0) != nil || strings.Contains(string(state), ") Z ") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("what it started still runs")
}
