package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// What an artifact says of itself. The version rises when a reader of the old
// one would misunderstand the new.
const (
	ArtifactFormat  = "predict-model"
	ArtifactVersion = 2
)

// Errors of reading an artifact.
var (
	// ErrForeign means that the data is JSON of something else, or no JSON at all
	// from its first byte.
	ErrForeign = errors.New("not a model of this program")
	// ErrVersion means that the artifact was written by another version; train
	// again, or use the program that wrote it.
	ErrVersion = errors.New("unknown version of a model")
	// ErrDamaged means that the artifact is cut short or changed; restore it or
	// train again.
	ErrDamaged = errors.New("damaged model")
	// ErrAlgorithm means that no loader is known by the algorithm's name.
	ErrAlgorithm = errors.New("unknown algorithm")
	// ErrSchema means that the features at scoring are not those of training.
	ErrSchema = errors.New("features are not those the model was trained on")
)

// envelope is the artifact's file: the checksum is the SHA-256 of the payload
// without insignificant white space.
type envelope struct {
	Format   string          `json:"format"`
	Version  int             `json:"version"`
	Checksum string          `json:"checksum"`
	Payload  json.RawMessage `json:"payload"`
}

// Write writes the artifact as one JSON object. The same artifact gives the
// same bytes. Times are written in UTC.
func (a *Artifact) Write(w io.Writer) error {
	if err := a.check(); err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	payload, err := a.payload()
	if err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	data, err := json.Marshal(envelope{
		Format: ArtifactFormat, Version: ArtifactVersion, Checksum: checksum(payload), Payload: payload,
	})
	if err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	if _, err := w.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("writing model: %w", err)
	}
	return nil
}

// Checksum is that of the artifact's file; two models with the same checksum
// are the same model.
func (a *Artifact) Checksum() (string, error) {
	payload, err := a.payload()
	if err != nil {
		return "", fmt.Errorf("computing checksum of model: %w", err)
	}
	return checksum(payload), nil
}

// ReadArtifact reads what Write wrote. It fails with ErrForeign, ErrVersion or
// ErrDamaged; nothing but the whole, unchanged artifact is accepted.
func ReadArtifact(r io.Reader) (*Artifact, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading model: %w", err)
	}
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, fmt.Errorf("reading model: %w: %w", brokenOrForeign(data), err)
	}
	if e.Format != ArtifactFormat {
		return nil, fmt.Errorf("reading model: format %q: %w", e.Format, ErrForeign)
	}
	if e.Version != ArtifactVersion {
		return nil, fmt.Errorf("reading model: version %d, known is %d; %s: %w", e.Version, ArtifactVersion, versionRemedy(e.Version), ErrVersion)
	}
	if err := decodeStrict(data, &e); err != nil {
		return nil, fmt.Errorf("reading model: %w: %w", ErrDamaged, err)
	}
	var payload bytes.Buffer
	if err := json.Compact(&payload, e.Payload); err != nil {
		return nil, fmt.Errorf("reading model: %w: %w", ErrDamaged, err)
	}
	if got := checksum(payload.Bytes()); got != e.Checksum {
		return nil, fmt.Errorf("reading model: checksum %.12s, the file says %.12s: %w", got, e.Checksum, ErrDamaged)
	}
	var a Artifact
	if err := decodeStrict(payload.Bytes(), &a); err != nil {
		return nil, fmt.Errorf("reading model: %w: %w", ErrDamaged, err)
	}
	if err := a.check(); err != nil {
		return nil, fmt.Errorf("reading model: %w: %w", ErrDamaged, err)
	}
	return &a, nil
}

// versionRemedy says what helps against a file of another version.
func versionRemedy(version int) string {
	if version > ArtifactVersion {
		return "use the program that wrote it, or train again"
	}
	return "train again"
}

// CheckSchema reports ErrSchema where the features at scoring are not those of
// training, in the same order and with the same meaning, and says which differ.
func (a *Artifact) CheckSchema(features []string, hash string) error {
	var problems []error
	if names := without(a.Features, features); len(names) > 0 {
		problems = append(problems, fmt.Errorf("%s missing: %w", someOf(names), ErrSchema))
	}
	if names := without(features, a.Features); len(names) > 0 {
		problems = append(problems, fmt.Errorf("%s new: %w", someOf(names), ErrSchema))
	}
	if len(problems) == 0 && !slices.Equal(a.Features, features) {
		problems = append(problems, fmt.Errorf("the order of the features differs: %w", ErrSchema))
	}
	if len(problems) == 0 && a.SchemaHash != hash {
		problems = append(problems, fmt.Errorf("hash %.12s, trained on %.12s: %w", hash, a.SchemaHash, ErrSchema))
	}
	return errors.Join(problems...)
}

// without gives the names that are not among others, in their order.
func without(names, others []string) []string {
	var out []string
	for _, name := range names {
		if !slices.Contains(others, name) {
			out = append(out, name)
		}
	}
	return out
}

// mostNamed is how many features an error names.
const mostNamed = 5

// someOf names features, the first few of many: "feature "a" is", or
// "12 features ("a", "b", "c", "d", "e" and others) are".
func someOf(names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("feature %q is", names[0])
	}
	var quoted []string
	for _, name := range names[:min(len(names), mostNamed)] {
		quoted = append(quoted, strconv.Quote(name))
	}
	text := strings.Join(quoted, ", ")
	if len(names) > mostNamed {
		text += " and others"
	}
	return fmt.Sprintf("%d features (%s) are", len(names), text)
}

func checksum(payload []byte) string {
	sum := sha256.Sum256(payload)
	return hex.EncodeToString(sum[:])
}

func decodeStrict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("text after the end")
	}
	return nil
}

// brokenOrForeign tells one of our files that was cut short from something else.
func brokenOrForeign(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(`{"format":"`+ArtifactFormat+`"`)) {
		return ErrDamaged
	}
	return ErrForeign
}
