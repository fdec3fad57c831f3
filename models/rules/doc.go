// Package rules gives the simple rules that any model must beat: orderings of
// customers by one or two columns of the feature table, with nothing to fit.
//
// A rule's score is higher for a customer at higher risk and is no probability:
// only its order counts. A score is never NaN.
package rules
