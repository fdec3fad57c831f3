// Package metrics says how good predictions of churn are, and how sure that is.
//
// Terms: y is 1 for a churned customer and 0 for one who stayed; a score is
// higher for a customer at higher risk; a probability is a score in [0,1]. AUC,
// average precision and lift look at the order alone and take any score. Log
// loss, Brier score and expected calibration error need probabilities.
//
// Rows with equal scores are handled in expectation: a metric never depends on
// the order of the rows. Intervals are percentiles of a Poisson bootstrap that
// resamples customers, not rows; the random numbers are a function of the seed,
// the replicate and the customer, so that the same input gives the same bytes
// on any number of cores.
//
// The package refuses to give a number for what is undefined: with one class
// only there is no AUC, and the answer is models.ErrOneClass.
package metrics
