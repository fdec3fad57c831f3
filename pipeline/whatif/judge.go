package whatif

import "errors"

// Judge projects every start under every change, and beside it going on as now, over
// so many months. What the caller knows to be missing is kept in the result. It is an
// error where a start or a change is no number or out of its range.
func Judge(starts []Start, changes []Change, months int, missing ...Missing) (*Result, error) {
	return nil, errors.New("judging scenarios is not done yet")
}
