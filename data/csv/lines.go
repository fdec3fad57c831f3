package csv

func countLineEnds(part, whole []byte) int64 { return 0 }
