// Package models turns a feature table into calibrated probabilities of churn,
// and says how good they are.
//
// Terms: X is n rows of p features, NaN where missing; y is 1 for a churned
// customer and 0 for one who stayed; w is the weight of a row, nil for all
// ones. Estimators hold hyperparameters only and Fit returns an immutable
// Predictor. Scores are higher-better, losses lower-better.
//
// Sub-packages: logistic, golearn (random forest), calibrate, metrics, rules
// (the simple rules that any model must beat), modelstest (the suite that
// every estimator passes). Gradient-boosted trees will be models/gbdt.
//
// The package knows nothing of files, customers or time.
package models
