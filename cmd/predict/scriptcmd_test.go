package main

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCommands are what scripts can do beside the usual commands.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"fails":     fails,
		"has":       has,
		"private":   private,
		"remember":  remember,
		"unchanged": unchanged,
		"checksums": checksums,
		"cells":     cells,
		"interrupt": interrupt,
		"samelist":  sameList,
		"tidy":      tidy,
		"locked":    locked,
		"replace":   replace,
		"small":     small,
		"bytes":     writeBytes,
		"cut":       cut,
		"translate": translate,
	}
}

// fails CODE COMMAND... runs a command that must end with the exit code.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fails code command [argument...]")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s\n%s%s", code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// has FILE [KEY | KEY=VALUE]... expects JSON with the keys, given as a path
// with dots; numbers are positions in lists. KEY=VALUE expects the value too.
func has(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: has file [key | key=value]...")
	}
	var doc any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	for _, arg := range args[1:] {
		key, want, compare := strings.Cut(arg, "=")
		got, ok := lookUp(doc, strings.Split(key, "."))
		if neg == ok && !compare {
			ts.Fatalf("%s: %s is there: %v", args[0], key, ok)
		}
		if text := fmt.Sprint(got); compare && neg == (text == want) {
			ts.Fatalf("%s: %s is %s", args[0], key, text)
		}
	}
}

func lookUp(doc any, path []string) (any, bool) {
	for _, key := range path {
		switch at := doc.(type) {
		case map[string]any:
			next, ok := at[key]
			if !ok {
				return nil, false
			}
			doc = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(at) {
				return nil, false
			}
			doc = at[i]
		default:
			return nil, false
		}
	}
	return doc, true
}

// private FOLDER expects files that only their owner can read, mode 0600, in
// folders 0700.
func private(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: private folder")
	}
	n := 0
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
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
		if n++; info.Mode() != want {
			return fmt.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
		return nil
	})
	ts.Check(err)
	if n < 2 {
		ts.Fatalf("%s is empty", args[0])
	}
}

// remember FOLDER NAME notes every file below the folder, for unchanged.
func remember(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: remember folder name")
	}
	text, err := json.Marshal(contents(ts, args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("."+args[1]+".remembered"), text, 0o600))
}

// unchanged FOLDER NAME expects the files as they were remembered: the same
// names, the same bytes, none more.
func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: unchanged folder name")
	}
	was := map[string]string{}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("."+args[1]+".remembered")), &was))
	now := contents(ts, args[0])
	if neg == !reflect.DeepEqual(now, was) {
		return
	}
	var diff []string
	for path, sum := range now {
		switch {
		case was[path] == "":
			diff = append(diff, "new: "+path)
		case was[path] != sum:
			diff = append(diff, "changed: "+path)
		}
	}
	for path := range was {
		if now[path] == "" {
			diff = append(diff, "gone: "+path)
		}
	}
	slices.Sort(diff)
	ts.Fatalf("%s since it was remembered:\n%s", args[0], strings.Join(diff, "\n"))
}

// contents gives the checksum of every file below a folder, and the target of
// every link. Lock files are no content, nor is the ledger, to which every run
// adds its line, nor an empty folder.
func contents(ts *testscript.TestScript, folder string) map[string]string {
	root := ts.MkAbs(folder)
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil || d.IsDir() || d.Name() == ".lock" || d.Name() == "ledger.jsonl":
			return err
		case d.Type()&fs.ModeSymlink != 0:
			found[name], err = os.Readlink(path)
			return err
		}
		text, err := os.ReadFile(path)
		sum := sha256.Sum256(text)
		found[name] = hex.EncodeToString(sum[:])
		return err
	})
	ts.Check(err)
	return found
}

// checksums MANIFEST expects the files beside a manifest to be those that its
// outputs name, and the exports to be those that its inputs name.
func checksums(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: checksums manifest")
	}
	type file struct {
		Name   string `json:"name"`
		Path   string `json:"path"`
		SHA256 string `json:"sha256"`
		Gone   int    `json:"replaced_by_load"`
	}
	var m struct {
		Inputs  []file `json:"inputs"`
		Outputs []file `json:"outputs"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &m))
	if len(m.Inputs) == 0 || len(m.Outputs) == 0 {
		ts.Fatalf("%s names %d inputs and %d outputs", args[0], len(m.Inputs), len(m.Outputs))
	}
	for _, f := range append(m.Outputs, m.Inputs...) {
		if f.Gone > 0 { // what was there then is no longer
			continue
		}
		path := f.Path
		if path == "" {
			path = filepath.Join(filepath.Dir(args[0]), f.Name)
		}
		sum := sha256.Sum256([]byte(ts.ReadFile(path)))
		if got := hex.EncodeToString(sum[:]); got != f.SHA256 {
			ts.Fatalf("%s has the SHA-256 %s, %s says %s", path, got, args[0], f.SHA256)
		}
	}
}

// cells FILE COLUMN... prints the columns of a CSV file to stdout, without the
// header.
func cells(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: cells file column...")
	}
	records, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	var at []int
	for _, name := range args[1:] {
		i := slices.Index(records[0], name)
		if i < 0 {
			ts.Fatalf("%s has no column %s", args[0], name)
		}
		at = append(at, i)
	}
	w := csv.NewWriter(ts.Stdout())
	for _, r := range records[1:] {
		var out []string
		for _, i := range at {
			out = append(out, r[i])
		}
		ts.Check(w.Write(out))
	}
	w.Flush()
	ts.Check(w.Error())
}
