package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"predict/models"
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
		sum, err := a.Checksum()
		if err != nil {
			return nil, err
		}
		m, err := s.fitted(cutoffName(a.AsOf.UnixMicro())+"-"+sum[:8], a)
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
	e, err := tree.ReadText(bytes.NewReader(text))
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "the model " + path + " cannot be used", Cause: err, Remedy: "write it again with LightGBM 4: booster.save_model(\"model.txt\"), trained for a binary label"}
	}
	names := s.Schema.Names()
	columns := make([]int, len(e.Features))
	var missing []string
	for j, name := range e.Features {
		if columns[j] = slices.Index(names, name); columns[j] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, &Problem{
			Kind: ErrGate, Text: fmt.Sprintf("the model %s needs %d features that this run does not have: %s", path, len(missing), strings.Join(missing, ", ")),
			Cause: models.ErrSchema, Remedy: "train it on columns of the feature tables, features/<cutoff>/features.parquet, by their names, or give the tables and families they come from",
		}
	}
	trees, err := gbdt.NewModel(e)
	if err != nil {
		return nil, &Problem{Kind: ErrGate, Text: "the model " + path + " cannot be used", Cause: err, Remedy: "write it again with LightGBM 4: booster.save_model(\"model.txt\"), trained for a binary label"}
	}
	sum := checksumOf(text)
	return &Model{
		ID:         "external-" + sum[:8],
		calibrated: models.Calibrated{Predictor: newMapped(trees, columns, len(names)), Calibrator: uncalibrated()},
		artifact:   &models.Artifact{Algorithm: externalAlgorithm, Features: e.Features, SchemaHash: s.Schema.Hash()},
		external:   path, sum: sum, uncalibrated: true,
	}, nil
}

// mapped is a model that reads some columns of a wider table, in its own order.
type mapped struct {
	*gbdt.Model
	columns []int // of the table, by feature of the model
	width   int   // of the table
}

// mappedExplainer is one whose trees can explain themselves.
type mappedExplainer struct{ mapped }

// newMapped gives a models.Explainer where the trees hold the counts of rows
// that explanations rest on, and else a models.Predictor alone.
func newMapped(m *gbdt.Model, columns []int, width int) models.Predictor {
	if m.Explains() != nil {
		return plainMapped{mapped{m, columns, width}}
	}
	return mappedExplainer{mapped{m, columns, width}}
}

// plainMapped hides the methods of the trees that explain.
type plainMapped struct{ inner mapped }

// PredictProba implements models.Predictor.
func (m plainMapped) PredictProba(dst []float64, x *mat.Dense) []float64 {
	return m.inner.PredictProba(dst, x)
}

// MarshalJSON implements models.Predictor.
func (m plainMapped) MarshalJSON() ([]byte, error) { return m.inner.MarshalJSON() }

// PredictProba implements models.Predictor for the wider table.
func (m mapped) PredictProba(dst []float64, x *mat.Dense) []float64 {
	return m.Model.PredictProba(dst, m.take(x))
}

// Contributions implements models.Explainer for the wider table; columns that
// the model does not read add nothing.
func (m mappedExplainer) Contributions(dst, x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	if dst == nil {
		dst = mat.NewDense(n, m.width, nil)
	}
	dst.Zero()
	own := m.Model.Contributions(nil, m.take(x))
	for i := range n {
		into, from := dst.RawRowView(i), own.RawRowView(i)
		for j, column := range m.columns {
			into[column] += from[j]
		}
	}
	return dst
}

// take copies the model's columns out of the table.
func (m mapped) take(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	out := mat.NewDense(n, len(m.columns), nil)
	for i := range n {
		into, from := out.RawRowView(i), x.RawRowView(i)
		for j, column := range m.columns {
			into[j] = from[column]
		}
	}
	return out
}
