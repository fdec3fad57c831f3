package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretsShowNowhere gives marked secrets to every command in both ways,
// well formed and not, where nobody answers: no output, log, notice or file
// holds any of them, nor does what a hook is told.
func TestSecretsShowNowhere(t *testing.T) {
	const mark = "s3cr3tnightingale"
	base := t.TempDir()
	dir, state, told := filepath.Join(base, "shop"), filepath.Join(base, "state"), filepath.Join(base, "told")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	config := filepath.Join(dir, "predict.yaml")
	makeSmall(t, config)
	plain, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	kept := t.TempDir() // outside what is searched
	file := func(name, text string) string {
		path := filepath.Join(kept, name)
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const hook = `, command: {on: [published, nothing_new, done, refused, failed], run: [sh, -c, 'env >> "$0"; cat >> "$0"', ` + "TOLD" + `]}`
	all := ""
	for name, c := range map[string]struct{ deliver, postgres, webhook string }{
		"environment": {"deliver: {postgres: {url: '${TEST_PG}', timeout_seconds: 1}, webhook: {url: '${TEST_HOOK}', secret: '${TEST_KEY}', retries: 0, on: [published, nothing_new, done, refused, failed]}" + hook + "}", "postgres://user:" + mark + "@127.0.0.1:1/db", "http://127.0.0.1:1/" + mark + "?token=" + mark},
		"not formed":  {"deliver: {postgres: {url: '${TEST_PG}', timeout_seconds: 1}, webhook: {url: '${TEST_HOOK}', secret: '${TEST_KEY}', retries: 0}" + hook + "}", "postgres://user:" + mark + "@127.0.0.1:" + mark + "/db", "https://exa mple/" + mark},
		"key words":   {"deliver: {postgres: {url: '${TEST_PG}', timeout_seconds: 1}" + hook + "}", "host=127.0.0.1 port=1 user=u password='" + mark, ""},
		"not web":     {"deliver: {webhook: {url: '${TEST_HOOK}'}" + hook + "}", "", "ftp://" + mark},
		"files":       {"deliver: {postgres: {url_file: '" + file("pg", "postgres://user:"+mark+"@127.0.0.1:1/db") + "', timeout_seconds: 1}, webhook: {url: '${TEST_HOOK}', secret_file: '" + file("key", mark) + "', retries: 0}" + hook + "}", "", "http://localhost:1/" + mark},
		"in config":   {"deliver: {postgres: {url: 'postgres://user:" + mark + "@127.0.0.1/db'}, webhook: {url: 'https://x/', secret: '" + mark + "'}}", "", ""},
	} {
		t.Setenv("TEST_PG", c.postgres)
		t.Setenv("TEST_HOOK", c.webhook)
		t.Setenv("TEST_KEY", mark)
		if err := os.WriteFile(config, append(bytes.Clone(plain), strings.ReplaceAll(c.deliver, "TOLD", told)+"\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		commands := [][]string{{"run", "--force", "-v"}, {"run", "--json"}, {"load", "--log-format", "json"}, {"status", "--json"}, {"status"}, {"doctor"}, {"verify"}, {"models", "show", "champion"}, {"score", "-v"}}
		if name == "environment" {
			commands = append(commands, []string{"train", "--force", "-v"}, []string{"features", "-v"}, []string{"evaluate", "--json"}, []string{"models", "promote", "champion"})
		}
		for _, command := range commands {
			_, out, log := predict(t, append(command, "-c", config, "--state", state)...)
			if strings.Contains(out+log, mark) {
				t.Errorf("%s: %v shows it:\n%s%s", name, command, out, log)
			}
			all += out + log
		}
	}
	if !strings.Contains(all, "127.0.0.1") && !strings.Contains(all, "connect") {
		t.Errorf("no delivery was tried:\n%s", all)
	}
	if err := os.Remove(config); err != nil { // the last one holds secrets, against the rules
		t.Fatal(err)
	}
	if text, err := os.ReadFile(told); err != nil || !bytes.Contains(text, []byte("PREDICT_STATUS=")) {
		t.Errorf("the hook was not told: %v", err)
	}
	err = filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(mark)) {
			t.Errorf("%s holds it", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNamesLeadNowhere: names that a user gives are names, never paths out of
// the state.
func TestNamesLeadNowhere(t *testing.T) {
	base := t.TempDir()
	dir, state := filepath.Join(base, "shop"), filepath.Join(base, "state")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	config := filepath.Join(dir, "predict.yaml")
	makeSmall(t, config)
	if code, _, log := predict(t, "run", "-c", config, "--force", "--state", state); code != 0 {
		t.Fatal(log)
	}
	victim := filepath.Join(base, "victim")
	if err := os.MkdirAll(victim, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(victim, "model.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../../victim", "../victim", victim, "..", ".", "/", "", "../models", "champion/../../../victim", "x/../..", "%2e%2e/victim", "..\\victim", "victim\x00", "-", "*"} {
		for _, command := range [][]string{{"models", "remove"}, {"models", "promote", "--force"}, {"models", "show"}} {
			code, _, _ := predict(t, append(append(command, "-c", config, "--state", state, "--"), name)...)
			if code == 0 {
				t.Errorf("%v %q is done", command, name)
			}
		}
		if code, out, _ := predict(t, "score", "-c", config, "--state", state, "--model", name); code == 0 && name != "" {
			t.Errorf("score --model %q is done:\n%s", name, out)
		}
		if code, _, _ := predict(t, "explain", "-c", config, "--state", state, "--", name); code == 0 {
			t.Errorf("explain %q is done", name)
		}
		if code, _, _ := predict(t, "run", "-c", config, "--state", state, "--as-of", name); code == 0 && name != "" {
			t.Errorf("--as-of %q is done", name)
		}
	}
	if text, err := os.ReadFile(filepath.Join(victim, "model.json")); err != nil || string(text) != "{}" {
		t.Errorf("outside the state: %q, %v", text, err)
	}
	if left, err := os.ReadDir(base); err != nil || len(left) != 3 {
		t.Errorf("beside the state stand %v, %v", left, err)
	}
	if code, _, log := predict(t, "status", "-c", config, "--state", state); code != 0 {
		t.Errorf("the state is damaged: %s", log)
	}
}
