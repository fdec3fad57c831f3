// Package retention counts, from the timelines of customers, what retention figures
// are made of: who was a customer at the start and at the end of each period, and
// what they bought.
package retention
