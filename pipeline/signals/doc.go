// Package signals judges warning signals: whom they warn of, how early, and how
// often for nothing.
//
// It is pure: no files, no clock. docs/signals.md defines every figure.
package signals
