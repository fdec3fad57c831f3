// Package leak names features that give the label away.
//
// Such a feature was written when the outcome was known: the reason a customer
// gave for leaving, a score that another model computed afterwards, the label
// under a second name. A model that reads it looks excellent on any test and is
// worthless on the customers who have not left yet.
//
// Nothing but the numbers can be looked at here, so a suspect is a feature that
// does what no honest feature does: it separates the classes almost perfectly,
// or it is filled, or holds a value, for almost only one class and a large part
// of it, or one end of its order is pure, or it is far ahead of all the others.
// The limits stand in Options, each with its reason. A feature that leaks only
// a little cannot be told from a good one; a look at when each column is
// written stays necessary.
//
// The package looks at one feature at a time: a label that is hidden in the
// difference of two columns is not found.
package leak
