// Command sbom tells what is linked into the program predict: as a bill of
// materials for machines, as a list of licences for people, and as the
// copyright file of a Debian package.
//
// Terms:
//   - A module is a Go module that gave at least one package to the program. The
//     program itself and modules that only tests or tools use are none.
//   - A part is what is linked in but is no module: the standard library of Go,
//     and the libraries inside of DuckDB.
//   - A licence is an SPDX identifier that was recognised in the text that came
//     with the module, never one that somebody wrote down elsewhere.
//
// A text in which no licence is recognised, and a licence that is not among
// those allowed, are errors: somebody must read it first.
//
//	sbom bom BINARY [VERSION]   CycloneDX, JSON, of a built program
//	sbom licences PACKAGE       docs/licences.md
//	sbom copyright PACKAGE      the copyright file
//	sbom same PACKAGE BINARY    nothing, if both are of the same modules
//
// It is run from the folder of go.mod. What it prints depends on nothing but its
// input, go.sum, and SOURCE_DATE_EPOCH.
package main
