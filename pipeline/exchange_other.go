//go:build !linux

package pipeline

import "os"

// exchange swaps two folders. Without a system call for it the target is
// absent for a moment between two renames.
func exchange(finished, target string) error {
	aside := finished + ".old"
	if err := os.Rename(target, aside); err != nil {
		return err
	}
	if err := os.Rename(finished, target); err != nil {
		return err
	}
	return os.Rename(aside, finished)
}
