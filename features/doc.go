// Package features computes what is known of each customer at a cutoff, and
// what became of the customer after it.
//
// Terms:
//   - A cutoff is an observation date, an instant in UTC. Features read events
//     with time < cutoff; a window of d days reads [cutoff-d days, cutoff).
//   - A label reads [cutoff+gap, cutoff+gap+horizon).
//   - A purchase is an order: lines with the same order id, or of the same
//     instant. Returns and cancelled lines are no purchases.
//   - The usual gap of a customer is the median of the days between purchases.
//
// The package is pure: it reads no files, knows no clock and keeps no state
// between customers. NaN means missing everywhere.
package features
