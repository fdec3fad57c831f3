// Package signals finds, in the timelines of customers, which warning signals they
// showed at a cutoff, since when, and counts who left.
//
// A signal is shown at an instant where its rule holds for what was known then: of
// events, those before it; of facts that settle later (paid, resolved, responded),
// those settled before it. The first sign is the earliest instant, at most SinceDays
// before the cutoff, from which on the rule held without a break. Signals that events
// raise (a late invoice, a question, a change) are followed to the instant; those
// that a rhythm raises (RFM decline, a category that stopped) by weeks; those of
// wallets by months. Nothing at or after the cutoff is read but what became of the
// customer. docs/signals.md states every rule.
package signals
