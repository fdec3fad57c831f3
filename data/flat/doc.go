// Package flat reads tables with one row per customer and a label column: no
// events, and no time.
//
// Terms:
//   - The id column names the customers, the label column says who left. Every
//     other column that is not excluded may become a feature.
//   - The positive text is the label of those who left; there is exactly one
//     other text. A row without a label is unlabelled: it can be scored, not
//     learned from.
//   - A column's Kind is found from its texts, not from its name. Columns that
//     cannot tell customers apart in a way that carries over to others are left
//     out: empty ones, constant ones, and those like an id.
//   - A level is a text of a categorical column that is frequent enough to be
//     learned from; all others, and texts that only turn up later, are "other".
//   - A Schema is what was found at training. It turns a table, at training and
//     at scoring alike, into rows of numbers.
//
// What is wrong with a table is reported all at once, with file, line, value and
// what to do. The package refuses to guess: two customers with one id, a label of
// three values or a table of broken records end the reading.
package flat
