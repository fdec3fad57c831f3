// Package report writes the page of a list: one HTML file that needs no network,
// for the retention team, for managers and for data scientists.
//
// It is pure: it is handed the data and returns the bytes. Texts are in locales, a
// file for each language.
package report
