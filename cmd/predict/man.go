package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manCommand writes the manual pages. It is for those who make packages, so the
// list of commands leaves it out.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man FOLDER", Short: "Write the manual pages", Hidden: true,
		Long: `man writes a manual page for each command into a folder, as predict-run.1. The
text is that of --help. Pages carry the date of SOURCE_DATE_EPOCH where the
environment has it, else none, so that the same program writes the same bytes.`,
		Example: "  predict man man1",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("man takes one argument, the folder to write into, and got %d; see `%s --help`", len(args), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			date, err := manDate(os.Getenv("SOURCE_DATE_EPOCH"))
			if err != nil {
				return &usageError{err}
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil { // pages are for all users
				return fmt.Errorf("making the folder of manual pages: %w", err)
			}
			for _, c := range manCommands(cmd.Root()) {
				path := filepath.Join(args[0], manName(c)+".1")
				if err := os.WriteFile(path, []byte(manPage(c, date, versionText())), 0o644); err != nil { //nolint:gosec // pages are for all users
					return fmt.Errorf("writing a manual page: %w", err)
				}
			}
			return nil
		},
	}
}

// manDate is the date for manual pages, empty where the environment has none.
func manDate(epoch string) (string, error) {
	if epoch == "" {
		return "", nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return "", fmt.Errorf("SOURCE_DATE_EPOCH is %q; it must be whole seconds since 1970", epoch)
	}
	return time.Unix(seconds, 0).UTC().Format(time.DateOnly), nil
}

// manCommands are a command and all below it that help shows, a parent before
// its parts.
func manCommands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, part := range c.Commands() {
		if part.IsAvailableCommand() && part.Name() != "help" {
			all = append(all, manCommands(part)...)
		}
	}
	return all
}

// manName is the name of the page of a command.
func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is the page of a command in the macros of man(7).
func manPage(c *cobra.Command, date, version string) string {
	c.InitDefaultHelpFlag()
	var p strings.Builder
	fmt.Fprintf(&p, ".TH \"%s\" 1 \"%s\" \"predict %s\" \"User commands\"\n", roff(strings.ToUpper(manName(c))), date, roff(version))
	fmt.Fprintf(&p, ".SH NAME\n%s \\- %s\n", roff(manName(c)), roff(c.Short))
	fmt.Fprintf(&p, ".SH SYNOPSIS\n\\fB%s\\fR\n", roff(manUse(c)))
	long, codes, _ := strings.Cut(cmp.Or(c.Long, c.Short), exitCodesTitle)
	p.WriteString(".SH DESCRIPTION\n" + manText(long))
	manFlags(&p, "OPTIONS", c.NonInheritedFlags())
	manFlags(&p, "OPTIONS OF ALL COMMANDS", c.InheritedFlags())
	if codes == "" {
		_, codes, _ = strings.Cut(exitCodesHelp, exitCodesTitle)
	}
	p.WriteString(".SH EXIT STATUS\n" + manText(codes))
	if c.Example != "" {
		p.WriteString(".SH EXAMPLES\n" + manText(c.Example))
	}
	manRelated(&p, c)
	return p.String()
}

// manUse is how a command is called.
func manUse(c *cobra.Command) string {
	if c.HasAvailableSubCommands() {
		return c.CommandPath() + " command [flags]"
	}
	return c.UseLine()
}

// manFlags adds a section for flags, where there are any.
func manFlags(p *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(p, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		p.WriteString(".TP\n")
		if f.Shorthand != "" {
			fmt.Fprintf(p, "\\fB\\-%s\\fR, ", f.Shorthand)
		}
		fmt.Fprintf(p, "\\fB\\-\\-%s\\fR", roff(f.Name))
		if value != "" {
			fmt.Fprintf(p, " \\fI%s\\fR", roff(value))
		}
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) {
			usage += " (default " + f.DefValue + ")"
		}
		p.WriteString("\n" + roff(usage) + "\n")
	})
}

// manRelated names the pages of the command above and of those below.
func manRelated(p *strings.Builder, c *cobra.Command) {
	var names []string
	if c.HasParent() {
		names = append(names, manName(c.Parent()))
	}
	for _, part := range manCommands(c)[1:] {
		if part.Parent() == c {
			names = append(names, manName(part))
		}
	}
	if len(names) == 0 {
		return
	}
	p.WriteString(".SH SEE ALSO\n")
	for i, name := range names {
		end := ","
		if i == len(names)-1 {
			end = ""
		}
		fmt.Fprintf(p, ".BR %s (1)%s\n", roff(name), end)
	}
}

// manText turns the text of help into paragraphs. Lines that begin with a space
// or a tab keep their form.
func manText(text string) string {
	var p strings.Builder
	kept := false // whether lines keep their form
	keep := func(on bool) {
		if on != kept {
			p.WriteString(map[bool]string{true: ".nf\n", false: ".fi\n"}[on])
		}
		kept = on
	}
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "" {
			keep(false)
			p.WriteString(".PP\n")
			continue
		}
		keep(line[0] == ' ' || line[0] == '\t')
		p.WriteString(roff(strings.ReplaceAll(line, "\t", "    ")) + "\n")
	}
	keep(false)
	return p.String()
}

// roff writes a text so that man(7) takes nothing in it for a command, and so
// that hyphens can be copied to a shell.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, `"`, `\(dq`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
