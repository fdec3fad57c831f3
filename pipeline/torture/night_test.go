package torture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// night is a run that is attacked: the state before it, and what an undisturbed
// run makes of it.
type night struct {
	name   string
	dir    string // for copies of the state
	config string
	before string // state folder; empty for none
	copies atomic.Int64
	want   map[string]string // content by path, without what tells of the run itself
	lists  map[string]bool   // checksums of all files of lists that readers may meet
	log    string            // of an undisturbed run

	mu     sync.Mutex
	stages []stage
}

// stage is a part of the run and how long it takes.
type stage struct {
	name  string
	takes time.Duration
}

// rehearse runs the night undisturbed, notes its stages and what it makes.
func (n *night) rehearse(t testing.TB) {
	t.Helper()
	state := n.fresh(t)
	defer drop(t, state)
	n.addLists(t, state)
	e := n.run(t, state)
	if e.code != 0 {
		t.Fatalf("an undisturbed run ends with %d:\n%s", e.code, e.stderr)
	}
	n.log = e.stderr
	n.addLists(t, state)
	n.want = content(t, state)
	n.verify(t, state)
}

// run runs the night to its end, and notes how long its stages take: as long as
// other attacks go on beside it, that is longer than alone.
func (n *night) run(t testing.TB, state string) ended {
	t.Helper()
	var took []stage
	at := time.Now()
	e := startWith(t, n.predict(state, "run"), func(line string) {
		if name, ok := doneStage(line); ok {
			took = append(took, stage{name, time.Since(at)})
			at = time.Now()
		}
	}).wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.code != 0 {
		return e
	}
	for i := range took {
		// Where a killed run did half of the work, a stage is short.
		if i < len(n.stages) && took[i].takes < n.stages[i].takes {
			took[i].takes = (15*n.stages[i].takes + took[i].takes) / 16
		}
	}
	n.stages = took
	return e
}

// doneStage finds the name of a finished stage in a line of the log.
func doneStage(line string) (string, bool) {
	_, rest, ok := strings.Cut(line, `msg="stage done" stage=`)
	if !ok {
		return "", false
	}
	name, _, _ := strings.Cut(rest, " elapsed=")
	return strings.Trim(name, `"`), true
}

// addLists notes the checksums of the files of all lists.
func (n *night) addLists(t testing.TB, state string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(state, "outputs", "*", "[rk]*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n.lists[sumOf(text)] = true
	}
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// content reads a state folder. What tells of the run and not of its result is
// left out: times of day, how long stages took, what this run loaded and
// computed itself, and the checksums over that.
func content(t testing.TB, state string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(state, path)
		if err == nil && d.IsDir() && filepath.Ext(path) == ".old" {
			return fs.SkipDir // a list that was replaced
		}
		switch {
		case err != nil || d.IsDir() || d.Name() == ".lock" || d.Name() == "ledger.jsonl":
			return err
		case d.Type()&fs.ModeSymlink != 0:
			all[name], err = os.Readlink(path)
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch d.Name() {
		case "manifest.json":
			all[name] = timeless(t, name, text)
		case "history.jsonl":
			all[name] = string(withoutTime.ReplaceAll(withoutSeal.ReplaceAll(text, nil), nil))
		case "card.md":
			all[name] = string(withoutDay.ReplaceAll(withoutSeal.ReplaceAll(text, nil), nil))
		default:
			all[name] = fmt.Sprintf("%d bytes, sha256 %s", len(text), sumOf(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What is left out of files that tell when something happened.
var (
	withoutSeal = regexp.MustCompile(`(?m)^(\{"checksum":"[0-9a-f]{64}"\}|<!-- checksum [0-9a-f]{64} -->)$`)
	withoutTime = regexp.MustCompile(`"when":"[^"]*",`)
	withoutDay  = regexp.MustCompile(`20[2-9][0-9]-[0-9]{2}-[0-9]{2}( [0-9:]{8})?`) // the data are of 2011
)

// timeless is a manifest without what tells of the run itself.
func timeless(t testing.TB, name string, text []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, key := range []string{"started", "timings_seconds", "load", "cohorts", "warnings", "checksum"} {
		delete(m, key)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compare tells how a state differs from that of an undisturbed run.
func (n *night) compare(t testing.TB, state string) []string {
	t.Helper()
	got := content(t, state)
	var diffs []string
	for _, name := range slices.Sorted(maps.Keys(n.want)) {
		now, ok := got[name]
		switch {
		case !ok:
			diffs = append(diffs, name+" is missing")
		case now != n.want[name]:
			diffs = append(diffs, name+" differs: "+firstDifference(n.want[name], now))
		}
	}
	for name := range got {
		if _, ok := n.want[name]; !ok {
			diffs = append(diffs, name+" is too much")
		}
	}
	sort.Strings(diffs)
	return diffs
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is %q and should be %q", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines and should be %d", len(b), len(a))
}
