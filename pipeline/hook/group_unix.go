//go:build unix

package hook

import (
	"os/exec"
	"syscall"
)

// killGroup gives a program a process group of its own, all of which is killed
// when its time is over.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
