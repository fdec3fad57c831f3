// Package configs turns one YAML file into one Config, or into a list of
// everything that is wrong with it.
//
// Terms:
//   - A key is the path of a setting, such as churn.horizon_days.
//   - A Problem is one mistake: where it is, what stands there, what may.
//   - As written is a Config as in the file; Source and StatePath give the same
//     with variables filled in and paths that start at the config's folder.
//
// A file is decoded strictly over the defaults: an unknown key, a wrong type,
// a value out of range or a key given twice is a Problem, and all of them are
// reported at once. The defaults with their units and reasons stand in
// default.yaml, which a test keeps equal to Default.
//
// The package opens no export and does no work of a stage. Secrets have no
// place in a config file, and variables are filled in only in paths.
package configs
