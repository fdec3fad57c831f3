package browser

// openDetail opens the first customer of the list.
func (b *tab) openDetail() {
	b.t.Helper()
	b.click(id("row"))
	b.until("the detail is open", shown(id("detail")))
	b.frames()
}
