package torture

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// shimVariable makes the test binary install the filter on itself and become
// another program.
const shimVariable = "PREDICT_TORTURE_SHIM"

// binary is the program under attack, and scratch the folder of everything else;
// TORTURE_DIR says where that is made.
var binary, scratch string

func TestMain(m *testing.M) {
	if os.Getenv(shimVariable) != "" {
		os.Unsetenv(shimVariable)
		fmt.Fprintln(os.Stderr, "becoming the program:", shim(os.Args[1:]))
		os.Exit(125)
	}
	var err error
	scratch, err = os.MkdirTemp(os.Getenv("TORTURE_DIR"), "torture")
	if err == nil {
		binary, err = build(scratch)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "building the program:", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// build builds the program; TORTURE_BINARY names one that is built already.
func build(dir string) (string, error) {
	if path := os.Getenv("TORTURE_BINARY"); path != "" {
		return filepath.Abs(path)
	}
	path := filepath.Join(dir, "predict")
	text, err := exec.Command("go", "build", "-o", path, "predict/cmd/predict").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, text)
	}
	return path, nil
}

// amount is how much of something a test does: what the environment says, or
// few, for an ordinary `go test`.
func amount(t testing.TB, variable string, few int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s=%s is no number", variable, text)
	}
	return n
}

// ended is what a command has said and done.
type ended struct {
	code           int // -1 where it was killed
	stdout, stderr string
	calls          []call
}

// running is a command that was started in a process group of its own.
type running struct {
	cmd    *exec.Cmd
	out    bytes.Buffer
	err    lines
	killed sync.Once
}

// lines keeps what was written and passes every whole line on.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	rest []byte
	each func(string)
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	for l.rest = append(l.rest, p...); ; {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 {
			return len(p), nil
		}
		if l.each != nil {
			l.each(string(l.rest[:i]))
		}
		l.rest = l.rest[i+1:]
	}
}

// start starts a command.
func start(t testing.TB, cmd *exec.Cmd) *running {
	t.Helper()
	return startWith(t, cmd, nil)
}

// startWith starts a command and passes every line of its log to each.
func startWith(t testing.TB, cmd *exec.Cmd, each func(string)) *running {
	t.Helper()
	r := &running{cmd: cmd}
	r.err.each = each
	cmd.Stdout, cmd.Stderr = &r.out, &r.err
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// kill kills the process group, as a power cut would: nothing is cleaned up.
func (r *running) kill() {
	r.killed.Do(func() { _ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL) })
}

// patience is how long any command may take before it counts as hanging.
const patience = 2 * time.Minute

func (r *running) wait() ended {
	timer := time.AfterFunc(patience, r.kill)
	defer timer.Stop()
	_ = r.cmd.Wait() // the code says all
	return ended{code: r.cmd.ProcessState.ExitCode(), stdout: r.out.String(), stderr: r.err.text.String()}
}

// predict is a command of the program on a state folder.
func (n *night) predict(state string, args ...string) *exec.Cmd {
	cmd := exec.Command(binary, append([]string{args[0], "-c", n.config, "--state", state, "--no-progress", "-v"}, args[1:]...)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Dir(state))
	return cmd
}

// must runs a command that has to succeed.
func (n *night) must(t testing.TB, state string, args ...string) ended {
	t.Helper()
	e := start(t, n.predict(state, args...)).wait()
	if e.code != 0 {
		t.Fatalf("predict %v ends with %d:\n%s%s", args, e.code, e.stdout, e.stderr)
	}
	return e
}

// copyTree copies a folder with its links.
func copyTree(t testing.TB, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o700)
		case d.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(path)
			return errors.Join(err, os.Symlink(link, target))
		}
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(target, text, 0o600)
		}
		if info, ierr := d.Info(); err == nil && ierr == nil { // quarantines are as old as their files
			err = os.Chtimes(target, info.ModTime(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fresh gives a state folder as it was before the night.
func (n *night) fresh(t testing.TB) string {
	t.Helper()
	state := filepath.Join(n.dir, fmt.Sprintf("state-%s-%d", n.name, n.copies.Add(1)), "state")
	if err := os.MkdirAll(filepath.Dir(state), 0o700); err != nil {
		t.Fatal(err)
	}
	if n.before != "" {
		copyTree(t, n.before, state)
	}
	return state
}

// drop removes a state folder that is no longer needed.
func drop(t testing.TB, state string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Dir(state)); err != nil {
		t.Fatal(err)
	}
}
