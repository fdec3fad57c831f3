// Package modelstest holds the one suite that every estimator passes.
//
// A test of an estimator calls Run and then tests what is particular to it. The
// suite refuses an estimator whose result depends on the number of cores, on
// the order of the rows that it predicts, or on when it is called.
package modelstest
