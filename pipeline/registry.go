package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"predict/models"
)

// championLink is the symbolic link to the model that scores. Before there was
// a gate, formerLink led to the newest model.
const (
	championLink = "champion"
	formerLink   = "latest"
)

// promote makes a stored model the champion, the one that scores, and writes
// the history. It is for the end of a training. Without force it refuses, as
// ErrGate, a model that the gate refused and one that was rolled back. A model
// trained as of an earlier date than the champion leaves the champion where it
// is, without an error, forced or not.
func (s *State) promote(id, reason string, forced bool) error {
	a, err := s.readArtifact(id)
	if err != nil {
		return err
	}
	champion, err := s.championID()
	if err != nil || champion == id {
		return err
	}
	if champion != "" {
		if now, err := s.readArtifact(champion); err == nil && a.AsOf.Before(now.AsOf) {
			s.note("champion_kept", champion) // the new model is as of an earlier date
			return nil
		}
	}
	history, err := s.history()
	if err != nil {
		return err
	}
	if wasRolledBack(history, id) && !forced {
		return s.refuse(id, a, "it was rolled back before", nil)
	}
	return s.crown(id, a, reason, forced)
}

// promoteByHand is promote for a person who names the model: only the gate's
// verdict stands in the way. A model that was never judged needs force.
func (s *State) promoteByHand(id, reason string, forced bool) error {
	a, err := s.readArtifact(id)
	if err != nil {
		return err
	}
	verdict, err := verdictOf(a)
	if err != nil {
		return err
	}
	if verdict == nil && !forced {
		return s.refuse(id, a, "the gate has never judged it", nil)
	}
	return s.crown(id, a, reason, forced)
}

// crown makes a model the champion unless its verdict and force say otherwise.
// The history is written first: no promotion goes unrecorded.
func (s *State) crown(id string, a *models.Artifact, reason string, forced bool) error {
	verdict, err := verdictOf(a)
	if err != nil {
		return err
	}
	refused := verdict == nil || !verdict.Passed
	if verdict != nil && refused && !forced {
		var why []string
		for _, c := range verdict.Refusals() {
			why = append(why, c.Text)
		}
		return s.refuse(id, a, "the gate refused it", why)
	}
	champion, err := s.championID()
	if err != nil {
		return err
	}
	action := ActionPromoted
	if forced && refused {
		action = ActionForced
	}
	if err := s.record(HistoryEntry{Action: action, Model: id, Previous: champion, AsOf: asOfName(a), Reason: reason}); err != nil {
		return err
	}
	return s.pointChampion(id)
}

// refuse writes down that a model did not become the champion, and why.
func (s *State) refuse(id string, a *models.Artifact, why string, figures []string) error {
	reason := why
	if len(figures) > 0 {
		reason += ": " + strings.TrimSuffix(strings.Join(figures, " "), ".")
	}
	if err := s.record(HistoryEntry{Action: ActionRefused, Model: id, AsOf: asOfName(a), Reason: reason}); err != nil {
		return err
	}
	return s.refusalOf(id, reason)
}

// refusalOf says that a model did not become the champion, and what that means
// for the lists.
func (s *State) refusalOf(id, reason string) *Problem {
	remedy := "look at it with `predict models show " + id + "`, or promote it all the same with --force, which is recorded"
	kept := "there is no champion yet"
	if champion, err := s.championID(); err == nil && champion != "" {
		kept = "the champion " + champion + " stays"
		if _, err := s.readArtifact(champion); err != nil {
			kept = "the champion " + champion + " is damaged and cannot score, so that there is no new list"
			remedy = "restore " + s.path("models", champion) + " from a backup, go back to an earlier model with `predict models rollback`, or " + remedy
		}
	}
	return &Problem{Kind: ErrGate, Text: fmt.Sprintf("model %s is not promoted, because %s; %s", id, reason, kept), Remedy: remedy}
}

// pointChampion tells in a model's card what became of it, and makes
// models/champion lead to it. The link comes last: once it stands, nothing is
// left to do for a run that was killed.
func (s *State) pointChampion(id string) error {
	if err := s.writeCard(id); err != nil {
		return err
	}
	if err := replaceLink(id, s.path("models", championLink)); err != nil {
		return err
	}
	if err := os.Remove(s.path("models", formerLink)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing models/%s, whose place models/%s has taken: %w", formerLink, championLink, err)
	}
	return nil
}

// writeCard writes a model's card anew, with what has become of the model.
func (s *State) writeCard(id string) error {
	m, err := s.storedModel(id)
	if err != nil {
		return err
	}
	history, err := s.history()
	if err != nil {
		return err
	}
	return writeFile(s.path("models", id, cardFile), sealedCard(m, history))
}

