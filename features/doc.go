// Package features computes what is known of each customer at a cutoff, and
// what became of the customer after it.
//
// Terms:
//   - A cutoff is an observation date, an instant in UTC. Features read events
//     with time < cutoff; a window of d days reads [cutoff-d days, cutoff).
//   - A label reads [cutoff+gap, cutoff+gap+horizon).
//   - A purchase is an order: lines with the same order id, or of the same
//     instant. Returns and cancelled lines are no purchases. An order becomes a
//     purchase with its first line that was bought and paid for, whatever comes
//     later, and that line's time is its time.
//   - A purchase day is a day, in UTC, with a purchase.
//   - The usual gap of a customer is the median of the days between purchase
//     days of the last two years.
//   - A customer is eligible, and so a row, at a cutoff if nothing in
//     Exclusions speaks against it. That is decided by what was known then.
//
// Use: AutoCutoffs plans the cutoffs; NewEngine takes them with the options and
// says by Schema and Columns what it computes and what it reads. Where
// NeedsPeers says so, a first pass adds every Batch to a PeerCounter. Then each
// goroutine has a Worker, which turns batches of customers into rows, one Table
// for each cutoff. How customers are split into batches and workers changes
// nothing.
//
// To add a family of features, write a file with its specs and its Fill, a
// testdata file with given and expected values, and a line in Families.
//
// The package is pure: it reads no files, knows no clock and keeps no state
// between customers. NaN means missing everywhere.
package features
