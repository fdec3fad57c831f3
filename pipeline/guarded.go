package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// checkState refuses a state folder that anybody may write to: whoever can plant
// a model or a list there decides what is published. One that a group may write
// to, that belongs to another user, and files with secrets that others may read
// are warned of.
func (s *State) checkState() error {
	info, err := os.Stat(s.Dir)
	if err != nil {
		return fmt.Errorf("looking at the state folder: %w", err)
	}
	if !info.IsDir() {
		return &Problem{Kind: ErrConfig, Text: s.Dir + ", the state, is no folder", Remedy: "name another with --state"}
	}
	if isShared(info) {
		return &Problem{
			Kind:   ErrConfig,
			Text:   fmt.Sprintf("every user of this machine may write to the state folder %s (mode %04o), and so decide what is published", s.Dir, info.Mode().Perm()),
			Remedy: "take that right away (chmod 0700), or name a folder inside it with --state",
		}
	}
	if info.Mode().Perm()&0o020 != 0 {
		s.Settings.Log.Warn("a group may write to the state folder; chmod 0700 keeps it to its owner", "folder", s.Dir, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	if ownedByAnother(info) {
		s.Settings.Log.Warn("the state folder belongs to another user, who decides what is in it", "folder", s.Dir)
	}
	for _, file := range s.Config.SecretFiles() {
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
			s.Settings.Log.Warn("others may read a file with a secret; chmod 0600 keeps it to its owner", "file", file, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
		}
	}
	return nil
}

// isShared reports whether every user of the machine may write to a folder.
func isShared(info fs.FileInfo) bool { return info.Mode().Perm()&0o002 != 0 }

// plainOrMissing refuses what is there and is no plain file: a link would lead
// what is written out of the state.
func plainOrMissing(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no plain file; a link there is not followed: remove it", path)
	}
	return nil
}
