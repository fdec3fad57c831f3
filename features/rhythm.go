package features

// rhythm returns the family of the same name.
func rhythm() Family {
	return Family{Name: "rhythm", Tables: []string{"transactions"}, Fill: func([]float64, *View) {}}
}
