//go:build !linux

package bins

// preferHuge does nothing: only Linux is asked for huge pages.
func preferHuge([]Line) {}
