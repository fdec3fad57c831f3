// Package calibrate turns a model's probabilities into ones that can be taken
// at their word: of the customers given 30 %, three in ten churn.
//
// A calibrator is fitted on a later cutoff than the model, on customers whose
// labels the model has not seen. All are monotone: they never put a customer
// before one whom the model holds at higher risk.
//
//   - Platt: a straight line on the log odds, two numbers. For small samples.
//   - Beta: a bent line on the log odds, three numbers, for scores that lean to
//     one end.
//   - Isotonic: a rising curve that follows the data. For large samples.
//   - Identity: the model's own probabilities.
//
// Choose takes the kind that does best on customers it was not fitted on.
// Where churn as a whole has risen or fallen since, WithShift adds to the log
// odds of everybody.
package calibrate
