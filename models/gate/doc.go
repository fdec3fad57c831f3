// Package gate decides whether a newly trained model may replace the one in
// use.
//
// A model is promoted where, on customers of a later cutoff, it beats the best
// simple rule with an interval that excludes zero, beats or ties the champion,
// is calibrated within a bound, and no feature gives the label away. Judge looks
// at the figures alone: it computes none of them, loads nothing and promotes
// nothing. Each check says in a sentence what was found, and where it refuses,
// what to do.
package gate
