// Package models turns a feature table into calibrated probabilities of churn,
// and says how good they are.
//
// Terms: X is n rows of p features, NaN where missing; y is 1 for a churned
// customer and 0 for one who stayed; w is the weight of a row, nil for all
// ones. Estimators hold hyperparameters only and Fit returns an immutable
// Predictor. Scores are higher-better, losses lower-better.
//
// Sub-packages: logistic, golearn (random forest), calibrate, metrics, rules
// (the simple rules that any model must beat), registry (the list of
// algorithms), modelstest (the suite that every estimator passes).
// Gradient-boosted trees will be models/gbdt: a package, its line in registry
// and its call of modelstest.Run.
//
// An Artifact is a trained model as one checked JSON object; Calibrated is what
// it opens to. A Splitter makes folds of whole cutoffs, in the order of time.
//
// The package writes to an io.Writer and knows no files, no customers and no
// clock.
package models
