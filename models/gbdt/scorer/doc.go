// Package scorer computes the margins of many rows from an ensemble of trees,
// fast, and with the same bits as (*tree.Ensemble).Margin.
//
// Terms:
//   - A cell is one of the ranges into which all thresholds of an ensemble cut a
//     feature's numbers, or the cell of NaN. Rows in one cell answer every
//     question about the feature alike.
//   - A column holds one code of seven bits per row. A node goes left where its
//     column's code is at most its own. Thresholds, missing values and categories
//     become such codes, so that the trees themselves compare only small numbers.
//   - A block is a few hundred rows, which pass together through every tree: eight
//     rows lie in one 64-bit word and are compared by one subtraction.
//
// It refuses ensembles whose nodes do not form trees. It does not give
// probabilities.
package scorer
