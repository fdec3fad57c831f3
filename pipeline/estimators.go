package pipeline

import (
	"predict/configs"
	"predict/models"
	"predict/models/golearn"
	"predict/models/logistic"
)

// estimatorFor sets up the configured algorithm. Gradient-boosted trees will be
// one more case.
func estimatorFor(m configs.Model, workers int) (models.Estimator, int, error) {
	switch m.Algorithm {
	case configs.Forest:
		e, err := golearn.New(m.Forest.Options(m.Seed))
		return e, m.RowCap(), err
	default:
		o := m.Logistic
		o.Workers = workers
		e, err := logistic.New(o)
		return e, m.RowCap(), err
	}
}
