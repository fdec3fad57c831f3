package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/data/ingest"
)

// Finding is something odd about a file of the state.
type Finding struct {
	// Path is the file, relative to the state folder.
	Path string `json:"path"`
	// Problem says what is wrong with it.
	Problem string `json:"problem"`
	// Remedy says what to do.
	Remedy string `json:"remedy"`
}

// Verification is what a look at every file of the state has found.
type Verification struct {
	// State is the state folder.
	State string `json:"state"`
	// Files and Bytes count what was read and compared with its checksum.
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	// Damaged files are not what the program wrote, or are gone. What only a
	// damaged file vouches for is not checked.
	Damaged []Finding `json:"damaged"`
	// Removed is what a run has removed because it was older than the config keeps
	// it.
	Removed []Finding `json:"removed"`
	// Leftover is what nothing refers to: remains of killed runs, and what others
	// put there. It does no harm.
	Leftover []Finding `json:"leftover"`
}

// Err is nil for a state that is whole, and else a Problem of kind ErrDamaged.
func (v *Verification) Err() error {
	if len(v.Damaged) == 0 {
		return nil
	}
	text := fmt.Sprintf("%d files of %s are damaged", len(v.Damaged), v.State)
	if len(v.Damaged) == 1 {
		text = "1 file of " + v.State + " is damaged"
	}
	return &Problem{Kind: ErrDamaged, Text: text, Remedy: "the list above says what helps"}
}

// Verify reads every file of the state and compares it with the checksum that
// was written with it: a single changed byte in any of them is found. It changes
// nothing. Nobody else works on the state meanwhile: it waits for the lock as
// runs do. An error means that the state could not be looked at.
func Verify(ctx context.Context, s *State) (*Verification, error) {
	v := &verifier{state: s, found: Verification{State: s.Dir}}
	v.reset()
	if _, err := os.Stat(s.Dir); errors.Is(err, fs.ErrNotExist) {
		return &v.found, nil // nothing was ever written
	}
	err := s.underLock(ctx, func() error { return v.all(ctx) })
	if errors.Is(err, fs.ErrPermission) || isReadOnly(err) { // where nobody can take the lock, nobody writes
		err = v.all(ctx)
	}
	if err != nil {
		return nil, err
	}
	byPath := func(a, b Finding) int { return strings.Compare(a.Path, b.Path) }
	slices.SortStableFunc(v.found.Damaged, byPath)
	slices.SortStableFunc(v.found.Leftover, byPath)
	slices.SortStableFunc(v.found.Removed, byPath)
	return &v.found, nil
}

// verifier goes through the files of a state.
type verifier struct {
	state *State
	found Verification
	known map[string]bool // what was looked at, or is accounted for
}

// part is what of a state is looked at in one go.
type part struct {
	name string // of the file or folder in the state folder
	look func(context.Context) error
}

func (v *verifier) parts() []part {
	return []part{
		{mappingFile, v.mapping},
		{ingest.RedeliveredFile, v.redelivered},
		{"lake", v.lake},
		{quarantineFolder, v.quarantines},
		{"features", v.features},
		{"models", v.models},
		{"runs", v.runs},
		{"outputs", v.outputs},
	}
}

// all looks at every part of the state.
func (v *verifier) all(ctx context.Context) error {
	v.reset()
	for _, p := range v.parts() {
		if err := errors.Join(p.look(ctx), ctx.Err()); err != nil {
			return err
		}
	}
	return v.rest()
}

// reset forgets what was found.
func (v *verifier) reset() {
	v.found.Files, v.found.Bytes, v.known = 0, 0, map[string]bool{".lock": true, filepath.Join("runs", ".lock"): true}
	v.found.Damaged, v.found.Removed, v.found.Leftover = []Finding{}, []Finding{}, []Finding{}
}

// damaged notes a damaged file.
func (v *verifier) damaged(path, remedy string, why error) {
	problem := why.Error()
	switch {
	case errors.Is(why, fs.ErrNotExist):
		problem = "it is missing"
	default:
		problem = strings.TrimSuffix(problem, ": "+ErrDamaged.Error())
		problem = strings.TrimPrefix(problem, "reading "+v.state.path(path)+": ")
	}
	v.known[path] = true
	v.found.Damaged = append(v.found.Damaged, Finding{Path: path, Problem: problem, Remedy: remedy})
}

// sealed reads a sealed JSON file into what is given, and notes where it is
// damaged.
func (v *verifier) sealed(path, remedy string, into any) bool {
	return v.file(path, remedy, func(text []byte) error {
		body, err := unseal(text)
		if err != nil {
			return err
		}
		return decodeSealed(body, into)
	})
}

// file reads a file, lets something check its content, and notes where it is
// damaged or missing.
func (v *verifier) file(path, remedy string, check func([]byte) error) bool {
	v.known[path] = true
	text, err := os.ReadFile(v.state.path(path))
	if err == nil {
		err = check(text)
	}
	if err != nil {
		v.damaged(path, remedy, err)
		return false
	}
	v.found.Files++
	v.found.Bytes += int64(len(text))
	return true
}

// listed compares a file with what a sealed one says of it.
func (v *verifier) listed(folder string, want OutputFile, remedy string) {
	path := filepath.Join(folder, want.Name)
	if want.Name != filepath.Base(want.Name) {
		return // a sealed file names none but those beside it
	}
	v.known[path] = true
	got, err := describe(v.state.path(path))
	switch {
	case err != nil:
	case got.Bytes != want.Bytes:
		err = fmt.Errorf("it has %d bytes and should have %d", got.Bytes, want.Bytes)
	case got.SHA256 != want.SHA256:
		err = fmt.Errorf("its bytes have the checksum %.12s and should have %.12s", got.SHA256, want.SHA256)
	default:
		v.found.Files++
		v.found.Bytes += got.Bytes
		return
	}
	v.damaged(path, remedy, err)
}

// folders names the folders within one of the state, sorted; those whose names
// begin with a dot are remains of killed runs and left to rest.
func (v *verifier) folders(parent string) ([]string, error) {
	entries, err := os.ReadDir(v.state.path(parent))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking into the state: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// rest notes every file that nothing has accounted for.
func (v *verifier) rest() error {
	return filepath.WalkDir(v.state.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("looking into the state: %w", err)
		}
		name, err := filepath.Rel(v.state.Dir, path)
		if err != nil || d.IsDir() || v.known[name] {
			return err
		}
		v.found.Leftover = append(v.found.Leftover, Finding{Path: name, Problem: "nothing refers to it", Remedy: leftoverRemedy(name)})
		return nil
	})
}

// leftoverRemedy says what becomes of a file that nothing refers to.
func leftoverRemedy(name string) string {
	for _, part := range strings.Split(name, string(filepath.Separator)) {
		if strings.HasPrefix(part, ".") && strings.HasSuffix(part, replacedSuffix) {
			return "it belongs to a list that another has replaced, for those who still read it; the next list clears it away"
		}
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".tmp") {
			return "a killed run left it; the next run of that kind clears it away, and it may be removed"
		}
	}
	return "it may be removed"
}
