// Package bins turns the values of features into bins: small whole numbers that
// keep their order, from which trees are grown.
//
// Terms:
//   - Bin 0 is missing. Bins 1 to Values are runs of values of a numeric feature,
//     or single categories, the most frequent first.
//   - The bound of a bin is its largest value, a float64 half-way to the next
//     value that was seen; the last bound is +Inf.
//   - A slot is one byte of a row, which holds the bins of one feature, or of
//     several with few bins in mixed radix. Eight slots are a word, and up to eight
//     words a line: what one cache line holds of a row.
//
// The bounds follow LightGBM's rules (zero has a bin of its own, frequent values
// too, the others are shared out evenly), with weights in place of counts where
// rows have weights.
//
// The package knows no labels and no trees.
package bins
