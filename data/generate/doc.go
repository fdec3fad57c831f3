// Package generate writes demo exports: the nine tables of package data as CSV,
// for any number of made-up customers, as other systems would export them.
//
// Every customer has a hidden dissatisfaction that wanders from week to week
// and jumps at incidents, badly handled complaints, moves and closed
// touchpoints. It shows in late payments, contacts, core categories bought
// elsewhere, falling scores and ignored offers, and it drives the decision to
// leave. It does not explain everything: some leave without a sign, some are
// dissatisfied for good and stay, and many only pause.
//
// Terms:
//   - The window is the months that the exports cover; nothing lies after it.
//   - The truth is the hidden state, written to truth/ and never read by
//     predict itself.
//   - A fault is a damaged record that was added to an export on purpose; the
//     clean records are the same with and without faults.
//
// The same options give the same bytes, whatever the number of workers (on one
// kind of processor: math.Exp may differ in the last bit between kinds). The
// first customers stay the same when their number grows. About 6 KB of memory
// is needed for each customer of two years, because exports are ordered by
// time.
//
// The package knows no clock: the window is part of the options.
package generate
