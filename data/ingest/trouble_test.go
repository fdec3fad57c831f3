package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"predict/data"
	"predict/data/ingest"
)

// dailyFiles writes many small exports, so that a load has many blocks; the
// last row of each cannot be used. It returns their folder.
func dailyFiles(t testing.TB, files, rows int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range files {
		var b strings.Builder
		b.WriteString("customer_id,time,amount\n")
		for k := range rows {
			fmt.Fprintf(&b, "%d,2024-05-06,%d.50\n", k, i)
		}
		b.WriteString("1,2024-05-06,none\n")
		write(t, dir, fmt.Sprintf("%03d.csv", i), b.String())
	}
	return dir
}

// within runs a load and fails where it does not come back: then one goroutine
// waits for another that has given up.
func within(t *testing.T, limit time.Duration, o ingest.Options) error {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := ingest.Run(context.Background(), o)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		var stacks strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		t.Fatalf("the load hangs:\n%s", stacks.String())
		return nil
	}
}

// onlyLinux skips a test that needs a device which only Linux has.
func onlyLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("this test fills a disk by way of /dev/full, which only Linux has")
	}
}

// TestTrouble: whatever goes wrong with the machine in the middle of a load, it
// ends with an error that says what, and leaves everything as it was.
func TestTrouble(t *testing.T) {
	remove := func(path string) error { return os.RemoveAll(path) }
	onlyLinux(t)
	for _, c := range []struct {
		name   string
		strike func(state, exports string) error // after the third block
		want   []string
	}{
		{"the scratch folder is gone", func(state, _ string) error { return remove(filepath.Join(state, ".loading")) }, []string{"spilling rows", "no such file or directory"}},
		{"the disk is full of rows", func(state, _ string) error {
			for i := range 8 {
				if err := os.Symlink("/dev/full", filepath.Join(state, ".loading", fmt.Sprintf("transactions-%d.rows", i))); err != nil {
					return err
				}
			}
			return nil
		}, []string{"spilling rows", "no space left on device"}},
		{"the lake's folder is no folder", func(state, _ string) error {
			staging := filepath.Join(state, "lake", ".staging")
			if err := remove(staging); err != nil {
				return err
			}
			return os.WriteFile(staging, nil, 0o600)
		}, []string{"writing transactions, bucket", "not a directory"}},
		{"the quarantine's folder is no folder", func(state, _ string) error {
			return os.WriteFile(filepath.Join(state, "quarantine"), nil, 0o600)
		}, []string{"placing the quarantine", "not a directory"}},
		{"an export is gone", func(_, exports string) error { return remove(filepath.Join(exports, "199.csv")) }, []string{"199.csv: cannot be read: no such file or directory"}},
		{"an export grows", func(_, exports string) error {
			f, err := os.OpenFile(filepath.Join(exports, "199.csv"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("2,2024-05-06,1\n")
			return err
		}, []string{"199.csv: has changed while it was read; run again when its writer is done"}},
		{"an export gets other columns", func(_, exports string) error {
			return os.WriteFile(filepath.Join(exports, "199.csv"), []byte("customer_id,time,amount,colour\n2,2024-05-06,1,red\n"), 0o600)
		}, []string{"199.csv: has changed while it was read"}},
	} {
		for _, workers := range []int{1, 2, 7} {
			t.Run(fmt.Sprintf("%s, %d workers", c.name, workers), func(t *testing.T) {
				state, exports := t.TempDir(), dailyFiles(t, 200, 60)
				s := source([]string{exports}, "customer_id", "time", "amount")
				s.MaxRejected = 1
				o := options(state, transactions(s))
				o.Workers, o.Memory, o.Buckets = workers, 1, 1
				blocks := 0
				o.Progress = func(int64) {
					if blocks++; blocks == 3 {
						if err := c.strike(state, exports); err != nil {
							t.Error(err)
						}
					}
				}
				err := within(t, time.Minute, o)
				for _, part := range c.want {
					if err == nil || !strings.Contains(err.Error(), part) {
						t.Errorf("error %v, want %q in it", err, part)
					}
				}
				left := tree(t, state)
				delete(left, "quarantine") // the file in its place
				sameTree(t, map[string]string{"./": ""}, left)
			})
		}
	}
}

// TestFullQuarantine: a quarantine that cannot be written stops the load.
func TestFullQuarantine(t *testing.T) {
	onlyLinux(t)
	state := t.TempDir()
	clean := write(t, t.TempDir(), "a.csv", minimal)
	s := source([]string{clean, dailyFiles(t, 50, 10)}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	o := options(state, transactions(s))
	var once sync.Once
	o.Progress = func(int64) {
		once.Do(func() {
			path := filepath.Join(state, ".loading", data.Transactions+".jsonl")
			if err := os.Symlink("/dev/full", path); err != nil && !os.IsExist(err) {
				t.Error(err)
			}
		})
	}
	o.Sources[data.Transactions] = s
	if err := within(t, time.Minute, o); err == nil || !strings.Contains(err.Error(), syscall.ENOSPC.Error()) || !strings.Contains(err.Error(), "writing the quarantine") {
		t.Errorf("error %v, want that the quarantine cannot be written", err)
	}
	sameTree(t, map[string]string{"./": ""}, tree(t, state))
}
