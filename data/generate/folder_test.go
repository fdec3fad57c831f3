package generate_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"predict/data/generate"
)

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	o := options(20)
	o.Daily = true
	dir, _ := run(t, o)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFolderThatHoldsSomethingIsRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "notes.txt", "mine")
	_, err := generate.Run(context.Background(), dir, options(5))
	if err == nil || !strings.Contains(err.Error(), "notes.txt") {
		t.Errorf("error %v, want one that names notes.txt", err)
	}
	if len(tree(t, dir)) != 1 {
		t.Errorf("the folder was changed: %v", tree(t, dir))
	}
}

func TestEmptyFolderIsTaken(t *testing.T) {
	dir := t.TempDir()
	if _, err := generate.Run(context.Background(), dir, options(5)); err != nil {
		t.Fatal(err)
	}
	if _, ok := tree(t, dir)["customers.csv"]; !ok {
		t.Error("no customers.csv")
	}
}

func TestForceReplacesExportsAndKeepsTheRest(t *testing.T) {
	o := options(5)
	o.Daily = true
	dir, _ := run(t, o)
	write(t, dir, "notes.txt", "mine")
	write(t, filepath.Join(dir, "state"), "lake.txt", "mine too")
	o.Daily, o.Force, o.Customers = false, true, 7
	if _, err := generate.Run(context.Background(), dir, o); err != nil {
		t.Fatal(err)
	}
	got := tree(t, dir)
	if got["notes.txt"] != "mine" || got["state/lake.txt"] != "mine too" {
		t.Errorf("other files were not kept")
	}
	delete(got, "notes.txt")
	delete(got, "state/lake.txt")
	o.Force = false
	fresh, _ := run(t, o)
	sameTree(t, tree(t, fresh), got)
	nothingBeside(t, dir)
}

func TestCancelledRunLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := filepath.Join(t.TempDir(), "exports")
	_, err := generate.Run(ctx, dir, options(1_000))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
	nothingBeside(t, dir)
}

func TestErrorsNameTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, filepath.Dir(file), "file", "not a folder")
	tests := map[string]string{"a file": file, "below a file": filepath.Join(file, "exports")}
	for name, dir := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := generate.Run(context.Background(), dir, options(5))
			if err == nil || !strings.Contains(err.Error(), dir) {
				t.Errorf("error %v, want one that names %s", err, dir)
			}
		})
	}
}

// write writes a file, and its folder if need be.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// nothingBeside checks that no temporary folder was left beside dir.
func nothingBeside(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(dir) {
			t.Errorf("%s was left beside the folder", e.Name())
		}
	}
}
