package lake

import (
	"errors"
	"os"
	"sync"
)

// syncers is how many files are brought to disk at once: waiting for a disk
// takes no processor, and a file system joins the requests that wait.
const syncers = 8

// syncer brings files and folders to disk in the background. The zero value is
// ready to use.
type syncer struct {
	once  sync.Once
	slots chan struct{}
	all   sync.WaitGroup
	mu    sync.Mutex
	errs  []error
}

// add begins to bring the file or folder at path to disk. Nothing may be
// written to it after.
func (s *syncer) add(path string, flag int) {
	s.once.Do(func() { s.slots = make(chan struct{}, syncers) })
	s.all.Go(func() {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
		f, err := os.OpenFile(path, flag, 0)
		if err == nil {
			err = errors.Join(f.Sync(), f.Close())
		}
		if err != nil {
			s.mu.Lock()
			s.errs = append(s.errs, err)
			s.mu.Unlock()
		}
	})
}

// wait waits until all that was added is on disk.
func (s *syncer) wait() error {
	s.all.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	err := errors.Join(s.errs...)
	s.errs = nil
	return err
}
