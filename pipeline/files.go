package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// writeFile writes text at path, readable by its owner only, whole or not at
// all.
func writeFile(path string, text []byte) error {
	if err := renameio.WriteFile(path, text, 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// replaceFolder puts a finished folder in the place of another, or of none. A
// reader finds the old or the new one at every moment.
func replaceFolder(finished, target string) error {
	if err := syncFolder(finished); err != nil {
		return err
	}
	err := exchange(finished, target)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(finished, target)
	} else if err == nil {
		err = os.RemoveAll(finished) // what stood at target before
	}
	if err != nil {
		return fmt.Errorf("replacing %s: %w", target, err)
	}
	return syncFolder(filepath.Dir(target))
}

// replaceLink points the symbolic link at path to target, in one step.
func replaceLink(target, path string) error {
	tmp := path + ".tmp"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replacing %s: %w", path, err)
	}
	if err := os.Symlink(target, tmp); err != nil {
		return fmt.Errorf("replacing %s: %w", path, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("replacing %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		return fmt.Errorf("syncing %s: %w", path, err)
	}
	return nil
}
