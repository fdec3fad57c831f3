// Package tree is an ensemble of decision trees as LightGBM (v4) defines them,
// with the rules by which a row finds its leaf, and with the text format
// model.txt in which such ensembles are exchanged.
//
// Terms:
//   - A tree of L leaves has L-1 inner nodes; node 0 is the root. A child that is
//     not negative is a node, a negative child c is leaf ^c.
//   - The margin of a row is the sum of its leaves' values: log odds for a binary
//     objective.
//   - Cover is how many training rows passed a node.
//   - The head of a model.txt says what the model is and how many bytes each tree
//     takes; importances and parameters follow the trees, for people to read.
//
// ReadText refuses what would be scored wrongly: several classes, regression,
// ranking, objectives of one's own, linear trees, categories of pandas, and any
// text that does not agree with itself. WriteText refuses ensembles that are not
// sound. Columns never guesses a feature's column.
package tree
