// Package examine counts what stands in exports without loading them: how each
// file is written, which records and values a load would refuse and why, which
// days and hours have rows, how amounts look, and which customers there are.
// It reads the same way as package ingest (same dialects, mappings, layouts and
// limits) and writes nothing, but for a temporary copy of Parquet exports.
//
// Terms:
//   - A Spot is how often something was seen, and where first.
//   - A rejected row is one that a load would put into quarantine.
//   - The rhythm of a customer is the days on which they bought.
//
// Every row of every file is read. Memory is bounded by sampling customers: of
// more than Options.MaxCustomers those with the smallest hashes of their ids are
// kept, the same in every table, and of Options.MaxRhythms the rhythm; Sampled
// says so. The result does not depend on the number of workers.
//
// The package counts and does not judge: what a count means is for others.
package examine
