package gbdt_test

import (
	"testing"

	"predict/models"
	"predict/models/gbdt"
	"predict/models/modelstest"
)

func mustNew(t testing.TB, o gbdt.Options) *gbdt.Estimator {
	t.Helper()
	e, err := gbdt.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConformance(t *testing.T) {
	modelstest.Run(t, modelstest.Suite{
		New:             func() models.Estimator { return mustNew(t, gbdt.DefaultOptions()) },
		Load:            gbdt.Load,
		WeightTolerance: -1,
	})
}
