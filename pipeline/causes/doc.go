// Package causes says where churn comes from: which groups of customers leave more
// often than the rest, how sure that is, and how much is at stake.
//
// It is pure: no files, no clock. docs/causes.md defines every figure.
package causes
