package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// under runs the program as a process of its own with a umask, and returns its
// exit code and what it wrote.
func under(t *testing.T, umask, dir string, args ...string) (code int, told string) {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", "umask " + umask + `; exec predict "$@"`, "sh"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// modes checks that everything below a folder is for its owner only.
func modes(t *testing.T, after, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = fs.ModeDir | 0o700
		}
		if info.Mode() != want {
			t.Errorf("after %s: %s has mode %v, want %v", after, path, info.Mode(), want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestFilesAreTheOwnersOnly runs every command under the widest and the
// narrowest umask: what it writes is readable by its owner only, hooks, temporary
// files and the config of init included; only the metrics are for all.
func TestFilesAreTheOwnersOnly(t *testing.T) {
	for _, umask := range []string{"000", "077"} {
		t.Run(umask, func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			dir, state := filepath.Join(base, "shop"), filepath.Join(base, "deep", "state")
			run := func(want int, args ...string) {
				t.Helper()
				code, told := under(t, umask, base, args...)
				if code != want {
					t.Fatalf("%v: exit code %d, want %d:\n%s", args, code, want, told)
				}
				for _, root := range []string{dir, filepath.Dir(state)} {
					if _, err := os.Lstat(root); err == nil {
						modes(t, strings.Join(args, " "), root)
					}
				}
			}
			run(0, "generate", dir, "--customers", "300", "--seed", "1")
			config := filepath.Join(dir, "predict.yaml")
			makeSmall(t, config)
			metrics := filepath.Join(base, "predict.prom")
			hook := "deliver: {command: {on: [published, done, failed], run: [sh, -c, 'ls -laR \"$PREDICT_OUTPUT\"']}}\nwatch: {metrics: " + metrics + "}\n"
			if err := appendSection(config, hook); err != nil {
				t.Fatal(err)
			}
			common := []string{"-c", config, "--state", state}
			for _, command := range [][]string{
				{"load"},
				{"features"},
				{"train", "--force"},
				{"score", "--force"},
				{"run", "--force"},
				{"evaluate"},
				{"models", "promote", "champion", "--force"},
				{"models", "list"},
				{"models", "show", "champion"},
				{"status"},
				{"verify"},
				{"doctor"},
				{"run", "--force"},
			} {
				code := 0
				if command[0] == "doctor" {
					code = -1
				}
				args := append(slices.Clone(command), common...)
				if code < 0 { // its exit code is about the exports
					_, _ = under(t, umask, base, args...)
					modes(t, "doctor", filepath.Dir(state))
					continue
				}
				run(code, args...)
			}
			list, err := os.ReadFile(filepath.Join(state, "outputs", "latest", "risk.csv"))
			if err != nil {
				t.Fatal(err)
			}
			run(0, append([]string{"explain", strings.Split(strings.Split(string(list), "\n")[1], ",")[1]}, common...)...)
			if err := os.Remove(config); err != nil {
				t.Fatal(err)
			}
			run(0, "init", dir, "-c", config)
			if info, err := os.Stat(metrics); err != nil || info.Mode() != 0o644 {
				t.Errorf("the metrics: %v, %v; want mode 0644", info, err)
			}
		})
	}
}

// TestStateOfOthers: a state folder that all may write to is refused with the
// remedy, one that a group may write to is warned of.
func TestStateOfOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	for mode, want := range map[fs.FileMode]struct {
		code int
		text string
	}{
		0o777: {2, "chmod 0700"}, 0o1777: {2, "every user of this machine may write"}, 0o770: {0, "a group may write to the state folder"}, 0o755: {0, ""}, 0o700: {0, ""},
	} {
		state := filepath.Join(t.TempDir(), "state")
		if err := os.Mkdir(state, 0o700); err != nil {
			t.Fatal(err)
		}
		if mode == 0o1777 {
			mode = 0o777 | fs.ModeSticky
		}
		if err := os.Chmod(state, mode); err != nil {
			t.Fatal(err)
		}
		code, _, log := predict(t, "load", "-c", filepath.Join(dir, "predict.yaml"), "--state", state)
		if code != want.code || !strings.Contains(log, want.text) || want.text == "" && strings.Contains(log, "may write") {
			t.Errorf("mode %v: exit code %d, want %d with %q:\n%s", mode, code, want.code, want.text, log)
		}
		if left, _ := os.ReadDir(state); want.code != 0 && len(left) > 0 {
			t.Errorf("mode %v: %v was written all the same", mode, left)
		}
	}
}

// TestPlantedLinks puts links to a file and a folder outside in the place of all
// that a run writes, and of temporary names that can be foreseen: whatever the
// run does then, what they lead to stays as it was.
func TestPlantedLinks(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "shop")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	config := filepath.Join(dir, "predict.yaml")
	makeSmall(t, config)
	first := filepath.Join(base, "first")
	if code, _, log := predict(t, "run", "-c", config, "--force", "--state", first); code != 0 {
		t.Fatal(log)
	}
	var names []string
	err := filepath.WalkDir(first, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(first, path)
		names = append(names, name)
		return err
	})
	if err != nil || len(names) < 10 {
		t.Fatalf("a run wrote %v, %v", names, err)
	}
	var temporary, final []string
	for _, name := range names {
		folder, file := filepath.Split(name)
		temporary = append(temporary, folder+"."+file+".tmp", name+".tmp", name+".new", folder+"."+file+".new")
		if name != ".lock" && name != "lake/lake.json" && !strings.HasPrefix(name, "runs/") && !strings.HasPrefix(name, "outputs/latest") {
			final = append(final, name)
		}
	}
	for name, planted := range map[string][]string{
		"temporary names": append(temporary, ".loading", "lake/.staging", "outputs/.2026-01-01.tmp", "outputs/latest.tmp", "../predict.prom.tmp", "../.predict.prom.tmp"),
		"final names":     append(final, "../predict.prom"),
		"lock":            {".lock"}, "ledger": {"runs/ledger.jsonl"}, "its lock": {"runs/.lock"}, "lake": {"lake/lake.json"}, "latest": {"outputs/latest"},
	} {
		t.Run(name, func(t *testing.T) { plant(t, config, planted) })
	}
}

