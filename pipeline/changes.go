package pipeline

import (
	"context"
	"errors"

	"predict/pipeline/report"
)

// compareLists holds a list against the newest list before it: it fills ScoreChange
// and ScoreCause of every row, and list.Before, and sums up what differs. Where there
// is no earlier list that can be read, the rows stay as they are and the result is
// nil without an error.
//
// A run that is repeated compares with the same list: the newest that is whole and
// whose as_of is earlier.
func (s *State) compareLists(ctx context.Context, list *RiskList) (*report.Changes, error) {
	return nil, errors.New("comparing lists is not done yet")
}
