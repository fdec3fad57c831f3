package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"predict/configs"
	"predict/pipeline"
)

// listFiles are what readers find in outputs/latest.
func listFiles() []string {
	return []string{"manifest.json", "risk.csv", "risk.parquet", "kpi.csv", "report.html"}
}

// readers poll outputs/latest as the users of a list do, while the run that
// replaces it is attacked, and look at status and soundness of the state.
type readers struct {
	night  *night
	state  string
	seen   atomic.Bool // there was a list: from then on there is always one
	polls  atomic.Int64
	stop   chan struct{}
	done   sync.WaitGroup
	mu     sync.Mutex
	faults []string
}

// newReaders are readers that do not look yet.
func (n *night) newReaders(state string) *readers {
	r := &readers{night: n, state: state, stop: make(chan struct{})}
	r.seen.Store(n.before != "")
	return r
}

// watch starts a reader by name and one by an open folder, one of the status, and
// one that verifies the state.
func (n *night) watch(t testing.TB, state string) *readers {
	t.Helper()
	r := n.newReaders(state)
	program := n.open(t, state)
	r.poll(500*time.Microsecond, r.byName(memory{}))
	r.poll(500*time.Microsecond, r.byFolder(memory{}))
	r.poll(50*time.Millisecond, func() error { return r.status(program) })
	r.poll(300*time.Millisecond, func() error { return sound(program, pipeline.ErrLocked) })
	return r
}

// poll looks again and again, with a pause between.
func (r *readers) poll(pause time.Duration, look func() error) {
	r.done.Go(func() {
		for {
			select {
			case <-r.stop:
				return
			case <-time.After(pause):
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

// end stops the readers and tells what they have met.
func (r *readers) end(t testing.TB) int64 {
	t.Helper()
	close(r.stop)
	r.done.Wait()
	for _, fault := range r.faults[:min(len(r.faults), 5)] {
		t.Errorf("%s: a reader: %s", r.night.name, fault)
	}
	return r.polls.Load()
}

// absent reports whether it is right that there is no list: nobody had seen one
// before the look.
func absent(err error, seen bool) bool {
	return errors.Is(err, fs.ErrNotExist) && !seen
}

func (r *readers) latest() string { return filepath.Join(r.state, "outputs", "latest") }

// memory is what a reader has read, so that it looks at what changed only.
type memory map[identity]file

// identity tells files and their states apart: every write moves the moment of
// change, though not before the clock of the kernel ticks.
type identity struct {
	inode   uint64
	size    int64
	changed syscall.Timespec
}

type file struct {
	sum   string
	files map[string]string // of a manifest: the checksums that it names
}

// read reads a file that was opened, a manifest by its meaning.
func (m memory) read(f *os.File) (file, error) {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return file{}, err
	}
	stat := info.Sys().(*syscall.Stat_t)
	id := identity{stat.Ino, stat.Size, stat.Ctim}
	if known, ok := m[id]; ok {
		return known, nil
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return file{}, err
	}
	found := file{sum: sumOf(text)}
	if filepath.Base(f.Name()) == "manifest.json" {
		if found.files, err = readManifest(text); err != nil {
			return file{}, err
		}
	}
	if changed := time.Unix(stat.Ctim.Unix()); time.Since(changed) > 20*time.Millisecond { // several ticks ago
		m[id] = found
	}
	return found, nil
}

// byName opens each file through the link. Another list may come between two of
// them, but every file is that of one list, whole.
func (r *readers) byName(m memory) func() error {
	return func() error {
		for _, name := range listFiles() {
			seen := r.seen.Load()
			f, err := os.Open(filepath.Join(r.latest(), name))
			if absent(err, seen) {
				return nil
			}
			if err != nil {
				return err
			}
			r.seen.Store(true)
			got, err := m.read(f)
			if err != nil {
				return err
			}
			if got.files == nil && !r.night.lists[got.sum] {
				return fmt.Errorf("%s with the checksum %.12s is that of no list", name, got.sum)
			}
		}
		return nil
	}
}

// byFolder opens the folder once and reads all from there: one list, of which
// the manifest tells the checksums.
func (r *readers) byFolder(m memory) func() error {
	return func() error {
		seen := r.seen.Load()
		root, err := os.OpenRoot(r.latest())
		if absent(err, seen) {
			return nil
		}
		if err != nil {
			return err
		}
		defer root.Close()
		f, err := root.Open("manifest.json")
		if err != nil {
			return err
		}
		list, err := m.read(f)
		if err != nil {
			return err
		}
		for name, sum := range list.files {
			f, err := root.Open(name)
			if err != nil {
				return err
			}
			got, err := m.read(f)
			if err != nil {
				return err
			}
			if got.sum != sum {
				return fmt.Errorf("%s has the checksum %.12s, its manifest says %.12s", name, got.sum, sum)
			}
		}
		return nil
	}
}

// open is the state as the program sees it.
func (n *night) open(t testing.TB, state string) *pipeline.State {
	t.Helper()
	c, err := configs.Load(n.config)
	if err != nil {
		t.Fatal(err)
	}
	c.SetState(state)
	return pipeline.NewState(c, pipeline.Settings{})
}

// status looks as `predict status` does: there is a list once there was one, and
// the champion can be used.
func (r *readers) status(program *pipeline.State) error {
	was := r.seen.Load()
	c, err := program.Condition(7)
	switch {
	case err != nil:
		return fmt.Errorf("status: %w", err)
	case c.Damaged != "":
		return fmt.Errorf("status: the ledger is damaged: %s", c.Damaged)
	case was && c.List == nil:
		return errors.New("status: there is no list any more")
	case was && c.Champion == nil:
		return errors.New("status: there is no champion any more")
	case c.Champion != nil && c.Champion.Problem != "":
		return fmt.Errorf("status: the champion %s cannot be used: %s", c.Champion.ID, c.Champion.Problem)
	}
	return nil
}

// sound verifies a state as `predict verify` does; one error may be.
func sound(program *pipeline.State, allowed error) error {
	found, err := pipeline.Verify(context.Background(), program)
	if allowed != nil && errors.Is(err, allowed) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	for _, f := range found.Damaged {
		err = errors.Join(err, fmt.Errorf("verify: %s is damaged: %s", f.Path, f.Problem))
	}
	return err
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
	for _, name := range listFiles()[1:] {
		if files[name] == "" {
			return nil, fmt.Errorf("manifest.json does not name %s among %d files", name, len(files))
		}
	}
	return files, nil
}

// checkLatest expects a whole list, or none yet, and a sound state, once nobody
// writes.
func (n *night) checkLatest(t testing.TB, state, when string) {
	t.Helper()
	n.checkList(t, state, when)
	if err := sound(n.open(t, state), nil); err != nil {
		t.Errorf("%s, %s: %v", n.name, when, err)
	}
}

// checkList expects a whole list, or none yet, and a status that says so.
func (n *night) checkList(t testing.TB, state, when string) {
	t.Helper()
	r := n.newReaders(state)
	if err := errors.Join(r.byName(memory{})(), r.byFolder(memory{})(), r.status(n.open(t, state))); err != nil {
		t.Errorf("%s, %s: %v", n.name, when, err)
	}
}

// verify expects a state in which every file is whole.
func (n *night) verify(t testing.TB, state string) {
	t.Helper()
	if err := sound(n.open(t, state), nil); err != nil {
		t.Errorf("%s: %v", n.name, err)
	}
}
