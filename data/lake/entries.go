package lake

// FileEntry describes an export that was loaded.
type FileEntry struct {
	Table   string `json:"table"`
	Path    string `json:"path"`
	Size    int64  `json:"size"`     // bytes
	ModTime int64  `json:"mod_time"` // nanoseconds since 1970 UTC
	SHA256  string `json:"sha256"`   // of the bytes of the export, hexadecimal
	// Rows of the export by what became of them; Read is the sum of the others.
	Read        int64 `json:"read"`
	Kept        int64 `json:"kept"`
	Duplicates  int64 `json:"duplicates"`
	OutOfScope  int64 `json:"out_of_scope"`
	Quarantined int64 `json:"quarantined"`
	// Load is the number of the load, from 1; Commit fills it in.
	Load int `json:"load"`
	// Number is the number of the export, from 1, in the order of the loads and
	// within a load in that of Commit's exports; Commit fills it in. Every row
	// holds the number of the export that it came from.
	Number int `json:"number"`
	// Replaced is the number of the load from which on the rows of the export no
	// longer count (Load.Retire); 0 where they count.
	Replaced int `json:"replaced,omitempty"`
	// Unkeyed is how many of the kept rows belong to no customer: rows of wallet
	// that name a segment, which lie in the table data.WalletSegments. Commit
	// counts them.
	Unkeyed int64 `json:"unkeyed,omitempty"`
	// First and Last are the least and the greatest value of the table's OrderBy
	// column among the kept rows, microseconds UTC; nil where there is none.
	// Commit finds them.
	First *int64 `json:"first,omitempty"`
	Last  *int64 `json:"last,omitempty"`
	// Days counts the kept rows by the UTC day of the OrderBy column; empty for a
	// table without one. Commit counts them.
	Days DayCounts `json:"days,omitempty"`
	// Note is for the loader: what it must know to skip or check the file again.
	Note string `json:"note,omitempty"`
}
