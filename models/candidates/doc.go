// Package candidates lets algorithms compete: each learns from the same rows,
// predicts rows that it has not learned from (the rehearsal), and the one with
// the lowest log loss there, after calibration, is chosen. Their average is a
// candidate, too.
//
// Terms:
//   - In a rehearsal out of time the candidates learn at earlier cutoffs and
//     predict a later one. Where there is a single cutoff they learn from some of
//     its customers and predict the others (out of fold).
//   - Rounds is how many rounds a booster makes; the rehearsal finds it.
//
// Nothing of the rows on which the chosen candidate is judged later may be in a
// rehearsal.
package candidates
