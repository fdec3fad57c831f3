// Sentences of reasons and causes that come whole, in English, taken apart by the
// patterns of the catalogue of phrases: phrasePatterns.parse(patterns, text).

const phrasePatterns = (() => {
  // parse takes a sentence apart by the patterns of the English
  // locale: {key, args}, null where none fits.
  function parse(patterns, english) {
    const text = english || "";
    for (const p of patterns) {
      if (!p.exp) prepare(p);
      if (!text.startsWith(p.first) || !text.endsWith(p.last)) continue;
      const found = p.exp.exec(text);
      if (found) return { key: p.key, args: (p.kinds || []).flatMap((kind, i) => argument(kind, found[i + 1])) };
    }
    return null;
  }

  // prepare readies a pattern: what stands before its first gap and after its last is
  // looked at first, which rules nearly all of them out. Brackets of the sentence are
  // escaped, those of gaps are not.
  function prepare(p) {
    const plain = (part) => part.replace(/\\(.)/g, "$1");
    const body = p.re.slice(1, -1), gaps = [...body.matchAll(/\\.|[()]/g)].filter((m) => m[0] === "(" || m[0] === ")");
    p.exp = new RegExp(p.re, "su");
    p.first = gaps.length === 0 ? plain(body) : plain(body.slice(0, gaps[0].index));
    p.last = gaps.length === 0 ? "" : plain(body.slice(gaps[gaps.length - 1].index + 1));
  }

  // argument is what a gap holds, with its kind, as in features/reasons/phrases.
  function argument(kind, held) {
    const found = /[\d,.]+/.exec(held);
    const figure = found ? found[0].replaceAll(",", "") : "0";
    switch (kind) {
      case "days": return held === "less than a day" ? "d:0" : "d:" + figure;
      case "ago": return held === "within the last day" ? "a:0" : "a:" + figure;
      case "every": return "e:" + (found ? figure : "1");
      case "points": return "o:" + figure;
      case "pct": return held.startsWith("less") ? "p:<1" : "p:" + figure;
      case "date": return "t:" + held;
      case "sentence": return "r:" + held;
      case "text": return "s:" + held;
      case "money": return "m:" + plain(held);
      case "change": {
        const [from, to] = halves(held, " → ");
        const named = halves(to, " ")[1];
        return ["m:" + plain(from) + (named ? " " + named : ""), "m:" + plain(to)];
      }
    }
    return "n:" + figure;
  }

  // plain takes the commas out of the figure of an amount.
  function plain(held) {
    const [figure, named] = halves(held, " ");
    return figure.replaceAll(",", "") + (named ? " " + named : "");
  }

  // halves cuts a text at the first separator.
  function halves(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
  }

  return Object.freeze({ parse, halves });
})();
