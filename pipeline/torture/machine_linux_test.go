package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// refused expects an error of the machine that says what, where and what helps,
// and the last list where it was.
func (n *night) refused(t *testing.T, state string, e ended, what, remedy string) {
	t.Helper()
	if e.code != 1 || !strings.Contains(e.stderr, "predict: ") || !strings.Contains(e.stderr, what) || !strings.Contains(e.stderr, remedy) {
		t.Errorf("exit code %d, want 1 and an error that says %q and %q:\n%s", e.code, what, remedy, e.stderr)
	}
	if !strings.Contains(e.stderr, filepath.Dir(state)) && !strings.Contains(e.stderr, n.dir) { // of the state, or of an export
		t.Errorf("the error names no path:\n%s", e.stderr)
	}
	n.checkLatest(t, state, "after the error")
}

// recovers expects the next run to come to what an undisturbed run makes.
func (n *night) recovers(t *testing.T, state string) {
	t.Helper()
	n.must(t, state, "run")
	for _, d := range n.compare(t, state) {
		t.Error(d)
	}
	n.verify(t, state)
}

// under runs a command within limits of the shell, such as ulimit -n 20.
func under(limit string, cmd *exec.Cmd) *exec.Cmd {
	shell := exec.Command("/bin/sh", append([]string{"-c", limit + ` && exec "$0" "$@"`}, cmd.Args...)...)
	shell.Env = cmd.Env
	return shell
}

// mounted gives a state folder on a file system of its own that holds so many
// bytes; ok is false where this user cannot mount one.
func (n *night) mounted(t *testing.T, size int64) (state string, ok bool) {
	t.Helper()
	folder := filepath.Join(n.dir, fmt.Sprintf("disk-%d", n.copies.Add(1)))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Logf("this user cannot mount a file system: %v", err)
		return "", false
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, 0); err != nil {
			t.Errorf("unmounting %s: %v", folder, err)
		}
	})
	state = filepath.Join(folder, "state")
	if n.before != "" {
		copyTree(t, n.before, state)
	}
	return state, true
}

func remount(t *testing.T, state string, flags uintptr, size int64) {
	t.Helper()
	if err := unix.Mount("tmpfs", filepath.Dir(state), "tmpfs", unix.MS_REMOUNT|flags, fmt.Sprintf("size=%d", size)); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk runs a night on disks of all sizes, from one that is full to one
// that has nearly room enough.
func TestFullDisk(t *testing.T) {
	steps := amount(t, "TORTURE_DISKS", 4)
	full, fits := 0, 0
	for _, n := range nights(t) {
		state, ok := n.mounted(t, 1<<30)
		if !ok {
			n.fullByLimit(t)
			continue
		}
		used := usedBytes(t, filepath.Dir(state))
		need := n.most(t, state) - used
		for i := range steps {
			state, _ := n.mounted(t, 1<<30)
			room := 4096 + need*int64(i)/int64(steps)
			remount(t, state, 0, used+room)
			e := start(t, n.predict(state, "run")).wait()
			if e.code == 0 { // temporary files of the rehearsal took the rest
				fits++
				continue
			}
			full++
			n.refused(t, state, e, "no space left on device", "make room on that disk")
			remount(t, state, 0, 1<<30)
			n.recovers(t, state)
		}
	}
	summary(t, "full disk: %d disks were full, %d had room enough; old list in place, recovered", full, fits)
}

// most runs the night and gives the most bytes that were in use meanwhile: in the
// end it tidies.
func (n *night) most(t *testing.T, state string) int64 {
	t.Helper()
	over := make(chan struct{})
	most := make(chan int64)
	go func() {
		used := int64(0)
		for {
			select {
			case <-over:
				most <- used
				return
			case <-time.After(100 * time.Microsecond):
				var s unix.Statfs_t
				if unix.Statfs(filepath.Dir(state), &s) == nil {
					used = max(used, int64(s.Blocks-s.Bfree)*s.Bsize)
				}
			}
		}
	}()
	n.must(t, state, "run")
	close(over)
	return <-most
}

// fullByLimit lets every file of more than a few blocks fail, where no small
// file system can be had.
func (n *night) fullByLimit(t *testing.T) {
	state := n.fresh(t)
	e := start(t, under("trap '' XFSZ; ulimit -f 8", n.predict(state, "run"))).wait()
	n.refused(t, state, e, "file too large", "")
	n.recovers(t, state)
}

func usedBytes(t *testing.T, path string) int64 {
	t.Helper()
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		t.Fatal(err)
	}
	return int64(s.Blocks-s.Bfree) * s.Bsize
}

