package torture

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The kernel hands every call that could change a file to this test before it
// is carried out (seccomp user notification): over all threads of the program
// there is one order of calls, so that "the 17th fails" means something. It
// needs no privilege, and neither a debugger nor an interposed library.

// watched are the calls that are handed over, with the position of a path or
// file descriptor among their arguments.
type watchedCall struct {
	name string
	fd   int // argument with a file descriptor; -1 where there is none
	path int // argument with a path, relative to fd
	fd2  int // the same for the target of a rename
	to   int
}

func watchedCalls() map[uintptr]watchedCall {
	return map[uintptr]watchedCall{
		unix.SYS_WRITE:           {"write", 0, -1, -1, -1},
		unix.SYS_PWRITE64:        {"write", 0, -1, -1, -1},
		unix.SYS_WRITEV:          {"write", 0, -1, -1, -1},
		unix.SYS_COPY_FILE_RANGE: {"write", 2, -1, -1, -1},
		unix.SYS_SENDFILE:        {"write", 0, -1, -1, -1},
		unix.SYS_FSYNC:           {"fsync", 0, -1, -1, -1},
		unix.SYS_FDATASYNC:       {"fsync", 0, -1, -1, -1},
		unix.SYS_FTRUNCATE:       {"truncate", 0, -1, -1, -1},
		unix.SYS_FALLOCATE:       {"allocate", 0, -1, -1, -1},
		unix.SYS_FCHMOD:          {"chmod", 0, -1, -1, -1},
		unix.SYS_OPENAT:          {"open", 0, 1, -1, -1},
		unix.SYS_MKDIRAT:         {"mkdir", 0, 1, -1, -1},
		unix.SYS_UNLINKAT:        {"unlink", 0, 1, -1, -1},
		unix.SYS_SYMLINKAT:       {"symlink", 1, 2, -1, -1},
		unix.SYS_RENAMEAT:        {"rename", 0, 1, 2, 3},
		unix.SYS_RENAMEAT2:       {"rename", 0, 1, 2, 3},
	}
}

// filter is the program that chooses those calls; opening only to read is left
// alone.
func filter() []unix.SockFilter {
	const nr, flags = 0, 16 + 2*8 // offsets in struct seccomp_data; the low half comes first
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	ret := func(what uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: what}
	}
	code := []unix.SockFilter{load(nr)}
	for call := range watchedCalls() {
		if call == unix.SYS_OPENAT {
			continue
		}
		code = append(code, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: uint32(call)}, ret(unix.SECCOMP_RET_USER_NOTIF))
	}
	const change = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC
	return append(code,
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: unix.SYS_OPENAT},
		load(flags),
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jf: 1, K: change},
		ret(unix.SECCOMP_RET_USER_NOTIF),
		ret(unix.SECCOMP_RET_ALLOW))
}

// shim installs the filter on itself, hands the listener to the test over file
// descriptor 3 and becomes the program in its arguments.
func shim(args []string) error {
	runtime.LockOSThread() // the filter binds this thread, and what it becomes
	code := filter()
	program := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	rights := func(fd int) []byte { return unix.UnixRights(fd) }
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	const waitKillable = 1 << 5 // a signal does not interrupt a call that the test has taken up
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|waitKillable, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("installing the filter: %w", errno)
	}
	if err := unix.Sendmsg(3, []byte{0}, rights(int(listener)), nil, 0); err != nil {
		return fmt.Errorf("handing over the listener: %w", err)
	}
	unix.CloseOnExec(3)
	return syscall.Exec(args[0], args, os.Environ())
}

// The structures of the kernel's interface.
type notification struct {
	ID        uint64
	PID       uint32
	Flags     uint32
	Call      int32
	Arch      uint32
	IP        uint64
	Arguments [6]uint64
}

type response struct {
	ID    uint64
	Value int64
	Error int32
	Flags uint32
}

// call is one call of the program that changes something below a folder.
type call struct {
	n    int // from 1
	name string
	path string
	to   string // of a rename
}

func (c call) String() string {
	if c.to != "" {
		return fmt.Sprintf("%d: %s %s to %s", c.n, c.name, c.path, c.to)
	}
	return fmt.Sprintf("%d: %s %s", c.n, c.name, c.path)
}

// verdict is what becomes of a call: carried out (zero), failed, or never
// answered, because the program is killed.
type verdict struct {
	errno syscall.Errno
	kill  bool
}

