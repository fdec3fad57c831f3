// Package hook tells others how a run ended: a program on this machine, or an
// address of the web.
//
// Terms:
//   - A message is the JSON that is told.
//   - A Command gets it on its standard input, and no shell is between.
//   - A Webhook is sent it by POST, signed with a secret that both sides know.
//
// The package does not know what a message says, and refuses to follow
// redirects, to send over http to another machine unless told so, and to show a
// secret or an address with its path in an error.
package hook
