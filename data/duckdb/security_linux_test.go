package duckdb_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestExpressionsOpenNoFile asks the kernel: while all attempts are made, nobody
// opens, reads or writes anything in the folder of the file that they name.
func TestExpressionsOpenNoFile(t *testing.T) {
	canary := filepath.Join(t.TempDir(), "canary.csv")
	if err := os.WriteFile(canary, []byte("id,word\n1,nightingale\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	watch, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(watch)
	const anything = unix.IN_OPEN | unix.IN_ACCESS | unix.IN_MODIFY | unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_TO
	if _, err := unix.InotifyAddWatch(watch, filepath.Dir(canary), anything); err != nil {
		t.Fatal(err)
	}
	tryAll(t, canary)
	events := make([]byte, 4096)
	if n, err := unix.Read(watch, events); !errors.Is(err, unix.EAGAIN) {
		t.Fatalf("the folder was touched: %d bytes of events, error %v", n, err)
	}
	if _, err := os.ReadFile(canary); err != nil { // the watch works
		t.Fatal(err)
	}
	if n, err := unix.Read(watch, events); n <= 0 || err != nil {
		t.Fatalf("the watch sees nothing: %d, %v", n, err)
	}
}