// attacked runs a command; every call below the folder is put before decide.
func attacked(t testing.TB, cmd *exec.Cmd, within string, decide func(call) verdict) ended {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(pair[0]), "ours"), os.NewFile(uintptr(pair[1]), "theirs")
	defer ours.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Args = append([]string{self, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = self
	cmd.Env = append(cmd.Environ(), shimVariable+"=1")
	cmd.ExtraFiles = []*os.File{theirs}
	run := start(t, cmd)
	theirs.Close()
	listener, err := receive(ours)
	if err != nil {
		e := run.wait()
		t.Fatalf("this kernel or container does not let a test watch another program's calls (seccomp user notification, Linux 5.19 or later): %v\n%s", err, e.stderr)
	}
	defer unix.Close(listener)
	w := watcher{listener: listener, within: within, known: watchedCalls(), decide: decide, kill: run.kill}
	if err := w.serve(); err != nil {
		run.kill()
		t.Errorf("watching the program: %v", err)
	}
	e := run.wait()
	e.calls = w.calls
	return e
}

// receive takes the listener that the shim hands over.
func receive(socket *os.File) (int, error) {
	conn, err := net.FileConn(socket)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	one, space := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := conn.(*net.UnixConn).ReadMsgUnix(one, space)
	if err != nil || n == 0 {
		return 0, errors.Join(errors.New("nothing was handed over"), err)
	}
	messages, err := unix.ParseSocketControlMessage(space[:n])
	if err != nil {
		return 0, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return 0, err
	}
	return fds[0], nil
}

// watcher answers for the kernel.
type watcher struct {
	listener int
	within   string
	known    map[uintptr]watchedCall
	decide   func(call) verdict
	kill     func()
	calls    []call
}

// serve answers until the program has ended.
func (w *watcher) serve() error {
	for {
		poll := []unix.PollFd{{Fd: int32(w.listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		if poll[0].Revents&unix.POLLIN == 0 {
			if poll[0].Revents&unix.POLLHUP != 0 {
				return nil
			}
			continue
		}
		var n notification
		if errno := ioctl(w.listener, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&n)); errno != 0 {
			if errno == unix.ENOENT || errno == unix.EINTR { // it was killed or interrupted meanwhile
				continue
			}
			return errno
		}
		r := response{ID: n.ID, Flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if c, ok := w.resolve(&n); ok {
			c.n = len(w.calls) + 1
			w.calls = append(w.calls, c)
			switch v := w.decide(c); {
			case v.kill:
				w.kill()
				continue
			case v.errno != 0:
				r = response{ID: n.ID, Error: -int32(v.errno)}
			}
		}
		if errno := ioctl(w.listener, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&r)); errno != 0 && errno != unix.ENOENT {
			return errno
		}
	}
}

func ioctl(fd int, request uintptr, what unsafe.Pointer) syscall.Errno {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(what))
	return errno
}

// resolve finds out what a call is about; ok is false where that lies
// elsewhere.
func (w *watcher) resolve(n *notification) (call, bool) {
	what := w.known[uintptr(n.Call)]
	c := call{name: what.name, path: place(n, what.fd, what.path)}
	if what.to >= 0 {
		c.to = place(n, what.fd2, what.to)
	}
	inside := func(path string) bool { return path == w.within || strings.HasPrefix(path, w.within+"/") }
	return c, inside(c.path) || inside(c.to)
}

// place is the path that a call names by a file descriptor, a path, or both.
func place(n *notification, fd, path int) string {
	name := ""
	if path >= 0 {
		name = textAt(int(n.PID), uintptr(n.Arguments[path]))
		if filepath.IsAbs(name) {
			return filepath.Clean(name)
		}
	}
	link := fmt.Sprintf("/proc/%d/fd/%d", n.PID, int32(n.Arguments[fd]))
	if int32(n.Arguments[fd]) == unix.AT_FDCWD {
		link = fmt.Sprintf("/proc/%d/cwd", n.PID)
	}
	folder, err := os.Readlink(link)
	if err != nil {
		return ""
	}
	return filepath.Join(strings.TrimSuffix(folder, " (deleted)"), name)
}

// textAt reads a text that ends with a zero byte from another process.
func textAt(pid int, at uintptr) string {
	text := make([]byte, unix.PathMax)
	for page := uintptr(0); page < unix.PathMax; {
		part := min(4096-(at+page)%4096, unix.PathMax-page) // what lies behind the next page may not be there
		local := []unix.Iovec{{Base: &text[page]}}
		local[0].SetLen(int(part))
		if _, err := unix.ProcessVMReadv(pid, local, []unix.RemoteIovec{{Base: at + page, Len: int(part)}}, 0); err != nil {
			return ""
		}
		if end := strings.IndexByte(string(text[page:page+part]), 0); end >= 0 {
			return string(text[:page+uintptr(end)])
		}
		page += part
	}
	return ""
}
