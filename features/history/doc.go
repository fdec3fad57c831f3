// Package history keeps, of a few listed customers, a small timeline by month for
// people to look at.
package history
