// Package guard judges whether what came in and what is about to go out looks
// like what there was before: exports against the history of exports, the list
// against earlier lists.
//
// Every judge is a pure function of figures: no files, no clock, no customer.
// It returns findings: what it saw, how bad that is, and what helps. A judge
// that has too little history to say anything says nothing. All compare on a
// logarithmic scale, with medians and quantiles, so that one odd night in the
// history moves no verdict.
//
// The package refuses nothing itself: the pipeline does, where a finding is
// Hard.
package guard
