package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// tmpSuffix ends the hidden names of what is not finished yet.
const tmpSuffix = ".tmp"

// clearLeft removes what killed runs have left in a folder: entries whose hidden
// names end in one of the suffixes. A folder that is not there is fine.
func clearLeft(folder string, suffixes ...string) error {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") && slices.Contains(suffixes, filepath.Ext(e.Name())) {
			if err := os.RemoveAll(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeFolder makes a folder for its owner only, and those above it that are
// missing, and makes their names durable. One that is there is left as it is.
func makeFolder(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := makeFolder(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(parent)
}

// writeFile writes text at path, readable by its owner only, whole or not at
// all. What a killed run has left of the temporary file, the next one writes
// over: it stands beside the file, never in a folder that all may read.
func writeFile(path string, text []byte) error {
	tmp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+tmpSuffix)
	err := writeDurably(tmp, text)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		_ = os.Remove(tmp) // the error that is told matters more
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// writeDurably writes a new file and waits until it is on disk.
func writeDurably(path string, text []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // a link there is not followed
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// replaceFolder puts a finished folder in the place of another, or of none. A
// reader finds the old or the new one at every moment.
func replaceFolder(finished, target string) error {
	replaced, err := swapFolder(finished, target)
	if err == nil && replaced {
		if err = os.RemoveAll(finished); err != nil {
			err = fmt.Errorf("removing what stood at %s before: %w", target, err)
		}
	}
	return err
}

// swapFolder puts a finished folder in the place of another, which then stands
// where the finished one was, or of none: replaced is false.
func swapFolder(finished, target string) (replaced bool, err error) {
	if err := syncFolder(finished); err != nil {
		return false, err
	}
	err = exchange(finished, target)
	replaced = err == nil
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(finished, target)
	}
	if err != nil {
		return false, fmt.Errorf("replacing %s: %w", target, err)
	}
	return replaced, syncFolder(filepath.Dir(target))
}

// replaceLink points the symbolic link at path to target, in one step.
func replaceLink(target, path string) error {
	tmp := path + tmpSuffix
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
