// Package blend averages models: the margin (log odds) of a blend is the
// weighted mean of its members' margins. The weights are found on rows that no
// member has learned from.
package blend
