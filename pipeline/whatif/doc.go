// Package whatif says what less churn would bring, and which customers are worth
// keeping.
//
// It is pure: no files, no clock. docs/whatif.md defines every figure.
package whatif
