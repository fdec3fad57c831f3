// Package grow grows gradient-boosted trees for log loss on binned rows.
//
// Terms:
//   - A row's gradient is w·(p-y), its hessian w·p·(1-p). Both are held as whole
//     numbers: the gradient in units of 2⁻³⁰ and the hessian in units of 2⁻³² of
//     the largest weight.
//   - An entry is what a tree needs of a row in one word: its number (24 bits) and
//     its gradient and hessian, rounded to 20 bits each.
//   - A cell of a histogram is the sum of the entries in a bin: gradients in the
//     upper half, signed, hessians in the lower half. One addition serves both.
//   - Margins are log odds; a leaf's output is what it would add to the margin
//     before the learning rate.
//
// Why whole numbers: they can be added in any order, so the trees do not depend
// on how work is shared out, and a histogram minus that of one child is exactly
// that of the other. How fine the entries are follows from the data, tree by
// tree, so that no sum overflows. Only the choice of splits rests on entries: the
// values of leaves come from the finer numbers of all their rows.
//
// The package does not choose bins and does not read or write models.
package grow
