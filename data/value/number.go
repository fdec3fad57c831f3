package value

// ParseMoney returns the amount in units of 1/10,000.
func ParseMoney(b []byte, decimal byte) (units int64, ok bool) { return 0, false }

// ParseNumber returns the finite number.
func ParseNumber(b []byte, decimal byte) (float64, bool) { return 0, false }

// ParseFlag returns the truth value.
func ParseFlag(b []byte) (v, ok bool) { return false, false }

// ParseWhole returns the whole number.
func ParseWhole(b []byte) (int32, bool) { return 0, false }

// DamagedID reports whether b is what a spreadsheet makes of a long id.
func DamagedID(b []byte) bool { return false }

// Trim returns b without the blanks around it.
func Trim(b []byte) []byte { return b }
