package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// watchedVariable tells a process that another one watches over it.
const watchedVariable = "PREDICT_WATCHED"

// watched does the work in a process of its own where memory is limited: one
// that runs out of memory dies without a word, and somebody must say why. Where
// it is not limited, the work is done right here.
func watched(work func() int) int {
	limit, name := memoryLimit()
	if os.Getenv(watchedVariable) != "" {
		_ = os.Unsetenv(watchedVariable)
		if os.Getenv("GOMEMLIMIT") == "" && limit > 0 {
			debug.SetMemoryLimit(limit / 10 * 9) // rather collect more garbage than die
		}
		code := work()
		_, _ = syscall.Write(3, []byte{1}) // it came to its end, whatever that was
		return code
	}
	if limit == 0 {
		return work()
	}
	code, err := watch()
	if err != nil {
		fmt.Fprintf(os.Stderr, "predict: the work died: %v. Memory is limited to %d MiB by %s: raise that, or lower resources.memory_mib and resources.workers in the config; what was there before still stands, and the same command goes on from here\n",
			err, limit>>20, name)
	}
	return code
}

// watch runs this program again and passes signals on. The error tells that it
// died before its end.
func watch() (int, error) {
	end, told, err := os.Pipe()
	if err != nil {
		return exitInternal, fmt.Errorf("making a pipe: %w", err)
	}
	defer end.Close()
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), watchedVariable+"=1", "GOTRACEBACK=none")
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = os.Stdin, os.Stdout, os.Stderr, []*os.File{told}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	signals := make(chan os.Signal, 8)
	// They are caught to the end: giving them back takes a thread, which may be one
	// too many.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	err = cmd.Start()
	_ = told.Close() // the process has its own
	if err != nil {
		return exitInternal, fmt.Errorf("starting the work: %w", err)
	}
	over := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				_ = cmd.Process.Signal(s) // it may be over by now
			case <-over:
				return
			}
		}
	}()
	_ = cmd.Wait() // its state says all
	close(over)
	if n, _ := end.Read(make([]byte, 1)); n == 1 {
		return cmd.ProcessState.ExitCode(), nil
	}
	return exitInternal, errors.New(cmd.ProcessState.String())
}

// memoryLimit is the least limit of memory that binds this process, in bytes,
// and what sets it; 0 where there is none.
func memoryLimit() (limit int64, name string) {
	limit = math.MaxInt64
	for _, one := range []struct {
		resource int
		name     string
	}{{unix.RLIMIT_AS, "ulimit -v"}, {unix.RLIMIT_DATA, "ulimit -d"}} {
		var l unix.Rlimit
		if unix.Getrlimit(one.resource, &l) == nil && l.Cur < uint64(limit) {
			limit, name = int64(l.Cur), one.name //nolint:gosec // it is less than the greatest int64
		}
	}
	if bytes, file := cgroupLimit(); bytes > 0 && bytes < limit {
		limit, name = bytes, file
	}
	if name == "" {
		return 0, ""
	}
	return limit, name
}

// cgroupLimit is the least memory.max of the control groups (version 2) that
// this process is in.
func cgroupLimit() (int64, string) {
	const root = "/sys/fs/cgroup"
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return 0, ""
	}
	least, name := int64(0), ""
	for line := range strings.Lines(string(text)) {
		group, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		for ; ok; group = filepath.Dir(group) {
			file := filepath.Join(root, group, "memory.max")
			if text, err := os.ReadFile(file); err == nil {
				if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && (least == 0 || n < least) {
					least, name = n, file
				}
			}
			ok = group != "/" && group != "."
		}
	}
	return least, name
}
