//go:build !unix

package hook

import "os/exec"

// killGroup does nothing where there are no process groups: the program alone
// is killed.
func killGroup(*exec.Cmd) {}
