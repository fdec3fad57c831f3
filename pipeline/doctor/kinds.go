package doctor

// Kind is a sort of finding.
type Kind struct {
	// Name stands in Finding.Kind: small letters and underscores.
	Name string
	// About is what it is about: files, rows, ids, times, days, amounts, history.
	About string
	// Worst is the worst severity that it comes with.
	Worst Severity
	// Means says in a sentence what was seen.
	Means string
}

// Kinds lists every sort of finding, in the order in which they are told.
func Kinds() []Kind {
	return []Kind{
		{"files_missing", "files", Error, "A path or pattern of the config leads to no file."},
		{"file_unreadable", "files", Error, "A file cannot be opened, is cut off within its compression, or is no text."},
		{"file_empty", "files", Error, "A file holds nothing, not even a header."},
		{"separator_wrong", "files", Error, "The separator of the config does not stand in the file, or none fits its lines."},
		{"separator_ambiguous", "files", Error, "Two ways of cutting the lines into columns fit alike."},
		{"one_column", "files", Error, "A file has only one column: its separator was not recognised, or it is no table."},
		{"encoding_wrong", "files", Error, "A file does not fit the encoding that the config names."},
		{"encodings_mixed", "files", Warning, "Files of a table, or lines of a file, are written in different encodings."},
		{"mojibake", "files", Warning, "Letters were decoded by a wrong encoding before the export was written, as in CafÃ©."},
		{"characters_lost", "files", Warning, "Letters were lost when the export was written: the replacement character stands in their place."},
		{"header_wrong", "files", Error, "The header cannot be read, or does not fit the records below it."},
		{"header_missing", "files", Error, "A file begins without the names of its columns."},
		{"header_repeated", "files", Note, "The header stands again among the records, as where files were joined."},
		{"columns_missing", "files", Error, "A file lacks columns that the mapping names."},
		{"mapping_wrong", "files", Error, "An expression of the mapping cannot be evaluated over the columns of a file."},
		{"file_twice", "files", Note, "Two files of a table have the same content."},
		{"flat_wrong", "files", Error, "A flat table cannot be learned from as it is."},
		{"no_rows", "rows", Error, "A table has files and no rows, or no row that can be used."},
		{"rows_rejected", "rows", Error, "More rows cannot be used than the config allows."},
		{"records_broken", "rows", Warning, "Records cannot be cut into the columns of the file."},
		{"rows_repeated", "rows", Warning, "Rows equal an earlier row in every mapped column, as where deliveries overlap."},
		{"values_missing", "rows", Warning, "A required column is empty in some rows."},
		{"values_refused", "rows", Warning, "Values cannot be read as what the column should hold, or are no allowed value."},
		{"column_empty", "rows", Warning, "A mapped column holds no value in any row."},
		{"id_scientific", "ids", Warning, "A spreadsheet turned long ids into numbers such as 1.23457E+11; the digits are lost."},
		{"id_rounded", "ids", Warning, "Ids of more than 15 digits end in zeros: a spreadsheet keeps 15 digits."},
		{"id_point_zero", "ids", Warning, "Ids end in .0, as programs write whole numbers beside empty cells."},
		{"id_zeros_lost", "ids", Warning, "Ids are shorter than others that begin with zeros: the zeros in front were lost."},
		{"id_error_value", "ids", Warning, "An error of a spreadsheet, such as #N/A, or a word for nothing stands in place of the id."},
		{"id_guarded", "ids", Warning, "Ids stand in a form that keeps spreadsheets from changing them: =\"0000000366\" or '0000000366."},
		{"id_variants", "ids", Warning, "The same customer stands under several forms of the id."},
		{"id_placeholder", "ids", Warning, "One id has so many rows that it stands for customers who are not known."},
		{"id_unjoined", "ids", Warning, "Customers of one table are not in the other one."},
		{"id_renamed", "ids", Warning, "From some day on nearly all customers are new: their ids have changed, not they."},
		{"id_missing", "ids", Warning, "Rows name no customer."},
		{"time_ambiguous", "times", Error, "Dates can be read with the day first and with the month first."},
		{"time_unreadable", "times", Error, "No layout of dates fits the column."},
		{"time_serial", "times", Warning, "Dates are day numbers of a spreadsheet, such as 45123."},
		{"time_zero", "times", Warning, "Dates are the zero of a spreadsheet, such as 1900-01-00."},
		{"time_swapped", "times", Warning, "Day and month stand in both orders in one column."},
		{"time_short_year", "times", Warning, "Years have two digits in some rows and four in others."},
		{"time_epoch_mixed", "times", Warning, "Seconds and milliseconds since 1970 stand in one column, or beside dates."},
		{"time_mixed", "times", Warning, "Dates of several layouts stand in one column."},
		{"time_future", "times", Warning, "Events lie in the future."},
		{"time_early", "times", Warning, "Events lie before the earliest believable date."},
		{"time_zones_mixed", "times", Warning, "Some times name a zone and others do not, or they name zones far apart."},
		{"time_night", "times", Warning, "It is quiet in the middle of the day and busy at night: the times are of another zone."},
		{"time_clock_change", "times", Warning, "Times lie in the hour that a change of clocks leaves out: they are of another zone."},
		{"time_shift", "times", Warning, "From some day on all hours are others, as where the zone of the export changed."},
		{"time_dates_only", "times", Warning, "A table has dates without a time of day, which fall on the day before in UTC or do not go with a table that has hours."},
		{"days_missing", "days", Warning, "There are no rows on days that usually have some."},
		{"months_missing", "days", Warning, "Whole months are missing between months with rows."},
		{"level_shift", "days", Warning, "From some day on there are many times more or fewer transactions a day."},
		{"table_stale", "days", Warning, "A table ends long before the transactions do."},
		{"currency_mixed", "amounts", Warning, "Amounts name several currencies."},
		{"currency_other", "amounts", Warning, "Amounts name another currency than the config."},
		{"decimal_mark", "amounts", Warning, "Amounts can be read with the other decimal mark only."},
		{"amount_scale", "amounts", Warning, "From some day on amounts are about 100 or 1,000 times as large or small, as cents beside units."},
		{"amount_negative", "amounts", Warning, "Many amounts are negative: the sign may be that of the shop's books."},
		{"amount_zero", "amounts", Warning, "Many amounts are zero."},
		{"as_of_outside", "history", Error, "The date as_of lies outside of the transactions."},
		{"history_short", "history", Error, "The data are too short for two past cutoffs."},
		{"customers_few", "history", Error, "Too few customers are eligible at the test cutoff for a model to be judged."},
		{"churned_few", "history", Error, "Too few customers churn, or stay, at the test cutoff for a model to be judged."},
		{"one_class", "history", Error, "All customers churn, or none does: there is nothing to learn."},
		{"horizon", "history", Warning, "The customers' own gaps ask for another horizon than the config has."},
		{"lookback", "history", Note, "The customers' own gaps ask for another look-back than the config has."},
	}
}
