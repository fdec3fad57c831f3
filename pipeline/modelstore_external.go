package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/calibrate"
	"predict/models/gbdt"
	"predict/models/gbdt/tree"
)

// externalAlgorithm names models read from LightGBM's format.
const externalAlgorithm = "lightgbm"

// chosenModel is the model that a person asked for: the id of a stored one (a
// prefix of it, champion, latest), or the path of a model file, of this program
// or of LightGBM.
func (s *State) chosenModel(ref string) (*Model, error) {
	if isPath(ref) {
		return s.modelAt(ref)
	}
	id, err := s.resolveModel(ref)
	if err != nil {
		return nil, err
	}
	return s.usableModel(id)
}

// isPath tells paths from ids, in which there is no separator and no suffix.
func isPath(ref string) bool {
	return strings.ContainsRune(ref, filepath.Separator) || strings.HasSuffix(ref, ".txt") || strings.HasSuffix(ref, ".json") || ref == "."
}

// modelAt reads a model file, or that in a folder.
func (s *State) modelAt(path string) (*Model, error) {
	file := path
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		file = filepath.Join(path, modelFile)
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Problem{Kind: ErrConfig, Text: "there is no model file " + file, Remedy: "name a model.json of this program or a model.txt of LightGBM, or the id of a stored model"}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the model %s: %w", file, err)
	}
	if !bytes.HasPrefix(text, []byte("tree")) {
		a, err := models.ReadArtifact(bytes.NewReader(text))
		if err != nil {
			return nil, unusable(file, file, err)
		}
		id, err := modelID(a)
		if err != nil {
			return nil, err
		}
		m, err := s.fitted(id, a)
		if err != nil {
			return nil, err
		}
		m.external, m.sum = path, checksumOf(text)
		return m, nil
	}
	return s.externalTrees(file, text)
}

// externalTrees makes a model of trees that LightGBM wrote. Its features are
// found by name among those of this run: it may use some of them, in any order.
func (s *State) externalTrees(path string, text []byte) (*Model, error) {
	refused := func(err error, remedy string) error {
		return &Problem{Kind: ErrGate, Text: "the model " + path + " cannot be used", Cause: err, Remedy: remedy}
	}
	e, err := tree.ReadText(bytes.NewReader(text))
	if err != nil {
		return nil, refused(err, "write it again with LightGBM 4: booster.save_model(\"model.txt\"), trained for a binary label")
	}
	names := s.Schema.Names()
	columns, err := e.Columns(names)
	if err != nil {
		return nil, refused(fmt.Errorf("%w: %w", models.ErrSchema, err), "train it on columns of the feature tables, features/<cutoff>/features.parquet, by their names, or give the tables and families they come from")
	}
	trees, err := gbdt.NewModel(e.Remap(names, columns))
	if err != nil {
		return nil, refused(err, "write it again with LightGBM 4: booster.save_model(\"model.txt\"), trained for a binary label")
	}
	var predictor models.Predictor = trees
	if trees.Explains() != nil {
		predictor = silentTrees{trees}
	}
	sum := checksumOf(text)
	return &Model{
		ID:         "external-" + sum[:8],
		calibrated: models.Calibrated{Predictor: predictor, Calibrator: asPredicted()},
		artifact:   &models.Artifact{Algorithm: externalAlgorithm, Features: e.Features, SchemaHash: s.Schema.Hash()},
		external:   path, sum: sum, uncalibrated: true,
	}, nil
}

// asPredicted leaves probabilities as they are.
func asPredicted() models.Calibrator {
	c, _ := calibrate.Fit(calibrate.Identity, nil, nil, nil) // needs no data and cannot fail
	return c
}

// silentTrees predict and cannot explain: they lack the counts of rows that
// explanations rest on.
type silentTrees struct{ trees *gbdt.Model }

// PredictProba implements models.Predictor.
func (s silentTrees) PredictProba(dst []float64, x *mat.Dense) []float64 {
	return s.trees.PredictProba(dst, x)
}

// MarshalJSON implements models.Predictor.
func (s silentTrees) MarshalJSON() ([]byte, error) { return s.trees.MarshalJSON() }
