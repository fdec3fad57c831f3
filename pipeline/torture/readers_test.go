package torture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// listFiles are what readers find in outputs/latest.
func listFiles() []string { return []string{"manifest.json", "risk.csv", "risk.parquet"} }

// readers poll outputs/latest as the users of a list do, while the run that
// replaces it is attacked.
type readers struct {
	latest string
	lists  map[string]bool
	seen   atomic.Bool // there was a list: from then on there is always one
	polls  atomic.Int64
	stop   chan struct{}
	done   sync.WaitGroup
	mu     sync.Mutex
	faults []string
}

// watch starts a reader by name and one by an open folder.
func (n *night) watch(state string) *readers {
	r := &readers{latest: filepath.Join(state, "outputs", "latest"), lists: n.lists, stop: make(chan struct{})}
	r.seen.Store(n.before != "")
	for _, look := range []func() error{r.byName, r.byFolder} {
		r.done.Go(func() {
			for {
				select {
				case <-r.stop:
					return
				case <-time.After(200 * time.Microsecond):
				}
				r.polls.Add(1)
				if err := look(); err != nil {
					r.mu.Lock()
					r.faults = append(r.faults, err.Error())
					r.mu.Unlock()
				}
			}
		})
	}
	return r
}

// end stops the readers and tells what they have met.
func (r *readers) end(t testing.TB) int64 {
	t.Helper()
	close(r.stop)
	r.done.Wait()
	for _, fault := range r.faults[:min(len(r.faults), 5)] {
		t.Errorf("a reader of outputs/latest: %s", fault)
	}
	return r.polls.Load()
}

// absent reports whether it is right that there is no list yet.
func (r *readers) absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) && !r.seen.Load()
}

// byName opens each file through the link. Another list may come between two of
// them, but every file is that of one list, whole.
func (r *readers) byName() error {
	for _, name := range listFiles() {
		text, err := os.ReadFile(filepath.Join(r.latest, name))
		if r.absent(err) {
			return nil
		}
		if err != nil {
			return err
		}
		r.seen.Store(true)
		if name == "manifest.json" {
			_, err = readManifest(text)
		} else if !r.lists[sumOf(text)] {
			err = fmt.Errorf("%s with %d bytes is that of no list", name, len(text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// byFolder opens the folder once and reads all from there: one list, of which
// the manifest tells the checksums.
func (r *readers) byFolder() error {
	root, err := os.OpenRoot(r.latest)
	if r.absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	text, err := root.ReadFile("manifest.json")
	if err != nil {
		return err
	}
	files, err := readManifest(text)
	if err != nil {
		return err
	}
	for name, sum := range files {
		text, err := root.ReadFile(name)
		if err != nil {
			return err
		}
		if got := sumOf(text); got != sum {
			return fmt.Errorf("%s has the checksum %.12s, its manifest says %.12s", name, got, sum)
		}
	}
	return nil
}

// readManifest checks the seal of a manifest as docs/crash-safety.md describes
// it, and gives the checksums of the files that it names.
func readManifest(text []byte) (map[string]string, error) {
	var m struct {
		Outputs []struct {
			Name   string `json:"name"`
			SHA256 string `json:"sha256"`
		} `json:"outputs"`
		Checksum string `json:"checksum"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("manifest.json with %d bytes: %w", len(text), err)
	}
	at := bytes.LastIndex(text, []byte("\n  \"checksum\""))
	if at < 0 || sumOf(text[:at]) != m.Checksum {
		return nil, fmt.Errorf("the seal of manifest.json with %d bytes is wrong", len(text))
	}
	files := map[string]string{}
	for _, f := range m.Outputs {
		files[f.Name] = f.SHA256
	}
	if files["risk.csv"] == "" || files["risk.parquet"] == "" {
		return nil, fmt.Errorf("manifest.json names %d files", len(files))
	}
	return files, nil
}

// checkLatest expects a whole list, or none yet, once nobody writes.
func (n *night) checkLatest(t testing.TB, state, when string) {
	t.Helper()
	r := &readers{latest: filepath.Join(state, "outputs", "latest"), lists: n.lists}
	r.seen.Store(n.before != "")
	if err := errors.Join(r.byName(), r.byFolder()); err != nil {
		t.Errorf("%s: outputs/latest %s: %v", n.name, when, err)
	}
}
