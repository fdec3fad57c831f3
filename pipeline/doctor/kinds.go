package doctor

// Kind is a sort of finding.
type Kind struct {
	// Name stands in Finding.Kind: small letters and underscores.
	Name string
	// About is what it is about: files, columns, ids, times, amounts, history.
	About string
	// Worst is the worst severity that it comes with.
	Worst Severity
	// Means says in a sentence what was seen.
	Means string
}

// Kinds lists every sort of finding, in the order in which they are told.
func Kinds() []Kind { return nil }
