package ingest

// worthwhile is how many bytes must still be there for giving up to save much.
const worthwhile = 4 << 20

// hopeless reports whether so many rows were rejected that the table is over its
// budget even if all that is still to be read is good. A wrong mapping then ends
// the load early, before the quarantine has grown as large as the exports.
func (t *tableLoad) hopeless(p *parsed) bool {
	t.unread -= p.bytes
	if t.unread < worthwhile {
		return false
	}
	// A good row has a mark behind each of its fields, so it takes at least as
	// many bytes as there are columns.
	rows := t.books.Read + t.unread/int64(max(1, len(p.file.columns)))
	return t.tooMany(t.books.Rejected(), rows)
}

// always is how many rows may be rejected whatever their share is, as long as
// they are fewer than half: in the export of a quiet day one row is more than
// any share that is worth setting.
const always = 3

// tooMany reports whether so many rejected rows of all are more than the source
// allows.
func (t *tableLoad) tooMany(rejected, rows int64) bool {
	if rejected <= always && 2*rejected < rows && t.source.MaxRejected > 0 {
		return false
	}
	return float64(rejected) > t.source.MaxRejected*float64(rows)
}

// textSize is the most bytes of text that the exports hold, or -1 where it
// cannot be told before they are read.
func (t *tableLoad) textSize() int64 {
	total := int64(0)
	for _, f := range t.files {
		switch {
		case f.packed || f.format != formatCSV:
			return -1
		case f.dialect.Encoding == "utf-8":
			total += f.size
		default: // at most two bytes for a byte of Latin-1, fewer for UTF-16
			total += 2 * f.size
		}
	}
	return total
}
