// Package treetest reads the fixtures that the real LightGBM made: models as
// text, rows with every odd value, and what LightGBM says about them.
//
// The fixtures lie in models/gbdt/tree/testdata, with the script that writes them.
package treetest
