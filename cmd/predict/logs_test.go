package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"predict/configs"
)

// mark stands in everything of the exports that a log must not show; markAmount
// begins every amount.
const (
	mark       = "=LEAK<b>"
	markAmount = "31337"
)

// spoil puts marks into ids, texts and amounts of an export, and adds records that
// cannot be used.
func spoil(t *testing.T, path string, broken func(records int) int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sound := slices.Clone(rows)
	for i, row := range rows[1:] {
		row = slices.Clone(row)
		for j, name := range rows[0] {
			switch {
			case row[j] == "":
			case strings.HasSuffix(name, "_id") || slices.Contains([]string{"category", "product", "region", "campaign", "tactic", "reason"}, name):
				row[j] = mark + row[j]
			case slices.Contains([]string{"amount", "margin", "total", "cost"}, name):
				sign := strings.Repeat("-", strings.Count(row[j], "-"))
				row[j] = sign + markAmount + row[j][len(row[j])-3:] // cents
			}
		}
		sound[i+1] = row
	}
	for i := range broken(len(rows)) {
		row := slices.Clone(sound[i+1])
		row[1] = mark + "?"
		sound = append(sound, row, append(slices.Clone(sound[i+2]), mark))
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(sound); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLogsHoldNothingOfCustomers runs the commands on exports whose ids, texts and
// amounts carry marks, refused ones and sound ones, and looks for the marks in what
// goes to stderr at the normal level.
func TestLogsHoldNothingOfCustomers(t *testing.T) {
	t.Parallel()
	refused := markedExports(t, func(int) int { return 40 })
	for _, args := range [][]string{{"doctor"}, {"load"}, {"run"}, {"train"}} {
		checkLog(t, refused, exitContract, args)
	}
	sound := markedExports(t, func(records int) int { return records / 1000 })
	for _, args := range [][]string{{"doctor"}, {"load"}, {"train", "--force"}, {"score"}, {"run"}, {"status"}, {"verify"}} {
		checkLog(t, sound, exitOK, args)
	}
}

// markedExports makes demo exports with marks, of which some records cannot be
// used, and returns their config.
func markedExports(t *testing.T, broken func(records int) int) string {
	t.Helper()
	dir := t.TempDir()
	if code, log := logOf(t, "generate", dir, "--customers", "300"); code != exitOK {
		t.Fatal(log)
	}
	exports, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(exports) != 9 {
		t.Fatalf("%v, %v", exports, err)
	}
	for _, path := range exports {
		spoil(t, path, broken)
	}
	config := filepath.Join(dir, "predict.yaml")
	makeSmall(t, config)
	return config
}

// logOf runs a command and returns its exit code and what it writes to stderr.
func logOf(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, log bytes.Buffer
	code := execute(t.Context(), args, streams{out: &out, err: &log})
	return code, log.String()
}

// checkLog runs a command twice, with each format of the log: no mark is in it, and
// each stage is told in one line.
func checkLog(t *testing.T, config string, want int, args []string) {
	t.Helper()
	stage := regexp.MustCompile(`"msg":"stage (?:done|failed)","stage":"([a-z ]+)","elapsed":[0-9.]+`)
	for _, format := range logFormats() {
		code, log := logOf(t, append(slices.Clone(args), "-c", config, "--log-format", format)...)
		if code != want {
			t.Errorf("%v: exit code %d, want %d\n%s", args, code, want, log)
		}
		if strings.Contains(log, "LEAK") || strings.Contains(log, markAmount) {
			t.Errorf("%v shows what stands in the exports:\n%s", args, log)
		}
		if format != configs.LogJSON {
			continue
		}
		told := map[string]int{}
		for line := range strings.Lines(log) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%v: no JSON: %s", args, line)
			}
			if m := stage.FindStringSubmatch(line); m != nil {
				told[m[1]]++
			} else if strings.Contains(line, `"level":"INFO"`) {
				t.Errorf("%v: a line that tells of no stage: %s", args, line)
			}
		}
		for name, n := range told {
			if n > 1 {
				t.Errorf("%v tells of the stage %s %d times", args, name, n)
			}
		}
		if looks := slices.Contains([]string{"doctor", "status", "verify"}, args[0]); looks != (len(told) == 0) {
			t.Errorf("%v tells of %d stages", args, len(told))
		}
	}
}
