package inference

import "predict/models/metrics"

// Share is k of n with its interval.
type Share struct {
	Value    float64          // k/n, 0 to 1
	Interval metrics.Interval // of the level asked for, within 0 to 1
}

// Wilson returns the share k of n and its score interval (Wilson 1927) at a level
// between 0 and 1; ok is false with n < 1, k < 0 or k > n.
func Wilson(k, n int64, level float64) (s Share, ok bool) { return s, false }

// Difference returns k1/n1 - k2/n2 with Newcombe's hybrid score interval (Newcombe
// 1998, method 10); ok is false where one of the shares is none.
func Difference(k1, n1, k2, n2 int64, level float64) (s Share, ok bool) { return s, false }

// Ratio returns (k1/n1) / (k2/n2) with the interval of its logarithm (Katz et al.
// 1978); where a count is 0, half is added to each as Walter (1975) does. ok is
// false where a denominator is 0, or k2 is.
func Ratio(k1, n1, k2, n2 int64, level float64) (s Share, ok bool) { return s, false }

// Exact returns the two-sided p-value of Fisher's exact test of k1 of n1 against k2
// of n2: the probability, with the margins given, of all tables that are no more
// likely. Beyond 10,000 in all it is Pearson's chi-squared test without correction.
// It is 1 where a group is empty.
func Exact(k1, n1, k2, n2 int64) float64 { return 1 }

// AtLeast returns the probability of k or more events where mean are expected, by
// Poisson's distribution.
func AtLeast(k int64, mean float64) float64 { return 1 }

// Discoveries returns the q-value of each p-value: the share of false discoveries
// among all that are no larger (Benjamini and Hochberg 1995). The order of p is
// kept.
func Discoveries(p []float64) []float64 { return nil }
