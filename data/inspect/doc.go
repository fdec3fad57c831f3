// Package inspect looks at a folder of exports before anything is configured:
// which files belong together, how they are written, and what each column seems
// to hold. Recognise then says which table of data.Tables each group of files
// feeds, by names in English, German, Lithuanian and Persian and by what the
// columns hold, and how sure it is.
//
// Terms:
//   - An export is a group of files with the same columns, such as the daily
//     files of a folder. It is told to others as one path or one glob.
//   - A sample is what is read of it: the beginning of a few of its files and
//     the end of the largest. Whatever is said of a column was seen in the sample.
//   - A guess is confident, guessed or unknown, and carries the reason.
//
// The package reads a bounded part of each file, writes nothing, and gives the
// same answer for the same files. It never decides in silence: what can be read
// in two ways is said to be so. Texts of the exports are kept in memory only;
// of what it returns, only Column.Texts and Column.Sample hold any.
package inspect
