// Package logistic fits a penalised logistic regression whose features enter as
// piecewise-linear curves: a generalised additive model that stays explainable,
// because every feature adds its own number to the log odds.
//
// Terms: a feature's knots are quantiles of its training values. Its columns
// are the hinges max(0, v-knot), standardised with the training mean and
// standard deviation, and, where it has missing training values, an indicator
// of being missing. With no inner knots the only column is the value itself and
// the model is the plain L2 logistic regression.
//
//   - Values beyond the outermost knots (by default the .1 % and 99.9 %
//     quantiles) count as the outermost knot: one absurd amount cannot move a
//     score.
//   - A heavy tail is first taken on a signed logarithmic scale.
//   - A missing value takes the training mean of each column. Where a feature
//     was never missing in training, a missing value adds nothing.
//   - Columns that do not vary are dropped.
//
// The result does not depend on the number of cores: sums run over fixed blocks
// of rows that are added in a fixed order.
//
// The package does not choose the penalty or sample rows; the caller does, on a
// later cutoff.
package logistic
