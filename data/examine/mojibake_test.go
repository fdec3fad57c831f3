package examine

import "testing"

func TestMisread(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"CafÃ©", true}, // é
		{"Ã\u009fÃ¼", true},
		{"ï»¿customer_id", true}, // the byte order mark
		{"donâ€™t", true},        // ’ by windows-1252
		{"Ð¸Ð²Ð°Ð½", true},       // Cyrillic
		{"Ø³Ù„Ø§Ù…", true},       // Persian by windows-1252
		{"Å¡eÅ¡tadienis", true},  // š of Lithuanian
		{"Café, Zürich, š, é»", false},
		{"»Spaß«", false},
		{"سلام", false},
		{"иван", false},
		{"Ã", false},
		{"", false},
	} {
		if got := misread([]byte(c.text), 0) >= 0; got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}
