package phrases

import "strings"

// Phrase is a sentence taken apart.
type Phrase struct {
	// Key and Family are those of the catalogue. Where several families say the same,
	// the family is the first of them.
	Key, Family string
	// Args are what fills the gaps, in the order of the sentence.
	Args []string
}

// Parse takes an English sentence apart. ok is false where it is none of the
// catalogue. Of a sentence that holds text of the data, as much as can be is taken
// for that text.
func Parse(sentence string) (p Phrase, ok bool) {
	for _, e := range Catalogue() {
		args, ok := match(e.Template, sentence, nil)
		if !ok {
			continue
		}
		p := Phrase{Key: e.Key, Family: e.Family, Args: args}
		if again, ok := fill(e.Template, args); ok && again == sentence {
			return p, true
		}
	}
	return Phrase{}, false
}

// Format puts a sentence together in English. It is "" where the key is not known or
// the arguments do not fit.
func Format(p Phrase) string {
	for _, e := range Catalogue() {
		if e.Key == p.Key {
			if text, ok := fill(e.Template, p.Args); ok {
				return text
			}
		}
	}
	return ""
}

// gapOf splits a template that begins with a gap: its kind, what the kind is told,
// and what follows.
func gapOf(template string) (kind, told, rest string) {
	inside, rest, _ := strings.Cut(template[1:], "}")
	kind, told, _ = strings.Cut(inside, " ")
	return kind, told, rest
}

// match holds a sentence against a template and adds what is in its gaps to args.
func match(template, sentence string, args []string) ([]string, bool) {
	literal, _, _ := strings.Cut(template, "{")
	sentence, ok := strings.CutPrefix(sentence, literal)
	switch template = template[len(literal):]; {
	case !ok:
		return nil, false
	case template == "":
		return args, sentence == ""
	}
	name, told, rest := gapOf(template)
	k := kindOf(name)
	if k.scan != nil {
		read, n := k.scan(sentence, told)
		if n == 0 {
			return nil, false
		}
		return match(rest, sentence[n:], append(args, read))
	}
	for end := len(sentence); end > 0; end-- { // as much as can be
		read, ok := k.read(sentence[:end])
		if !ok {
			continue
		}
		if all, ok := match(rest, sentence[end:], append(args[:len(args):len(args)], read...)); ok {
			return all, true
		}
	}
	return nil, false
}

// fill puts args into the gaps of a template.
func fill(template string, args []string) (string, bool) {
	var out strings.Builder
	for {
		literal, _, gap := strings.Cut(template, "{")
		out.WriteString(literal)
		if !gap {
			return out.String(), len(args) == 0
		}
		name, told, rest := gapOf(template[len(literal):])
		k := kindOf(name)
		n := k.takes()
		if len(args) < n {
			return "", false
		}
		text, ok := k.write(args[:n], told)
		if !ok {
			return "", false
		}
		out.WriteString(text)
		template, args = rest, args[n:]
	}
}
