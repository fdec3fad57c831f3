package doctor

import (
	"fmt"
)

// Flat is the name under which the facts of a flat table are examined.
const Flat = "flat"

// CheckFlat judges what reading a flat table for training has said, and its
// labels: how many customers have one, and how many of them left.
func CheckFlat(in Input, labelled, churned int64, problems []error) []Finding {
	c := &checker{in: in}
	file := ""
	if t := in.Facts.Table(Flat); t != nil && len(t.Files) > 0 {
		file = t.Files[0].Path
		if t.Files[0].Err != nil {
			return nil // that is told already
		}
	}
	for _, err := range problems {
		c.add(Finding{
			Kind: "flat_wrong", Severity: Error, Table: Flat, File: file, Seen: err.Error(),
			Then: "nothing is learned", Do: "correct the file, or the section flat of the config",
		})
	}
	if len(problems) == 0 {
		c.judge(Flat, labelled, churned, fmt.Sprintf("%s customers have a label, of whom %s left", number(labelled), number(churned)))
	}
	return c.list
}
