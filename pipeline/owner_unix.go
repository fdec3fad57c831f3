//go:build unix

package pipeline

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByAnother reports whether a file belongs to neither this user nor root.
func ownedByAnother(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) != os.Geteuid() && stat.Uid != 0
}
