// Package torture holds tests that build the program and attack it from
// outside, on a real data set: every call that changes the state folder fails
// once in turn and from then on, the process is killed at random moments, the
// disk is full, the folder read-only, file handles or memory run out. After each
// attack the same command must come to the same bytes as an undisturbed run, and
// readers of outputs/latest must never have seen anything but a whole list.
//
// There is no code here but tests. How much they do is set by the environment;
// docs/crash-safety.md names the variables and what is promised.
package torture
