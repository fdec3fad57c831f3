// Package value turns the text of exports into typed values: instants, exact
// amounts, numbers, flags and small whole numbers.
//
// It is exact (amounts never pass through floating point), strict (31 February
// is no date, 1,23 is no 123) and fast: it is called for every value of every
// export, so the usual forms take a few nanoseconds and nothing allocates.
//
// What is believable (a date in the future, an absurd amount) is for the
// caller to judge; this package only says what the text means.
package value
