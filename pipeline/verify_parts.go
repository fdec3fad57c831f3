package pipeline

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
	"syscall"

	"github.com/cespare/xxhash/v2"

	"predict/models"
)

// isReadOnly reports whether nothing can be written where an error comes from.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// decodeSealed reads what stood under a seal: nothing but what the program
// writes there.
func decodeSealed(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	return d.Decode(into)
}

func (v *verifier) mapping(context.Context) error {
	if _, err := os.Lstat(v.state.path(mappingFile)); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(v.state.path("lake")); errors.Is(err, fs.ErrNotExist) || !v.cameToEnd() {
			return nil // nothing was loaded yet, or only just
		}
	}
	v.sealed(mappingFile, mappingRemedy, &map[string]reading{})
	return nil
}

// features checks every feature table with what is noted beside it.
func (v *verifier) features(context.Context) error {
	names, err := v.folders("features")
	for _, name := range names {
		folder := filepath.Join("features", name)
		remedy := "remove the folder " + v.state.path(folder) + ": the table is computed again when it is needed"
		var about About
		if !v.sealed(filepath.Join(folder, aboutFile), remedy, &about) {
			v.known[filepath.Join(folder, tableFile)] = true // nothing vouches for it
			continue
		}
		if got := cutoffName(about.Cutoff.UnixMicro()); got != name {
			v.damaged(filepath.Join(folder, aboutFile), remedy, fmt.Errorf("it is about the cutoff %s", got))
		}
		v.table(filepath.Join(folder, tableFile), about.Table, remedy)
	}
	return err
}

// table compares a feature table with its checksum.
func (v *verifier) table(path string, want TableFile, remedy string) {
	v.known[path] = true
	size, sum, err := xxhashOf(v.state.path(path))
	switch {
	case err != nil:
	case size != want.Bytes:
		err = fmt.Errorf("it has %d bytes and should have %d", size, want.Bytes)
	case sum != want.Sum:
		err = fmt.Errorf("its bytes have the checksum %s and should have %s", sum, want.Sum)
	default:
		v.found.Files++
		v.found.Bytes += size
		return
	}
	v.damaged(path, remedy, err)
}

// xxhashOf gives size and checksum of a file.
func xxhashOf(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := xxhash.New()
	n, err := io.Copy(h, f)
	return n, fmt.Sprintf("%016x", h.Sum64()), err
}

// models checks every stored model, the history, and which of them scores.
func (v *verifier) models(context.Context) error {
	ids, err := v.folders("models")
	if err != nil {
		return err
	}
	stored := map[string]bool{}
	link := filepath.Join("models", championLink)
	v.known[link] = true
	champion, err := v.state.championID()
	for _, id := range ids {
		stored[id] = true
		v.model(id, v.modelRemedy(id, id == champion))
	}
	if err != nil {
		v.damaged(link, "remove the link and promote a model: `predict models list` names them", err)
	} else if champion != "" && !stored[champion] {
		v.damaged(link, "restore models/"+champion+" from a backup, or promote another model; or let `predict run` train one", fmt.Errorf("it leads to model %s, which is not there", champion))
	}
	v.history(link, champion, len(ids) > 1 || len(ids) == 1 && v.cameToEnd("run", "train"))
	return nil
}

// modelRemedy is what helps against damage of a model.
func (v *verifier) modelRemedy(id string, champion bool) string {
	_, err := v.state.readArtifact(id)
	remove := "`predict models remove " + id + "`"
	if errors.Is(err, models.ErrForeign) || errors.Is(err, fs.ErrNotExist) {
		remove = "`predict models remove " + id + " --force`"
	}
	what := "remove the model, which is not the champion: " + remove
	switch {
	case champion && err == nil:
		what = "let `predict run` write the file anew: the model itself is whole"
	case champion:
		what = "let `predict run` train another; `predict models remove " + id + " --force` then removes this one, if it is still there"
	}
	return "restore the folder " + v.state.path("models", id) + " from a backup, or " + what
}

// model checks the files of one model.
func (v *verifier) model(id, remedy string) {
	folder := filepath.Join("models", id)
	v.file(filepath.Join(folder, cardFile), remedy, func(text []byte) error {
		_, err := unsealLines(text, sealCard, sealCardAfter)
		return err
	})
	var list modelFiles
	if !v.sealed(filepath.Join(folder, filesFile), remedy, &list) {
		for _, name := range []string{modelFile, textFile, twinFile} { // nothing vouches for them
			v.known[filepath.Join(folder, name)] = true
		}
		return
	}
	before := len(v.found.Damaged)
	for _, f := range list.Files {
		v.listed(folder, f, remedy)
	}
	if len(v.found.Damaged) > before {
		return
	}
	path := filepath.Join(folder, modelFile)
	text, err := os.ReadFile(v.state.path(path))
	if err != nil {
		v.damaged(path, remedy, err)
		return
	}
	a, err := models.ReadArtifact(bytes.NewReader(text))
	if errors.Is(err, models.ErrVersion) {
		return // whole, and of another version of the program
	}
	if err == nil {
		var is string
		if is, err = modelID(a); err == nil && is != id {
			err = fmt.Errorf("it is the model %s", is)
		}
	}
	if err != nil {
		v.damaged(path, remedy, err)
	}
}

// history checks the history of models, and that it speaks of the champion.
func (v *verifier) history(link, champion string, trained bool) {
	path := filepath.Join("models", historyFile)
	if _, err := os.Lstat(v.state.path(path)); errors.Is(err, fs.ErrNotExist) && !trained && champion == "" {
		return // no model was ever trained
	}
	var list []HistoryEntry
	if !v.file(path, historyRemedy, func([]byte) error {
		var err error
		if list, err = v.state.history(); err != nil {
			var p *Problem
			if errors.As(err, &p) && p.Cause != nil {
				return p.Cause
			}
		}
		return err
	}) {
		return
	}
	crowned, before := "", ""
	for _, e := range list {
		switch {
		case e.crowns():
			crowned, before = e.Model, e.Previous
		case e.Action == ActionRemoved && e.Model == crowned:
			crowned, before = "", crowned // before: until the link is gone, too
		}
	}
	if champion != crowned && champion != before { // before: a promotion was written down and then interrupted
		v.damaged(link, "promote the model that shall score", fmt.Errorf("it leads to model %q, and by the history %s it should be %q", champion, historyFile, crowned))
	}
}
