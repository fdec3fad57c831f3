// Package inference says how sure counted figures are: intervals of shares, of
// differences and ratios of shares, tests, and the control of false discoveries
// among many tests.
//
// It judges models and tactics by counts; the intervals of ranking metrics are in
// package metrics. All functions are pure; none returns NaN: what cannot be said is
// told by ok = false.
package inference
