// Package kpi turns tallies of customers into retention figures by period, each
// with its formula, source, interval, and what is missing where it cannot be said.
//
// It is pure: no files, no clock. docs/kpi.md defines every figure.
package kpi
