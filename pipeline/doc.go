// Package pipeline runs the stages of predict: load, features, train,
// evaluate, score and publish. It wires the leaves together (data, features,
// models), which know nothing of each other, and is the only place that knows
// the state folder as a whole.
//
// Terms:
//   - A Stage does one step of a run on a State.
//   - A run is identified by its inputs: the same exports, config and program
//     give the same run id and the same output bytes.
//   - as_of is the cutoff at which customers are scored.
package pipeline
