package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"
)

// interrupt PATTERN COMMAND... runs a command and sends it an interrupt, as
// Ctrl-C does, as soon as a file matches the pattern: so it is hit in the middle
// of that work. It must end with 130; its output is in the files out and err. With
// -KILL first it is killed instead, as by a power cut, and cannot clean up.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt pattern command [argument...]")
	}
	signal, want := os.Interrupt, exitInterrupted
	if args[0] == "-KILL" {
		signal, want, args = os.Kill, -1, args[1:]
	}
	var out, errs strings.Builder
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), &out, &errs
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for hit := false; !hit; time.Sleep(time.Millisecond) {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		hit = len(found) > 0
		select {
		case <-ended:
			ts.Fatalf("the command ended before anything came up at %s:\n%s", args[0], errs.String())
		default:
		}
	}
	ts.Check(cmd.Process.Signal(signal))
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		ts.Fatalf("the command went on for 20 seconds after the interrupt")
	}
	if code := cmd.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d, want %d\n%s", code, want, errs.String())
	}
	ts.Check(os.WriteFile(ts.MkAbs("out"), []byte(out.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("err"), []byte(errs.String()), 0o600))
}

// tidy FOLDER expects no temporary files below the folder: none that is hidden
// but for the lock and a list that another has replaced, and none called *.tmp.
func tidy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tidy folder")
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && strings.HasSuffix(path, ".old") {
			return filepath.SkipDir
		}
		if name := d.Name(); strings.HasPrefix(name, ".") && name != ".lock" || strings.HasSuffix(name, ".tmp") {
			ts.Fatalf("%s was left behind", path)
		}
		return err
	}))
}

// locked FOLDER CODE COMMAND... runs a command that must end with the exit code,
// while another process works on the state folder.
func locked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: locked folder code command [argument...]")
	}
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	l := flock.New(filepath.Join(ts.MkAbs(args[0]), ".lock"))
	got, err := l.TryLock()
	ts.Check(err)
	if !got {
		ts.Fatalf("%s is locked already", args[0])
	}
	defer func() { ts.Check(l.Close()) }()
	fails(ts, false, args[1:])
}

// replace FILE OLD NEW changes the only place where a file says OLD; \n stands
// for the end of a line.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace file old new")
	}
	text := ts.ReadFile(args[0])
	before, after := strings.ReplaceAll(args[1], `\n`, "\n"), strings.ReplaceAll(args[2], `\n`, "\n")
	if n := strings.Count(text, before); n != 1 {
		ts.Fatalf("%s says %q %d times, want once", args[0], before, n)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, before, after, 1)), 0o600))
}

// bytes FILE TEXT appends a text with Go's escapes, such as \x00, to a file.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes file text")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	ts.Check(err)
	_, err = f.WriteString(text)
	ts.Check(err)
	ts.Check(f.Close())
}

// cut FILE N takes the last N bytes off a file.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut file bytes")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)-n]), 0o600))
}
