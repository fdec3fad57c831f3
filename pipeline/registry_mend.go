package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"predict/models"
)

// mendChampion reports whether there is a champion that can be read, so that a
// run on unchanged exports may leave everything as it is. What of the champion's
// files follows from its model, and a history that was moved away, it writes
// anew.
func (s *State) mendChampion() bool {
	id, err := s.championID()
	if err != nil || id == "" {
		return false
	}
	a, err := s.readArtifact(id)
	if err != nil {
		s.Settings.Log.Warn("the champion cannot be used, so the list is not taken as up to date", "model_id", id, "reason", err)
		return false
	}
	if err := errors.Join(s.beginHistory(), s.mendModel(id, a)); err != nil {
		s.Settings.Log.Warn("files of the champion could not be written anew", "model_id", id, "why", err)
	}
	return true
}

// mendModel writes anew what of a model's files is not as it was written, where
// the model itself is whole: it vouches for the trees and the twin beside it, and
// the list of files and the card follow from it.
func (s *State) mendModel(id string, a *models.Artifact) error {
	var whole bytes.Buffer
	if err := a.Write(&whole); err != nil {
		return err
	}
	var mended []string
	path := s.path("models", id, modelFile)
	if text, err := os.ReadFile(path); err != nil || !bytes.Equal(text, whole.Bytes()) {
		if err := writeFile(path, whole.Bytes()); err != nil {
			return err
		}
		mended = append(mended, modelFile)
	}
	want, err := s.filesOf(id, a)
	if err != nil {
		return err
	}
	var got modelFiles
	if readJSON(s.path("models", id, filesFile), &got) != nil || !slices.Equal(got.Files, want.Files) {
		if err := writeJSON(s.path("models", id, filesFile), want); err != nil {
			return err
		}
		mended = append(mended, filesFile)
	}
	if s.cardDamage(id) != nil {
		if err := s.writeCard(id); err != nil {
			return err
		}
		mended = append(mended, cardFile)
	}
	if len(mended) > 0 {
		s.Settings.Log.Warn("files of the champion were damaged and are written anew from the model, which is whole", "model_id", id, "files", strings.Join(mended, ", "))
	}
	return nil
}

// filesOf lists the files of a model that is whole, in the order of their names.
func (s *State) filesOf(id string, a *models.Artifact) (modelFiles, error) {
	names := []string{modelFile}
	for _, f := range []*models.TextFile{a.Text, a.Twin} {
		if f != nil {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	var list modelFiles
	for _, name := range names {
		f, err := describe(s.path("models", id, name))
		if err != nil {
			return list, err
		}
		list.Files = append(list.Files, f)
	}
	return list, nil
}

// cardDamage says what is wrong with a model's card, nil where it is whole.
func (s *State) cardDamage(id string) error {
	text, err := os.ReadFile(s.path("models", id, cardFile))
	if err == nil {
		_, err = unsealLines(text, sealCard, sealCardAfter)
	}
	return err
}

// smallDamage says what is wrong beside a model that is itself whole, empty where
// nothing is.
func (s *State) smallDamage(id string) string {
	var list modelFiles
	if err := readJSON(s.path("models", id, filesFile), &list); err != nil {
		return s.damageText(id, filesFile, err)
	}
	for _, f := range list.Files {
		if got, err := describe(s.path("models", id, f.Name)); err != nil || got != f {
			return s.damageText(id, f.Name, err)
		}
	}
	if err := s.cardDamage(id); err != nil {
		return s.damageText(id, cardFile, err)
	}
	return ""
}

// damageText says in a few words that a file of a model is not what it was.
func (s *State) damageText(id, name string, err error) string {
	path := s.path("models", id, name)
	if errors.Is(err, fs.ErrNotExist) {
		return path + " is missing"
	}
	return path + " is not as it was written"
}

// isSealed reports whether the list of a model's files is whole: then this
// program wrote the folder, whatever its model has become.
func (s *State) isSealed(id string) bool {
	var list modelFiles
	return readJSON(s.path("models", id, filesFile), &list) == nil && len(list.Files) > 0
}

// beginHistory begins a history where there is none although models are stored:
// the former was moved away or lost. The champion stays.
func (s *State) beginHistory() error {
	lines, _, err := s.readHistory()
	if err != nil || len(lines) > 0 {
		return err
	}
	lines, err = s.begunHistory()
	if err != nil || len(lines) == 0 {
		return err
	}
	s.Settings.Log.Warn("the history of models is gone and begins anew; there is nothing to roll back to", "file", s.path("models", historyFile))
	return writeFile(s.path("models", historyFile), sealLines(lines, sealLine, sealLineAfter))
}

// begunHistory is the first line of a history in place of a lost one; empty where
// there is no champion, so that nothing was lost that counts.
func (s *State) begunHistory() ([]byte, error) {
	id, err := s.championID()
	if err != nil || id == "" {
		return nil, err
	}
	line, err := historyLine(HistoryEntry{
		When: s.now(), Action: ActionBegun, Model: id, AsOf: dateOfID(id),
		Reason: "the former history is gone; what it told before is not known",
	})
	if err != nil {
		return nil, fmt.Errorf("beginning the history of models: %w", err)
	}
	return line, nil
}

// dateOfID is the date with which a model's id begins.
func dateOfID(id string) string { return id[:max(0, len(id)-len("-00000000"))] }
