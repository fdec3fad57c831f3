package registry_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"predict/models"
	"predict/models/calibrate"
	"predict/models/gbdt"
	"predict/models/golearn"
	"predict/models/logistic"
	"predict/models/modelstest"
	"predict/models/registry"
)

// Every algorithm goes through a file and predicts the same afterwards.
func TestEveryAlgorithmThroughAFile(t *testing.T) {
	x, y := modelstest.Learnable(300, 1)
	for _, name := range registry.Algorithms() {
		t.Run(name, func(t *testing.T) {
			estimator := newEstimator(t, name)
			predictor, err := estimator.Fit(context.Background(), x, y, nil)
			if err != nil {
				t.Fatal(err)
			}
			calibrator, err := calibrate.Fit(calibrate.Platt, predictor.PredictProba(nil, x), y, nil)
			if err != nil {
				t.Fatal(err)
			}
			model := models.Calibrated{Predictor: predictor, Calibrator: calibrator}
			a := &models.Artifact{Algorithm: estimator.Name(), Features: []string{"a", "b", "c", "d", "e"}}
			if err := a.SetModel(predictor, calibrator); err != nil {
				t.Fatal(err)
			}
			opened := reopen(t, a)
			if !slices.Equal(opened.PredictProba(nil, x), model.PredictProba(nil, x)) {
				t.Error("the model read from a file predicts something else")
			}
			_, explains := opened.Explainer()
			if want := name != golearn.Name; explains != want {
				t.Errorf("explains = %v, want %v", explains, want)
			}
			a.Features = a.Features[1:]
			if _, err := a.Open(registry.Loaders()); !errors.Is(err, models.ErrDamaged) {
				t.Errorf("four names for five features: error %v, want ErrDamaged", err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	identity := []byte(`{"kind":"identity"}`)
	tests := []struct {
		name string
		a    models.Artifact
		want error
	}{
		{"unknown algorithm", models.Artifact{Algorithm: "oracle"}, models.ErrAlgorithm},
		{"bad predictor", models.Artifact{Algorithm: logistic.Name, Predictor: []byte(`{}`), Calibrator: identity}, models.ErrDamaged},
		{"bad calibrator", models.Artifact{
			Algorithm: logistic.Name, Features: []string{"a"}, Calibrator: []byte(`{}`),
			Predictor: []byte(`{"intercept":0,"converged":true,"curves":[{"knots":[0],"heights":[0],"missing":0}]}`),
		}, models.ErrDamaged},
	}
	for _, test := range tests {
		if _, err := test.a.Open(registry.Loaders()); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.want)
		}
	}
}

func newEstimator(t *testing.T, name string) models.Estimator {
	t.Helper()
	var e models.Estimator
	var err error
	switch name {
	case gbdt.Name:
		o := gbdt.DefaultOptions()
		o.NumIterations = 20
		e, err = gbdt.New(o)
	case logistic.Name:
		e, err = logistic.New(logistic.DefaultOptions())
	case golearn.Name:
		o := golearn.DefaultOptions()
		o.Trees, o.MaxRows = 10, 200
		e, err = golearn.New(o)
	default:
		t.Fatalf("no estimator for %q in this test", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if e.Name() != name {
		t.Fatalf("estimator %q is listed as %q", e.Name(), name)
	}
	return e
}

func reopen(t *testing.T, a *models.Artifact) models.Calibrated {
	t.Helper()
	var file bytes.Buffer
	if err := a.Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := models.ReadArtifact(&file)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := read.Open(registry.Loaders())
	if err != nil {
		t.Fatal(err)
	}
	return opened
}
