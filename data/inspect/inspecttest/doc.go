// Package inspecttest rewrites the demo's exports as a company of another
// country would deliver them: names of files and columns, separators, decimal
// marks, dates and the texts of kinds in German, Lithuanian or Persian. Tests hold
// what is recognised in them against what was put in.
package inspecttest
