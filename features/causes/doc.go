// Package causes counts, from the timelines of customers, how many of each group
// left after a cutoff, and who complained of what in each month.
//
// A group is one value of a [Dimension], such as a region; a pair is a value in
// each of two. All counts are integers and are merged by adding, so they are the
// same whatever the order of customers and the number of workers. The package does
// not judge: rates, tests and names are those of pipeline/causes.
package causes
