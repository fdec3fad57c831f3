package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestMachineRemedy(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"no permission", fmt.Errorf("making the output folder: %w", &fs.PathError{Op: "mkdir", Path: "x", Err: syscall.EACCES}), "let this user"},
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
