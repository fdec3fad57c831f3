package configs_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
)

// minimal is a config with a section of its own at the end.
func minimal(section string) []byte {
	return []byte("version: 1\ntables:\n  transactions:\n    files: [x.csv]\n    columns: {customer_id: c, time: t, amount: a}\n" + section)
}

// variablesOf looks variables up in a map.
func variablesOf(all map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := all[name]
		return v, ok
	}
}

// TestSecretsInTheConfig: a secret that stands in the file is refused, and no
// message shows it.
func TestSecretsInTheConfig(t *testing.T) {
	for name, test := range map[string]struct{ section, key, says string }{
		"url":               {"deliver: {postgres: {url: 'postgres://u:hunter2@h/db'}}", "deliver.postgres.url", "holds a password"},
		"beside a mistake":  {"deliver: {postgres: {url: 'postgres://u:hunter2@h/db', tabel: x}}", "deliver.postgres.tabel", "unknown key"},
		"misspelt key":      {"deliver: {postgres: {ulr: 'postgres://u:hunter2@h/db'}}", "deliver.postgres.ulr", "unknown key"},
		"odd password":      {"deliver:\n  postgres:\n    url: postgres://u:hunter2/x:@h/db", "deliver.postgres.url", "holds a password"},
		"query":             {"deliver:\n  postgres:\n    url: postgres://h/db?user=u&password=hunter2", "deliver.postgres.url", "holds a password"},
		"pairs":             {"deliver:\n  postgres:\n    url: host=h password=hunter2 dbname=x", "deliver.postgres.url", "holds a password"},
		"quoted pairs":      {"deliver:\n  postgres:\n    url: \"host=h password = 'hunter2'\"", "deliver.postgres.url", "holds a password"},
		"fallback":          {"deliver:\n  postgres:\n    url: ${NONE:-postgres://u:hunter2@h/db}", "deliver.postgres.url", "holds a password"},
		"secret":            {"deliver:\n  webhook: {url: 'https://h/', secret: hunter2}", "deliver.webhook.secret", "does not belong"},
		"secret in a list":  {"deliver:\n  webhook: {url: 'https://h/', secret: [hunter2]}", "deliver.webhook.secret", ""},
		"unset variable":    {"deliver:\n  postgres:\n    url: postgres://u:${NONE}@h/db", "deliver.postgres.url", "NONE is not set"},
		"both ways":         {"deliver:\n  postgres: {url: '${DB}', url_file: x}", "deliver.postgres.url_file", "beside url"},
		"http":              {"deliver:\n  webhook: {url: 'http://h/hunter2'}", "deliver.webhook.url", "begins with http://"},
		"no address":        {"deliver:\n  webhook: {url: 'h/hunter2'}", "deliver.webhook.url", "no address"},
		"column":            {"deliver:\n  postgres: {columns: [rank, customerid]}", "deliver.postgres.columns[1]", `did you mean "customer_id"?`},
		"column twice":      {"deliver:\n  postgres: {columns: [rank, rank]}", "deliver.postgres.columns[1]", "given twice"},
		"name of the table": {"deliver:\n  postgres: {table: 'Risk; drop'}", "deliver.postgres.table", "is not valid"},
		"event":             {"deliver:\n  command: {on: [publised]}", "deliver.command.on[0]", `did you mean "published"?`},
		"broken YAML":       {"deliver:\n  postgres: {url: \"postgres://u:hunter2@h/db}", "", "no YAML"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := configs.Parse("predict.yaml", minimal(test.section), variablesOf(map[string]string{"DB": "postgres://u:hunter2@h/db"}))
			if err == nil {
				t.Fatal("the config was taken")
			}
			text := err.Error()
			if !strings.Contains(text, test.key) || !strings.Contains(text, test.says) {
				t.Errorf("the error does not say %s: %s\n%s", test.key, test.says, text)
			}
			if strings.Contains(text, "hunter2") {
				t.Errorf("the error shows the secret:\n%s", text)
			}
		})
	}
}

// TestSecretsFromElsewhere reads secrets from the environment and from files, and
// looks for them wherever a config can be printed.
func TestSecretsFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "key"), []byte("hunter3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := configs.Parse(filepath.Join(dir, "predict.yaml"), minimal("deliver:\n  postgres: {url: 'postgres://u:${PW}@h/db'}\n  webhook: {url: '${HOOK}', secret_file: key}\n"),
		variablesOf(map[string]string{"PW": "hunter2", "HOOK": "https://h/hunter4"}))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, read := range map[string]func() (configs.Secret, error){"url": c.PostgresURL, "hook": c.WebhookURL, "key": c.WebhookSecret} {
		s, err := read()
		if err != nil {
			t.Fatal(err)
		}
		got[name] = s.Reveal()
	}
	if diff := cmp.Diff(map[string]string{"url": "postgres://u:hunter2@h/db", "hook": "https://h/hunter4", "key": "hunter3"}, got); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
	marshalled, err := c.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("config", "config", c, "secrets", c.Place.Secrets, "one", c.Place.Secrets["PW"])
	for _, text := range []string{string(marshalled), string(asJSON), log.String(), fmt.Sprintf("%v %+v %#v", c, c, c), fmt.Sprintf("%x", c.Place.Secrets)} {
		if strings.Contains(text, "hunter") || strings.Contains(text, fmt.Sprintf("%x", "hunter")) {
			t.Errorf("a secret is shown:\n%s", text)
		}
	}
}

// TestSecretFiles: what is wrong with a file is told without its content.
func TestSecretFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty": " \n", "large": strings.Repeat("hunter2", 10_000)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, says := range map[string]string{"empty": "is empty", "large": "is larger than", "missing": "no such file"} {
		c, err := configs.Parse(filepath.Join(dir, "predict.yaml"), minimal("deliver: {postgres: {url_file: "+name+"}}"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.PostgresURL(); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
