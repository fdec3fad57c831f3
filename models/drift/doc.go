// Package drift says whether the customers who are scored still look like those
// whom the model learned from.
//
// A Reference holds how each feature and the score were distributed in
// training, in at most a dozen bins each. A Counter counts the customers of a
// score into the same bins; its Report gives the population stability index
// (PSI) of each, the worst first.
//
// PSI is the sum over the bins of (q-p)·ln(q/p), p being the bin's share in
// training and q its share now: 0 where nothing changed, without an upper end.
//
// Features that grow with the calendar or with the length of the history
// (tenure, counts since the first purchase) drift by nature. Name them in
// Options.Watched: they are told and never refuse.
//
// The package knows nothing of what customers do: a shift in a feature says that
// the model answers another question than it was taught, not that its answers
// are wrong.
package drift
