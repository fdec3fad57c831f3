package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// TestVisible: what a terminal would obey is spelt out, all else stays.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext\n": "plain\ttext\n",
		"کتاب\u200cخانه ąčęė ü 🙂 \ufffd": "کتاب\u200cخانه ąčęė ü 🙂 \ufffd",
		"\x1b[2J\x1b]0;title\x07":        `\u001b[2J\u001b]0;title\u0007`,
		"over\rwritten\x08\x7f":          `over\u000dwritten\u0008\u007f`,
		"\u009b31m\u0085":                `\u009b31m\u0085`,
		"a\u202eb\u2066c\u2028d":         `a\u202eb\u2066c\u2028d`,
		"\x9b31m\xff":                    `\x9b31m\xff`,
		"\x00":                           `\u0000`,
	} {
		var out bytes.Buffer
		n, err := visible{&out}.Write([]byte(text))
		if n != len(text) || err != nil || out.String() != want {
			t.Errorf("%q: wrote %q, %d, %v; want %q", text, out.String(), n, err, want)
		}
	}
	hostile := "\u202e\u009b\x1b\u2028"
	var out bytes.Buffer
	if err := json.NewEncoder(visible{&out}).Encode(hostile); err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != hostile {
		t.Errorf("JSON %s reads as %q, %v", out.Bytes(), back, err)
	}
}

// obeyed is what a terminal would obey of a text, nothing if all is shown.
func obeyed(text string) string {
	for _, r := range strings.ToValidUTF8(text, "\x1b") {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069) {
			return string(r)
		}
	}
	return ""
}

// hostileTexts are texts as an export may hold them: all that is naughty, and
// what terminals and spreadsheets obey.
func hostileTexts(t *testing.T) []string {
	t.Helper()
	all := []string{
		"\x1b[2J", "\x1b]0;gone\x07", "\x1b]8;;https://example.invalid\x1b\\here", "\u009b2J", "\u202egnp.exe", "\u2066a\u2069", "\rpredict: done", "a\x07", "=1+1", "@sum(1)", "+cmd|'/c calc'!A0",
		"<script>alert(1)</script>", "[x](javascript:alert(1))", "../../etc/passwd", "'; drop table x; --", "%s%n", "${HOME}", "$(touch x)",
	}
	found, err := filepath.Glob(filepath.Join(realData(), "csv_torture", "naughty_strings", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if line != "" && !strings.HasPrefix(line, "#") {
				all = append(all, line)
			}
		}
	}
	return all
}

// realData is the folder of real data.
func realData() string {
	if dir := os.Getenv("CHURN_REAL_DATA"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared", "data")
}

// TestHostileTextsOnTerminal gives hostile texts as the names of files, of
// columns, of segments and as ids to the commands that print them.
func TestHostileTextsOnTerminal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "exports")
	if code, _, log := predict(t, "generate", dir, "--customers", "300", "--seed", "1"); code != 0 {
		t.Fatal(log)
	}
	config := filepath.Join(dir, "predict.yaml")
	makeSmall(t, config)
	hostile := hostileTexts(t)
	folder := t.TempDir()
	for i, text := range hostile {
		name := strings.Map(func(r rune) rune {
			if r == '/' || r == 0 {
				return '_'
			}
			return r
		}, text)
		name = strings.ToValidUTF8(name, "_")
		if len(name) > 100 || i > 150 {
			continue
		}
		export := "customer_id," + quoted(text) + ",invoice_date,amount\n" + quoted(text) + "," + quoted(text) + ",2025-01-02," + quoted(text) + "\n"
		if err := os.WriteFile(filepath.Join(folder, "sales "+name+".csv"), []byte(export), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var customers strings.Builder
	customers.WriteString("customer_id,segment,region\n")
	for i, text := range hostile {
		customers.WriteString(quoted(text) + "," + quoted(hostile[(i+7)%len(hostile)]) + ",north\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "customers.csv"), []byte(customers.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad\x1b[2J.yaml")
	if err := os.WriteFile(bad, []byte("version: 1\nstate: \"x\\e[2J\"\n\"k\\u202e\\e[2J\": \"v\\e[2J\"\ntables: {transactions: {files: [\"\\e[2J*.csv\"]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{
		{"init", folder},
		{"init", folder, "--json"},
		{"doctor", folder},
		{"doctor", "-c", config},
		{"doctor", "-c", config, "--json"},
		{"run", "-c", config, "--force"},
		{"load", "-c", config},
		{"status", "-c", config},
		{"models", "show", "champion", "-c", config},
		{"verify", "-c", config},
		{"run", "-c", bad},
		{"status", "-c", bad},
		{"run", "-c", "\x1b[2J"},
		{"\x1b[2J"},
		{"run", "--\x1b[2J"},
		{"models", "show", "\x1b[2J", "-c", config},
		{"explain", "\x1b[2J\u202e", "-c", config},
		{"explain", hostile[1], "-c", config},
		{"run", "-c", config, "--as-of", "\x1b[2J"},
		{"score", "-c", config, "--model", "\x1b[2J"},
	} {
		_, out, log := predict(t, command...)
		if bad := obeyed(out + log); bad != "" || out+log == "" {
			at := strings.Index(out+log, bad)
			t.Errorf("%q prints %q:\n%.300q", command, bad, (out + log)[max(0, at-100):])
		}
	}
}

// quoted writes a cell of CSV.
func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
