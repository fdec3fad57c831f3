// Package signals finds, in the timelines of customers, which warning signals they
// showed at a cutoff, since when, and counts who left.
package signals
