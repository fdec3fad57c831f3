// Package doctor says what will go wrong with a set of exports, before any of
// them is loaded. It judges what package data/examine has counted: files,
// columns, customers, days. It reads no file, knows no clock and writes nothing.
//
// Terms:
//   - A finding is one thing that was seen, with its counts, what it leads to in
//     a run and what to do. Its kind is one of Kinds.
//   - An error is a finding for which a run would fail; a warning one for which
//     it would give a list that is worse or wrong; a note is worth knowing.
//   - The horizon is how long after a cutoff a customer must be silent to count
//     as churned; the look-back is how long before it a purchase must lie for the
//     customer to be scored at all. Propose finds both from the customers' gaps.
//
// The package never repairs and never decides: for every finding it names the
// line of the config, or what to change in the export.
package doctor
