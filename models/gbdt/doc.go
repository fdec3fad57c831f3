// Package gbdt trains gradient-boosted decision trees for a binary label: the
// default classifier.
//
// Terms:
//   - A row's gradient is w·(p-y) and its hessian w·p·(1-p), where p is the
//     probability that the trees so far give it.
//   - A round adds one tree; its leaves are shrunk by the learning rate.
//   - A bin is a run of neighbouring values of a feature; trees are grown on bins
//     and written with real thresholds.
//
// The rules are LightGBM's and so are the names of the options: trees grow leaf
// by leaf where the gain is largest, missing values learn their side, categories
// are split as sets. What is trained is a tree.Ensemble, which LightGBM reads and
// which scores the same there.
//
// Sums are of whole numbers (gradients are rounded once a tree), so that their
// order does not matter: the same rows, options and seed give the same model for
// any number of workers.
//
// Sub-packages: bins (values to bins), grow (bins to trees), tree (what a tree
// is, and model.txt), scorer (fast margins), shap (contributions).
package gbdt
