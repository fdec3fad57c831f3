package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// runID identifies a run by what goes into it: the same exports that count,
// config, program, model and as_of give the same id, in how many loads and buckets
// they ever lie, and whatever they have replaced.
func (s *State) runID(model string) string {
	parts := []string{s.Manifest.ConfigHash, s.Manifest.Program, model, cutoffName(s.AsOf), s.Schema.Hash()}
	text, _ := json.Marshal(append(parts, countingExports(s.Lake)...)) // texts can always be marshalled
	sum := sha256.Sum256(text)
	return cutoffName(s.AsOf) + "-" + hex.EncodeToString(sum[:4])
}

// manifestFile says what a run read, did and wrote, beside what it wrote.
const manifestFile = "manifest.json"

// publishStage puts the risk list where readers look for it.
type publishStage struct{}

func (publishStage) Name() string { return "publish" }

func (publishStage) Run(_ context.Context, s *State) error {
	name := cutoffName(s.AsOf)
	s.Output = s.path("outputs", name)
	if s.Skipped { // a run that was killed may have come to the list and not to the link
		return s.pointLatest(name)
	}
	if err := s.publishList(name); err != nil {
		return err
	}
	s.note("as_of", name, "rows_out", len(s.Risk.Rows), "run_id", s.Risk.RunID, "model_id", s.Risk.ModelID)
	return s.pointLatest(name)
}

// publishList writes the list, the book and the manifest and puts them, whole, into
// the place of the outputs of that name.
func (s *State) publishList(name string) error {
	tmp := s.path("outputs", "."+name+tmpSuffix)
	if err := clearLeft(s.path("outputs"), tmpSuffix, replacedSuffix); err != nil {
		return fmt.Errorf("clearing unfinished and former lists: %w", err)
	}
	if err := makeFolder(tmp); err != nil {
		return fmt.Errorf("making the output folder: %w", err)
	}
	defer os.RemoveAll(tmp)
	s.Manifest.RunID = s.Risk.RunID
	files, err := s.Risk.writeFiles(tmp, s.Workers())
	if err != nil {
		return err
	}
	more, err := s.writeBook(tmp)
	if err != nil {
		return err
	}
	s.Manifest.Outputs = append(append(s.Manifest.Outputs, files...), more...)
	if err := writeJSON(filepath.Join(tmp, manifestFile), s.Manifest); err != nil {
		return err
	}
	if err := s.keepManifest(); err != nil {
		return err
	}
	replaced, err := swapFolder(tmp, s.path("outputs", name))
	if err != nil || !replaced {
		return err
	}
	if err := os.Rename(tmp, s.path("outputs", "."+name+replacedSuffix)); err != nil {
		return fmt.Errorf("putting the former list aside: %w", err)
	}
	return nil
}

// replacedSuffix ends the name of the folder of a list that another of the same
// date has replaced: whoever has opened it can read on until the next list is
// published.
const replacedSuffix = ".old"

// pointLatest makes outputs/latest point to the newest list; scoring a past
// as_of leaves it where it is.
func (s *State) pointLatest(name string) error {
	link := s.path("outputs", "latest")
	now, err := os.Readlink(link)
	if err == nil && now == name {
		return nil
	}
	if err == nil && now > name {
		if _, err := os.Stat(s.path("outputs", now)); err == nil {
			return nil
		}
	}
	return replaceLink(name, link)
}

// keepManifest keeps the manifest of the run beyond the next run's outputs.
func (s *State) keepManifest() error {
	dir := s.path("runs", s.Manifest.RunID)
	if err := makeFolder(dir); err != nil {
		return fmt.Errorf("making the folder of the run: %w", err)
	}
	return writeJSON(filepath.Join(dir, manifestFile), s.Manifest)
}

func describe(path string) (OutputFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return OutputFile{}, fmt.Errorf("reading back %s: %w", path, err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return OutputFile{}, fmt.Errorf("reading back %s: %w", path, err)
	}
	return OutputFile{Name: filepath.Base(path), Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// publishedRun gives the manifest of the list at as_of, or nil where there is
// none that can be read.
func (s *State) publishedRun() *Manifest { return s.publishedUnder(cutoffName(s.AsOf)) }

// publishedUnder is publishedRun for the list in a folder of outputs.
func (s *State) publishedUnder(name string) *Manifest {
	m := &Manifest{}
	if readJSON(s.path("outputs", name, manifestFile), m) != nil {
		return nil
	}
	for _, f := range m.Outputs {
		now, err := describe(s.path("outputs", name, f.Name))
		if err != nil || now.SHA256 != f.SHA256 {
			return nil
		}
	}
	return m
}
