// Package tune proposes settings of learning algorithms, and chooses among those
// that were tried.
//
// Terms:
//   - A trial is one set of settings. It is tried on few rows first; of every
//     three trials the best that has not been is tried on all rows, too
//     (successive halving, asynchronous: Li et al. 2020, run one after the other).
//   - The loss of a trial is that of customers it has not learned from.
//   - Work is rows times features times rounds, in numbers read. It follows from
//     the data alone, so a plan made of it is the same on every machine.
//
// What is proposed and chosen depends on the seed and on the losses so far,
// never on a clock. The first n of more trials are the same as n trials alone.
// The package trains nothing: the caller does, and tells the losses.
package tune
