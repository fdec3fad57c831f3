// Package shap splits the margin of a tree ensemble among its features: exact
// path-dependent TreeSHAP (Lundberg et al. 2020, "From local explanations to
// global understanding with explainable AI for trees"), as LightGBM's
// pred_contrib gives it.
//
// Terms:
//   - The cover share of a child is its number of training rows divided by that
//     of its parent. A feature that a row is not asked for splits the row among
//     the children by these shares.
//   - The base is the margin of a row that is asked for no feature: the
//     cover-weighted mean of the leaves.
//   - The contribution of a feature is its Shapley value: what it adds to the
//     margin, averaged over all orders in which features can be made known. The
//     base and all contributions of a row add up to its margin.
//
// # Method
//
// A leaf of value v whose path asks for the features 1 to d adds
//
//	v·(o_i - z_i)·∫₀¹ ∏_{j≠i} (z_j(1-t) + o_j t) dt
//
// to the contribution of feature i, where z_j is the product of the cover shares
// along the path at the nodes that ask for j, and o_j is 1 where the row meets
// all of these conditions and 0 elsewhere. Gauss–Legendre quadrature with
// ⌈d/2⌉ points is exact for the integral, and since all factors are positive
// nothing cancels.
//
// What a group of leaves adds depends on a row only through the classes of values
// that the paths to them tell apart. Where these have few combinations, New
// tabulates the contributions of the whole group for all of them, and a row costs
// two lookups for each feature. Groups are the largest subtrees whose tables are
// small enough; then groups that share features are joined. Leaves of paths with
// many features, which have too many combinations, are computed for those that
// occur, once in each block of rows.
//
// The package does not explain interactions, does not know the interventional
// variant with background rows, and does not turn contributions into words.
package shap
