// Package reasons says in plain words why a customer is at risk, with the
// customer's own numbers and the change that matters.
//
// Terms:
//   - A warning is something adverse that is true of a customer, as a sentence.
//   - A reason is a warning of a family that raised the customer's risk.
//   - A concept is what a warning is about; two warnings of one concept say the
//     same, and a customer gets only one of them.
//
// A sentence never names a feature, is never about what is normal or good, and
// is never made of a number that is missing or absurd. Features that are absent
// from the schema leave their sentences out.
package reasons
