// Package likeness finds the column that was meant by a name that is not there.
package likeness
