// Package causes counts, from the timelines of customers, how many of each group
// left after a cutoff, and who complained of what in each month.
package causes
