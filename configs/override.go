package configs

import (
	"fmt"
	"path/filepath"
	"time"
)

// CheckAsOf reports whether AsOf is latest or a date.
func (c *Config) CheckAsOf() error {
	if c.AsOf == Latest {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
		return fmt.Errorf("%q is neither a date (yyyy-mm-dd) nor %q", c.AsOf, Latest)
	}
	return nil
}

// SetState puts a folder, relative to the working folder, in the place of the
// config's.
func (c *Config) SetState(folder string) {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	c.State = folder
}
