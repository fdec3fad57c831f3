// Package golearn adapts the random forest of github.com/sjwhitworth/golearn as
// a challenger to the default model. No other package imports golearn.
//
// The probability of churn is the share of trees that vote for it; a leaf that
// is evenly divided gives half a vote. golearn's own forest predicts a class
// only, so the trees are asked one by one. golearn grows them
// (trees.InferID3Tree); three things are done here because
// version v0.0.0-20221228163002 cannot do them repeatably or correctly:
//
//   - Bootstrap samples. meta.BaggedModel draws them from the global random
//     numbers, and its view of the drawn rows pairs the features of one row with
//     the label of another (InstancesView.MapOverRows ignores the row map).
//   - The split rule. golearn's considers features in the order of a map and adds
//     up entropies in the order of a map, so that near ties fall either way; with
//     tied values it passes over some thresholds.
//   - Prediction. Trees are turned into plain arrays, saved as JSON, walked
//     without golearn.
//
// It is slow: a tree of 5,000 rows takes most of its time in golearn's nested
// views. Every tree therefore learns from at most Options.MaxRows rows, drawn
// from all. Missing values are replaced by the training median. A panic in
// golearn becomes an error.
//
// Confusion gives the figures of golearn's evaluation package at a threshold.
package golearn
