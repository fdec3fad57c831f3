// Package history keeps, of a few listed customers, a small timeline by month for
// people to look at: spend, invoices not paid in time, complaints, other contacts
// and offers left unanswered, as they were known at a cutoff.
//
// It refuses to look ahead: what happened, was paid or was answered at the cutoff or
// later is not there.
package history