// TestReadOnly runs a night where nothing may be written: on a read-only file
// system, and in a folder of another user.
func TestReadOnly(t *testing.T) {
	list := nights(t)
	for _, n := range []*night{list[0], list[2]} {
		state, ok := n.mounted(t, 1<<30)
		if ok {
			remount(t, state, unix.MS_RDONLY, 1<<30)
			n.refused(t, state, start(t, n.predict(state, "run")).wait(), "read-only file system", "name another folder with --state")
			n.must(t, state, "verify")
			remount(t, state, 0, 1<<30)
			n.recovers(t, state)
		}
		state = n.fresh(t)
		cmd := n.predict(state, "run")
		if os.Getuid() == 0 { // who may write everywhere becomes someone who may not
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if err := errors.Join(readable(n.dir), os.Chmod(filepath.Dir(n.dir), 0o755), readable(binary), os.Chmod(filepath.Dir(binary), 0o755)); err != nil { //nolint:gosec // for the other user
			t.Fatal(err)
		}
		if os.Getuid() != 0 {
			if err := os.Chmod(state, 0o500); err != nil { //nolint:gosec // a folder needs to be entered
				t.Fatal(err)
			}
		}
		n.refused(t, state, start(t, cmd).wait(), "permission denied", "let this user")
		if err := os.Chmod(state, 0o700); err != nil { //nolint:gosec // a folder needs to be entered
			t.Fatal(err)
		}
		n.recovers(t, state)
	}
	summary(t, "read-only: refused with the reason, old list in place, recovered")
}

// readable lets everybody read what lies below a path.
func readable(path string) error {
	return exec.Command("chmod", "-R", "a+rX", path).Run()
}

// TestFewHandles runs a night with few file handles.
func TestFewHandles(t *testing.T) {
	list := nights(t)
	told, managed := 0, 0
	for _, handles := range []int{10, 14, 20, 28, 40, 64} {
		n := list[0]
		state := n.fresh(t)
		e := start(t, under(fmt.Sprintf("ulimit -n %d", handles), n.predict(state, "run"))).wait()
		if e.code == 0 {
			managed++
		} else {
			told++
			n.refused(t, state, e, "too many open files", "raise the limit of open files")
		}
		n.recovers(t, state)
		drop(t, state)
	}
	summary(t, "file handles: %d limits were too low and told so, %d sufficed; old list in place, recovered", told, managed)
}

// TestLittleMemory runs a night with little memory.
func TestLittleMemory(t *testing.T) {
	n := nights(t)[0]
	told, managed := 0, 0
	for _, limit := range []string{"ulimit -d 160000", "ulimit -d 200000", "ulimit -d 300000", "ulimit -d 1000000", "ulimit -v 1400000", "ulimit -v 4000000"} {
		state := n.fresh(t)
		e := start(t, under(limit, n.predict(state, "run"))).wait()
		last := e.stderr[strings.LastIndex(strings.TrimSpace(e.stderr), "\n")+1:]
		switch {
		case e.code == 0:
			managed++
		case e.code != 1 || !strings.Contains(last, "Memory is limited to") || !strings.Contains(last, limit[:9]):
			t.Errorf("%s: exit code %d, want 1 and an error that tells the limit:\n%s", limit, e.code, e.stderr)
		default:
			told++
			t.Logf("%s: %s", limit, last)
		}
		n.checkLatest(t, state, "with little memory")
		n.recovers(t, state)
		drop(t, state)
	}
	if told == 0 || managed == 0 {
		t.Errorf("%d limits were too low and %d sufficed: want some of each", told, managed)
	}
	summary(t, "memory: %d limits were too low and told so, %d sufficed; old list in place, recovered", told, managed)
}

// TestTwoAtOnce runs a night while another run has the lock: it waits for a
// short one and leaves with 6 where the other takes long. A lock file that a
// killed process has left does not count.
func TestTwoAtOnce(t *testing.T) {
	n := nights(t)[0]
	state := n.fresh(t)
	lock := filepath.Join(state, ".lock")
	if err := os.WriteFile(lock, []byte("12345\n"), 0o600); err != nil { // whoever that was
		t.Fatal(err)
	}
	hold := func() *os.File {
		f, err := os.Open(lock)
		if err == nil {
			err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		}
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	held := hold()
	if e := start(t, n.predict(state, "run")).wait(); e.code != 6 || !strings.Contains(e.stderr, "another run is using "+state) {
		t.Errorf("while another run has the lock: exit code %d, want 6:\n%s", e.code, e.stderr)
	}
	n.checkList(t, state, "while another run has the lock")
	if e := start(t, n.predict(state, "verify")).wait(); e.code != 6 {
		t.Errorf("verify, while another run has the lock: exit code %d, want 6:\n%s", e.code, e.stderr)
	}
	time.AfterFunc(time.Second, func() { _ = held.Close() })
	begun := time.Now()
	n.recovers(t, state)
	if waited := time.Since(begun); waited < 900*time.Millisecond {
		t.Errorf("the second run has not waited: %v", waited)
	}
	drop(t, state)
	state = n.fresh(t)
	first, second := start(t, n.predict(state, "run")), start(t, n.predict(state, "run"))
	for _, e := range []ended{first.wait(), second.wait()} {
		if e.code != 0 && e.code != 6 {
			t.Errorf("one of two runs at once ends with %d:\n%s", e.code, e.stderr)
		}
	}
	n.recovers(t, state)
	summary(t, "two runs at once: the second waits or leaves with 6; a lock file of a killed run is free")
}
