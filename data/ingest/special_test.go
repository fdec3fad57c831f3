package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"predict/data"
	"predict/data/csv"
	"predict/data/ingest"
)

// TestSpecialFiles: links to files are followed; pipes, devices, sockets and
// folders, also one that leads back to itself, are left out and never waited
// for; one that is named is refused.
func TestSpecialFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("this test makes named pipes in a folder, which this system does not have")
	}
	dir, state := t.TempDir(), t.TempDir()
	elsewhere := write(t, t.TempDir(), "real.csv", minimal)
	pipe := filepath.Join(dir, "pipe.csv")
	for _, err := range []error{
		syscall.Mkfifo(pipe, 0o600),
		os.Symlink(elsewhere, filepath.Join(dir, "linked.csv")),
		os.Symlink(pipe, filepath.Join(dir, "to-pipe.csv")),
		os.Symlink("/dev/zero", filepath.Join(dir, "zero.csv")),
		os.Symlink(dir, filepath.Join(dir, "loop")),
		os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s := source([]string{dir}, "customer_id", "time", "amount")
	if err := within(t, 20*time.Second, options(state, transactions(s))); err != nil {
		t.Fatal(err)
	}
	r := load(t, options(state, transactions(s)))
	if b := books(t, r, data.Transactions); r.New() || b.FilesKnown != 1 {
		t.Errorf("load %d, books %+v; want one known file", r.Load, b)
	}
	want := []string{pipe + ": is a pipe and was left out", filepath.Join(dir, "to-pipe.csv") + ": is a pipe and was left out", filepath.Join(dir, "zero.csv") + ": is a device and was left out"}
	if diff := cmp.Diff(want, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		pipe:                            "is not a regular file but a pipe; name a file under files in the config",
		filepath.Join(dir, "zero.csv"):  "is not a regular file but a device; name a file under files in the config",
		filepath.Join(dir, "nowhere/x"): "there is no such file",
	} {
		s.Files = []string{path}
		if err := within(t, 20*time.Second, options(state, transactions(s))); err == nil || !strings.HasPrefix(err.Error(), path+": "+want) || !errors.Is(err, ingest.ErrContract) {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
	}
	if err := errors.Join(os.Symlink("two.csv", filepath.Join(dir, "one.csv")), os.Symlink("one.csv", filepath.Join(dir, "two.csv"))); err != nil {
		t.Fatal(err)
	}
	s.Files = []string{dir}
	if err := within(t, 20*time.Second, options(state, transactions(s))); err == nil || !strings.Contains(err.Error(), "one.csv: cannot be read: too many levels of symbolic links") {
		t.Errorf("error %v, want that the links lead nowhere", err)
	}
}

// TestSwappedForAPipe: a file that becomes a pipe between the moment it is found
// and the moment it is read is refused, not waited for.
func TestSwappedForAPipe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("this test makes named pipes in a folder, which this system does not have")
	}
	exports := dailyFiles(t, 200, 60)
	s := source([]string{exports}, "customer_id", "time", "amount")
	s.MaxRejected = 1
	o := options(t.TempDir(), transactions(s))
	blocks := 0
	o.Progress = func(int64) {
		if blocks++; blocks == 3 {
			path := filepath.Join(exports, "199.csv")
			if err := errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600)); err != nil {
				t.Error(err)
			}
		}
	}
	if err := within(t, time.Minute, o); !errors.Is(err, csv.ErrNotRegular) {
		t.Errorf("error %v, want %v", err, csv.ErrNotRegular)
	}
}

// TestArchiveThatExplodes: 280 KB of gzip that hold 280 MiB are given up, and
// nothing of them is left.
func TestArchiveThatExplodes(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(minimal)); err != nil {
		t.Fatal(err)
	}
	lines := bytes.Repeat([]byte("\n"), 1<<20)
	for range 280 {
		if _, err := z.Write(lines); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir, state := t.TempDir(), t.TempDir()
	path := write(t, dir, "a.csv.gz", b.String())
	s := source([]string{dir}, "customer_id", "time", "amount")
	_, err := ingest.Run(context.Background(), options(state, transactions(s)))
	if !errors.Is(err, csv.ErrExpands) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want %v", err, csv.ErrExpands)
	}
	sameTree(t, map[string]string{"./": ""}, tree(t, state))
}
