// Package calibrate turns a model's probabilities into ones that can be taken
// at their word: of the customers given 30 %, three in ten churn.
//
// A calibrator is fitted on a later cutoff than the model, on customers whose
// labels the model has not seen. All are monotone: they never put a customer
// before one whom the model holds at higher risk.
//
//   - Platt: a straight line on the log odds, two numbers. For small samples.
//   - Isotonic: a rising curve that follows the data. For large samples.
//   - Identity: the model's own probabilities.
package calibrate