// championID is the id of the champion, empty where there is none.
func (s *State) championID() (string, error) {
	link := s.path("models", championLink)
	id, err := os.Readlink(link)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("finding the champion: %w; move %s away and promote a model", err, link)
	}
	if id != filepath.Base(id) {
		return "", &Problem{Kind: ErrGate, Text: fmt.Sprintf("%s leads to %s, which is not a model beside it", link, id), Remedy: "remove the link and promote a model"}
	}
	return id, nil
}

// rollback makes the previous champion the champion again. Earlier ones that
// were removed or damaged since are passed over.
func (s *State) rollback(reason string) (from, to string, err error) {
	if from, err = s.championID(); err != nil {
		return "", "", err
	}
	if from == "" {
		return "", "", &Problem{Kind: ErrGate, Text: "there is no champion in " + s.path("models"), Remedy: "promote a model, or run `predict train`"}
	}
	history, err := s.history()
	if err != nil {
		return "", "", err
	}
	var passed []string
	for _, id := range formerChampions(history, from) {
		a, err := s.readArtifact(id)
		if err != nil {
			passed = append(passed, id)
			s.Settings.Log.Warn("former champion passed over", "model_id", id, "why", err.Error())
			continue
		}
		entry := HistoryEntry{Action: ActionRolledBack, Model: id, Previous: from, AsOf: asOfName(a), Reason: reason}
		if err := s.record(entry); err != nil {
			return "", "", err
		}
		if err := s.rewriteCard(from); err != nil {
			return "", "", err
		}
		return from, id, s.pointChampion(id)
	}
	problem := &Problem{Kind: ErrGate, Text: "there is no earlier champion than " + from + " to go back to", Remedy: "promote another model: `predict models list` names them"}
	if len(passed) > 0 {
		problem.Text += "; gone or damaged since: " + strings.Join(passed, ", ")
	}
	return "", "", problem
}

// rewriteCard is writeCard for a model that need not be readable: one rolled
// back because it is damaged keeps its card.
func (s *State) rewriteCard(id string) error {
	if _, err := s.storedModel(id); err != nil {
		return nil
	}
	return s.writeCard(id)
}

// remove deletes a stored model, damaged or not, but never the champion and
// nothing that this program did not write. With force it deletes a champion that
// is damaged, and a folder whose list of files shows that this program wrote it.
func (s *State) remove(id string, forced bool) error {
	champion, err := s.championID()
	if err != nil {
		return err
	}
	_, unread := s.readArtifact(id)
	if id == champion && (unread == nil || !forced) {
		p := &Problem{Kind: ErrConfig, Text: "model " + id + " is the champion and is not removed", Remedy: "make another one the champion first: `predict models promote ID` or `predict models rollback`"}
		if unread != nil {
			p.Remedy += "; it is damaged: `predict models remove " + id + " --force` removes it all the same, and the next `predict run` trains another"
		}
		return p
	}
	ours := forced && (s.isSealed(id) || id == champion)
	if (errors.Is(unread, models.ErrForeign) || errors.Is(unread, fs.ErrNotExist)) && !ours {
		return &Problem{Kind: ErrGate, Text: s.path("models", id) + " holds no model of this program and is left alone", Remedy: "remove it by hand if it should go"}
	}
	if err := s.recordRemoval(id); err != nil {
		return err
	}
	if id == champion {
		if err := os.Remove(s.path("models", championLink)); err != nil {
			return fmt.Errorf("removing the link to the champion: %w", err)
		}
	}
	gone := s.path("models", "."+id+".tmp") // in one step, then at leisure
	if err := os.RemoveAll(gone); err != nil {
		return fmt.Errorf("removing model %s: %w", id, err)
	}
	if err := os.Rename(s.path("models", id), gone); err != nil && !errors.Is(err, fs.ErrNotExist) { // a champion may be gone but for its link
		return fmt.Errorf("removing model %s: %w", id, err)
	}
	if err := os.RemoveAll(gone); err != nil {
		return fmt.Errorf("removing model %s: %w", id, err)
	}
	return syncFolder(s.path("models"))
}

// recordRemoval writes into the history that a model goes, unless a run that then
// failed to remove it has done so.
func (s *State) recordRemoval(id string) error {
	history, err := s.history()
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(history) {
		if e.Model == id {
			if e.Action == ActionRemoved {
				return nil
			}
			break
		}
	}
	return s.record(HistoryEntry{Action: ActionRemoved, Model: id, AsOf: id[:max(0, len(id)-len("-00000000"))]})
}
