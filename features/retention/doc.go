// Package retention counts, from the timelines of customers, what retention figures
// are made of: who was a customer at the start and at the end of each period, and
// what they bought, cost and were offered; and which customers bought again in the
// months after their first purchase.
//
// A customer is one at an instant as features.Walker.Active says: who has bought in
// the look-back and not left. Everything is counted in whole numbers, so that the
// result is the same whatever the order of customers and the number of workers.
package retention
