// Package phrases takes the sentences of reasons apart, so that they can be said in
// other languages: every English sentence is a phrase of the catalogue and what is
// filled into it, and Format puts it together again, letter for letter.
//
// An argument is a text with its kind before a colon:
//
//	n:12       a number, perhaps with decimals
//	d:30       a number of days; 0 is less than a day
//	a:12       so many days ago; 0 is within the last day
//	e:30       every so many days; 1 is every day
//	m:1240 EUR an amount, with its currency where that is known
//	p:42       per cent; p:<1 is more than nothing and less than 1
//	o:12       points of a hundred
//	t:2026-05-01 a date
//	r:...      another sentence, as it is
//	s:Tools    a text of the data
//
// It refuses to guess: a sentence that is not of the catalogue is not parsed.
package phrases
