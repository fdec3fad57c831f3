package lake_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/columnar"
	"predict/data/lake"
)

// verdicts verifies the lake in dir and returns what is told of its files.
func verdicts(t testing.TB, l *lake.Lake, workers int) (paths []string, wrong map[string]error) {
	t.Helper()
	wrong = map[string]error{}
	err := l.Verify(context.Background(), workers, func(path string, err error) {
		paths = append(paths, path)
		if err != nil {
			wrong[path] = err
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths, wrong
}

func open(t testing.TB, dir string) *lake.Lake {
	t.Helper()
	l, err := lake.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestVerifyFindsEveryByte changes every byte of a lake that has sheets, files of
// buckets, customers and symbols, before and after they were merged, one byte
// after the other, and must be told which file it was.
func TestVerifyFindsEveryByte(t *testing.T) {
	dir := filepath.Join(memoryDir(t), "lake")
	load(t, dir, 2, random(3, 4))
	l := open(t, dir)
	l.SetFew(0)
	x, err := l.Begin(2)
	if err != nil {
		t.Fatal(err)
	}
	stage(t, x, random(3, 30))
	if err := x.Commit([]lake.FileEntry{{Table: data.Transactions, Path: "more.csv", Kept: 30 + int64(len(categories))}}); err != nil {
		t.Fatal(err)
	}
	compact(t, dir, 1) // what it replaced is still there, and verified
	l = open(t, dir)
	all, wrong := verdicts(t, l, 3)
	if len(wrong) > 0 || len(all) < 9 || !slices.IsSorted(all) {
		t.Fatalf("of a sound lake: files %q, wrong %v", all, wrong)
	}
	bytes := 0
	for _, name := range all {
		path := filepath.Join(dir, name)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		bytes += len(good)
		for i := range good {
			bad := slices.Clone(good)
			bad[i] ^= 1 << (i % 8)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := l.VerifyFile(name); err == nil {
				t.Errorf("%s: byte %d was changed, and nothing is told", name, i)
			}
		}
		_, wrong := verdicts(t, l, 1)
		if len(wrong) != 1 || wrong[name] == nil {
			t.Errorf("%s was changed, and told is %v", name, wrong)
		}
		if name != "lake.json" && !errors.Is(wrong[name], columnar.ErrDamaged) {
			t.Errorf("%s: got %v, want an error that says that the file is damaged", name, wrong[name])
		}
		if err := os.WriteFile(path, good[:len(good)-1], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, wrong := verdicts(t, l, 2); wrong[name] == nil {
			t.Errorf("%s was cut, and nothing is told", name)
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if bytes < 5000 {
		t.Errorf("the test changed %d bytes only", bytes)
	}
}

func TestVerifyTellsWhatIsMissingAndLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	load(t, dir, 2, random(20, 50))
	left := filepath.Join("transactions", "bucket=001", "load-000009.parquet")
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, left)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, left), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join("customers_ids", "load-000001.parquet")
	if err := os.Remove(filepath.Join(dir, gone)); err != nil {
		t.Fatal(err)
	}
	_, wrong := verdicts(t, open(t, dir), 2)
	if len(wrong) != 2 || !errors.Is(wrong[left], lake.ErrLeftover) || !errors.Is(wrong[gone], os.ErrNotExist) {
		t.Errorf("told is %v, want that %s is left over and %s is missing", wrong, left, gone)
	}
	if paths, wrong := verdicts(t, open(t, filepath.Join(dir, "none")), 2); len(paths)+len(wrong) > 0 {
		t.Errorf("of a lake that is not there: %q, %v", paths, wrong)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := open(t, dir).Verify(ctx, 2, func(string, error) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a verification that was cancelled: got %v", err)
	}
}

// TestOlderLake has a manifest of the version before.
func TestOlderLake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lake")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	text := "{\"version\":1,\n\"buckets\":4,\n\"files\":[],\n\"loads\":[\n{\"number\":1}],\n\"checksum\":\"00\"}\n"
	if err := os.WriteFile(filepath.Join(dir, "lake.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := lake.Open(dir)
	want := "lake: reading " + filepath.Join(dir, "lake.json") + ": the lake was written by another version of predict: its manifest has version 1, and this one reads version 2; remove the folder " + dir + " and load all exports again"
	if err == nil || gocmp.Diff(want, err.Error()) != "" {
		t.Errorf("got %v, want %s", err, want)
	}
}
