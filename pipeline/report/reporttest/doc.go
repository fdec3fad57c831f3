// Package reporttest makes sample data for the page, for tests and for pictures.
//
// The customers are invented. The same options make the same data. There is a
// variant for each kind of business whose exports leave something out, and one
// whose texts are all hostile.
package reporttest