// plant runs the program with links planted in its state, below a folder that
// also gets the metrics, and checks what they lead to.
func plant(t *testing.T, config string, planted []string) {
	const word = "nightingale"
	outside, base := t.TempDir(), t.TempDir()
	state := filepath.Join(base, "state")
	canary, folder := filepath.Join(outside, "canary"), filepath.Join(outside, "folder")
	for _, dir := range []string{folder, state} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{canary, filepath.Join(folder, "canary")} {
		if err := os.WriteFile(path, []byte(word), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range planted {
		link, target := filepath.Join(state, name), canary
		switch last := filepath.Base(name); {
		case last == ".loading" || last == ".staging" || last == "latest" || last == ".2026-01-01.tmp":
			target = folder
		case i%2 == 1:
			target = filepath.Join(outside, "made")
		}
		if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, link); err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "watch: {metrics: "+filepath.Join(base, "predict.prom")+"}\n"...)
	own := filepath.Join(filepath.Dir(config), "watched.yaml")
	if err := os.WriteFile(own, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, log := predict(t, "run", "-c", own, "--force", "--state", state)
	for _, path := range []string{canary, filepath.Join(folder, "canary")} {
		if now, err := os.ReadFile(path); err != nil || string(now) != word {
			t.Errorf("%s is now %.100q, %v", path, now, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(outside, "*")); err != nil || len(left) != 2 {
		t.Errorf("outside the state stand %v, %v", left, err)
	}
	if inside, err := os.ReadDir(folder); err != nil || len(inside) != 1 {
		t.Errorf("in the folder outside stand %v, %v", inside, err)
	}
	if t.Failed() {
		t.Logf("links %v:\n%s", planted, log)
	}
}

// TestLaxSecretFile: a file with a secret that others may read is warned of by
// name, one that only its owner reads is not.
func TestLaxSecretFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	config, secret := filepath.Join(dir, "predict.yaml"), filepath.Join(dir, "hook.key")
	if err := appendSection(config, "deliver: {webhook: {secret_file: hook.key}}\n"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(secret, []byte("nightingale"), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, warned := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o644: true} {
		if err := os.Chmod(secret, mode); err != nil {
			t.Fatal(err)
		}
		code, _, log := predict(t, "load", "-c", config)
		if code != 0 || strings.Contains(log, "others may read a file with a secret") != warned || warned && !strings.Contains(log, secret) {
			t.Errorf("mode %v: exit code %d, log:\n%s", mode, code, log)
		}
	}
}
