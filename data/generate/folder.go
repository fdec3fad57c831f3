package generate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotEmpty says that the target folder holds something, and Options.Force
// is not set.
var ErrNotEmpty = errors.New("the folder is not empty")

// folder is a target folder and the temporary one beside it that becomes the
// target by rename once everything is written.
type folder struct {
	target    string
	temporary string
	replace   bool // the target exists and holds something
}

// outputNames returns every name that Run may write into its folder.
func outputNames() []string {
	return []string{
		"transactions.csv", "transactions", "customers.csv", "invoices.csv", "contacts.csv", "changes.csv",
		"offers.csv", "satisfaction.csv", "wallet.csv", "cancellations.csv", "truth", "predict.yaml",
	}
}

// openFolder checks the target and makes the temporary folder.
func openFolder(dir string, force bool) (*folder, error) {
	target, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	f := &folder{target: target}
	entries, err := os.ReadDir(target)
	switch {
	case err == nil && len(entries) > 0 && !force:
		return nil, fmt.Errorf("%w: %s and %d more", ErrNotEmpty, entries[0].Name(), len(entries)-1)
	case err == nil:
		f.replace = len(entries) > 0
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	parent := filepath.Dir(target)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, err
	}
	f.temporary, err = os.MkdirTemp(parent, "."+filepath.Base(target)+"-*")
	return f, err
}

// discard removes what was not published.
func (f *folder) discard() {
	_ = os.RemoveAll(f.temporary) // a left-over is hidden, harmless and named after its target
}

// publish puts the temporary folder, or each of its entries, into place.
func (f *folder) publish() error {
	if f.replace {
		return f.swap()
	}
	if err := os.Remove(f.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(f.temporary, f.target)
}

// swap replaces earlier exports by the new ones and leaves other files alone.
// If a step fails, the earlier exports are put back.
func (f *folder) swap() (err error) {
	aside := filepath.Join(f.temporary, ".earlier")
	if err := os.Mkdir(aside, 0o700); err != nil {
		return err
	}
	var undo []func() error
	defer func() {
		if err == nil {
			return
		}
		for i := len(undo) - 1; i >= 0; i-- {
			err = errors.Join(err, undo[i]())
		}
	}()
	move := func(from, to string) error {
		switch err := os.Rename(from, to); {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		}
		undo = append(undo, func() error { return os.Rename(to, from) })
		return nil
	}
	for _, name := range outputNames() {
		if err := move(filepath.Join(f.target, name), filepath.Join(aside, name)); err != nil {
			return err
		}
	}
	for _, name := range outputNames() {
		if err := move(filepath.Join(f.temporary, name), filepath.Join(f.target, name)); err != nil {
			return err
		}
	}
	return nil
}
