package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/data/columnar"
	"predict/data/ingest"
	"predict/pipeline"
)

func TestMachineRemedy(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"no permission", fmt.Errorf("making the output folder: %w", &fs.PathError{Op: "mkdir", Path: "x", Err: syscall.EACCES}), "let this user"},
		{"an export", fmt.Errorf("loading: %w", &ingest.FileError{Path: "a/b.csv", Problem: "cannot be opened", Err: syscall.EACCES}), "let this user read a/b.csv"},
		{"the list", fmt.Errorf("reading risk.parquet: %w: the checksum of a page is wrong", columnar.ErrDamaged), "`predict verify` names every damaged file"},
		{"disk full", fmt.Errorf("writing x: %w", syscall.ENOSPC), "make room"},
		{"read-only disk", fmt.Errorf("writing x: %w", syscall.EROFS), "read-only"},
		{"says it itself", fmt.Errorf("locking: %w; name another folder with --state", fs.ErrPermission), ""},
		{"something else", errors.New("odd"), ""},
		{"nothing", nil, ""},
	} {
		got := machineRemedy(test.err)
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestExitCodes: each kind of error has its code, and help tells of each.
func TestExitCodes(t *testing.T) {
	interrupted, stop := context.WithCancel(t.Context())
	stop()
	wrap := func(kind error) error { return fmt.Errorf("stage: %w", &pipeline.Problem{Kind: kind, Text: "x"}) }
	told := map[int]bool{}
	for _, test := range []struct {
		name string
		err  error
		want int
	}{
		{"done", nil, 0},
		{"an error of the machine", fmt.Errorf("writing: %w", syscall.ENOSPC), 1},
		{"a damaged state", wrap(pipeline.ErrDamaged), 1},
		{"wrong use", &usageError{errors.New("x")}, 2},
		{"a mistake in the config", fmt.Errorf("x: %w", &configs.Error{}), 2},
		{"a setting that cannot be", wrap(pipeline.ErrConfig), 2},
		{"exports that do not fit", fmt.Errorf("load: %w", ingest.ErrContract), 3},
		{"exports that do not suffice", wrap(pipeline.ErrData), 3},
		{"the gate", wrap(pipeline.ErrGate), 4},
		{"a guard", wrap(pipeline.ErrGuard), 5},
		{"another run", wrap(pipeline.ErrLocked), 6},
		{"interrupted", context.Canceled, 130},
	} {
		if got := exitCode(t.Context(), test.err); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
		told[test.want] = true
		if test.err != nil && exitCode(interrupted, test.err) != 130 {
			t.Errorf("%s, while the run is stopped: not 130", test.name)
		}
	}
	var inHelp []int
	for _, m := range regexp.MustCompile(`(?m)^  (\d+) +\S`).FindAllStringSubmatch(exitCodesHelp, -1) {
		code, _ := strconv.Atoi(m[1]) // the pattern allows digits only
		inHelp = append(inHelp, code)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(told)), inHelp); diff != "" {
		t.Errorf("help: %s", diff)
	}
	if long := (&app{}).root().Long; !strings.Contains(long, exitCodesHelp) {
		t.Errorf("predict --help does not list the exit codes:\n%s", long)
	}
}

// TestCompletions: each shell gets a script, and commands and flags are offered.
func TestCompletions(t *testing.T) {
	call := func(args ...string) string {
		var out, log bytes.Buffer
		if code := execute(t.Context(), args, streams{out: &out, err: &log}); code != exitOK {
			t.Fatalf("%v: %d, %s", args, code, log.String())
		}
		return out.String()
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script := call("completion", shell)
		path, err := exec.LookPath(shell)
		if err != nil || shell == "fish" { // bash is on every machine that tests run on
			if len(script) < 1000 {
				t.Errorf("%s: %s", shell, script)
			}
			continue
		}
		check := exec.Command(path, "-n") //nolint:gosec // a shell by its name
		check.Stdin = strings.NewReader(script)
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s does not read its script: %v\n%s", shell, err, out)
		}
	}
	for _, test := range []struct {
		typed []string
		want  string
	}{
		{[]string{"st"}, "status\t"},
		{[]string{"models", "pro"}, "promote\t"},
		{[]string{"run", "--fo"}, "--force\t"},
		{[]string{"run", "--log-format", ""}, "text\njson\n"},
		{[]string{"run", "--config", "x"}, ":8"}, // files that end in yaml or yml
		{[]string{"man", ""}, ":16"},             // folders
		{[]string{"generate", ""}, ":16"},
	} {
		if got := call(append([]string{"__complete"}, test.typed...)...); !strings.Contains(got, test.want) {
			t.Errorf("%v offers\n%s", test.typed, got)
		}
	}
}
