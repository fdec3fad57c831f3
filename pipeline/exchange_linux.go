package pipeline

import "golang.org/x/sys/unix"

// exchange swaps two folders in one step. It reports fs.ErrNotExist where the
// target is not there.
func exchange(finished, target string) error {
	return unix.Renameat2(unix.AT_FDCWD, finished, unix.AT_FDCWD, target, unix.RENAME_EXCHANGE)
}
