package value_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"predict/data/value"
)

func mustParser(t testing.TB, layout string, loc *time.Location) *value.TimeParser {
	t.Helper()
	p, err := value.NewTimeParser(layout, loc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseTime(t *testing.T) {
	tests := []struct{ layout, text, want string }{ // want in RFC 3339; empty: not ok
		{"iso", "2024-05-06", "2024-05-06T00:00:00Z"},
		{"iso", "2024-05-06 07:08:09", "2024-05-06T07:08:09Z"},
		{"iso", "2024-05-06T07:08", "2024-05-06T07:08:00Z"},
		{"iso", " 2024-05-06T07:08:09Z ", "2024-05-06T07:08:09Z"},
		{"iso", "2024-05-06 07:08:09.123456789", "2024-05-06T07:08:09.123456Z"},
		{"iso", "2024-05-06 07:08:09,5", "2024-05-06T07:08:09.5Z"},
		{"iso", "2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09Z"},
		{"iso", "2024-05-06T07:08:09.5-0330", "2024-05-06T10:38:09.5Z"},
		{"iso", "2024-05-06 07:08:09+00", "2024-05-06T07:08:09Z"},
		{"iso", "2024-05-06 07:08:09 UTC", "2024-05-06T07:08:09Z"},
		{"iso", "0001-01-01", "0001-01-01T00:00:00Z"},
		{"iso", "9999-12-31 23:59:59", "9999-12-31T23:59:59Z"},
		{"iso", "2024-02-29", "2024-02-29T00:00:00Z"},
		{"iso", "2000-02-29", "2000-02-29T00:00:00Z"},
		{"iso", "1900-02-29", ""},
		{"iso", "2023-02-29", ""},
		{"iso", "2024-02-30", ""},
		{"iso", "2024-13-01", ""},
		{"iso", "2024-00-01", ""},
		{"iso", "2024-01-00", ""},
		{"iso", "0000-01-01", ""},
		{"iso", "2024-5-6", ""},
		{"iso", "2024-05-06 24:00:00", ""},
		{"iso", "2024-05-06 07:60:00", ""},
		{"iso", "2024-05-06 07:08:60", ""},
		{"iso", "2024-05-06 7:08:09", ""},
		{"iso", "2024-05-06 07:08:09.", ""},
		{"iso", "2024-05-06 07:08:09 CET", ""},
		{"iso", "2024-05-06x", ""},
		{"iso", "2024/05/06", ""},
		{"iso", "", ""},
		{"iso", "2024-05-06 ", "2024-05-06T00:00:00Z"},
		{"iso", "0001-01-01T00:00:00+01:00", ""},
		{"iso", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", ""},
		{"iso", "2024-05-06 0::08:09", ""},
		{"iso", "2024-05-06 07:08:0/", ""},
		{"iso", "2024-05-06 07-08-09", ""},

		{"yyyymmdd", "19970101", "1997-01-01T00:00:00Z"},
		{"yyyymmdd", "19970230", ""},
		{"yyyymmdd", "970101", ""},
		{"yyyymmdd", "19970101T07:08", "1997-01-01T07:08:00Z"},
		{"yymmdd", "930101", "1993-01-01T00:00:00Z"},
		{"yymmdd", "931107 00:00:00", "1993-11-07T00:00:00Z"},
		{"yymmdd", "700101", "1970-01-01T00:00:00Z"},
		{"yymmdd", "690101", "2069-01-01T00:00:00Z"},
		{"yymmdd", "991231", "1999-12-31T00:00:00Z"},
		{"yymmdd", "000229", "2000-02-29T00:00:00Z"},
		{"yymmdd", "706213", ""}, // a Czech birth number of a woman: month + 50

		{"m/d/Y", "4/6/2013", "2013-04-06T00:00:00Z"},
		{"m/d/Y", "04/06/2013 8:26", "2013-04-06T08:26:00Z"},
		{"m/d/Y", "4/6/2013 8:26:01 PM", "2013-04-06T20:26:01Z"},
		{"m/d/Y", "4/6/2013 12:00 AM", "2013-04-06T00:00:00Z"},
		{"m/d/Y", "4/6/2013 12:00pm", "2013-04-06T12:00:00Z"},
		{"m/d/Y", "4/6/2013 13:00 PM", ""},
		{"m/d/Y", "4/6/2013 0:00 AM", ""},
		{"m/d/Y", "13/6/2013", ""},
		{"m/d/Y", "2/31/2013", ""},
		{"m/d/Y", "4/6/13", ""},
		{"m/d/Y", "4/6/20134", ""},
		{"m/d/Y", "004/6/2013", ""},
		{"m/d/Y", "4-6-2013", ""},
		{"m/d/Y", "4/6/2013Z", ""},
		{"m/d/Y", "4/6/2013 8", ""},
		{"m/d/Y", "4//2013", ""},
		{"m/d/Y", "4/6", ""},
		{"d/m/Y", "13/6/2013", "2013-06-13T00:00:00Z"},
		{"d.m.Y", "01.02.2013", "2013-02-01T00:00:00Z"},
		{"d.m.Y H:M", "1.2.2013 7:08", "2013-02-01T07:08:00Z"},
		{"d.m.Y H:M", "1.2.2013", ""},
		{"d.m.Y H:M:S", "1.2.2013 7:08", ""},
		{"d.m.Y H:M:S", "1.2.2013 7:08:09.25", "2013-02-01T07:08:09.25Z"},
		{"Y/m/d", "2013/2/1", "2013-02-01T00:00:00Z"},
		{"d-m-Y", "1-2-2013", "2013-02-01T00:00:00Z"},
		{"d-mon-Y", "01-Feb-2013", "2013-02-01T00:00:00Z"},
		{"d-mon-Y", "1-SEPT-2013", "2013-09-01T00:00:00Z"},
		{"d mon Y", "1 february 2013", "2013-02-01T00:00:00Z"},
		{"d-mon-Y", "1-Fex-2013", ""},
		{"d-mon-Y", "1-Mayo-2013", ""},
		{"d-mon-y", "1-Dec-97", "1997-12-01T00:00:00Z"},
		{"m/d/y", "4/6/13", "2013-04-06T00:00:00Z"},

		{"epoch_s", "0", "1970-01-01T00:00:00Z"},
		{"epoch_s", "1700000000", "2023-11-14T22:13:20Z"},
		{"epoch_s", "-1", "1969-12-31T23:59:59Z"},
		{"epoch_s", "1700000000.25", "2023-11-14T22:13:20.25Z"},
		{"epoch_s", "99999999999999", ""},
		{"epoch_s", "17x", ""},
		{"epoch_s", "", ""},
		{"epoch_ms", "1700000000123", "2023-11-14T22:13:20.123Z"},
		{"epoch_ms", "1700000000123.0", "2023-11-14T22:13:20.123Z"},
	}
	for _, tt := range tests {
		t.Run(tt.layout+" "+tt.text, func(t *testing.T) {
			micros, ok := mustParser(t, tt.layout, nil).Parse([]byte(tt.text))
			got := ""
			if ok {
				got = time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
			}
			if got != tt.want {
				t.Errorf("%s: Parse(%q) = %q; want %q", tt.layout, tt.text, got, tt.want)
			}
		})
	}
}

func TestNewTimeParserErrors(t *testing.T) {
	for _, layout := range []string{"", "auto", "m/d", "d/d/Y", "m/d/Y/H", "Y-m-d-", "epoch_s H:M", "%d/%m/%Y", "m/d/Y H"} {
		_, err := value.NewTimeParser(layout, nil)
		if err == nil || !strings.Contains(err.Error(), "allowed: iso") && !strings.Contains(err.Error(), "allowed: "+value.Layouts) {
			t.Errorf("NewTimeParser(%q): %v; want an error that names the layouts", layout, err)
		}
	}
}

// Every day and hour near the changes of clocks must come out as time.Date
// gives it, gaps and overlaps included: Tehran changed at midnight, Apia left
// out 30 December 2011, Lord Howe moves by half an hour.
func TestParseTimeZones(t *testing.T) {
	for _, name := range []string{"Europe/Prague", "Asia/Tehran", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		p := mustParser(t, "iso", loc)
		start := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := start; at.Year() < 2013; at = at.Add(15*time.Minute + 7*time.Second) {
			text := at.Format("2006-01-02 15:04:05")
			want := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc).UnixMicro()
			got, ok := p.Parse([]byte(text))
			if !ok || got != want {
				t.Fatalf("%s: Parse(%q) = %d, %v; time.Date gives %d", name, text, got, ok, want)
			}
		}
	}
}

// Every day of the years 1 to 9999 against package time.
func TestParseTimeEveryDay(t *testing.T) {
	p := mustParser(t, "Y-m-d", nil)
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for days := 0; at.Year() <= 9999; days++ {
		text := at.AppendFormat(nil, "2006-01-02")
		got, ok := p.Parse(text)
		if !ok || got != at.UnixMicro() {
			t.Fatalf("Parse(%q) = %d, %v; want %d", text, got, ok, at.UnixMicro())
		}
		at = at.AddDate(0, 0, 1)
	}
}

// FuzzParseISO compares with time.Parse: what it reads as RFC 3339 or as a date
// with a time, we read the same, and nothing else that looks so.
func FuzzParseISO(f *testing.F) {
	for _, s := range []string{"2024-05-06", "2024-05-06 07:08:09", "2024-02-29T23:59:59.999999Z", "2024-05-06T07:08:09+02:00", "2023-02-29 00:00:00"} {
		f.Add(s)
	}
	p := mustParser(f, "iso", nil)
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := p.Parse([]byte(text))
		for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", time.RFC3339Nano} {
			want, err := time.Parse(layout, text)
			if err != nil || want.Year() < 1 || want.Year() > 9999 || want.UTC().Year() < 1 || want.UTC().Year() > 9999 {
				continue
			}
			// time.Parse reads "7:08" and " 7:08" where hours have two digits.
			if len(text) > 12 && (text[12] == ':' || text[11] == ' ') {
				continue
			}
			if _, offset := want.Zone(); offset >= 16*3600 || offset <= -16*3600 {
				continue
			}
			if !ok || got != want.UnixMicro() {
				t.Errorf("Parse(%q) = %d, %v; time.Parse gives %v", text, got, ok, want)
			}
		}
		if ok && len(text) == 19 && text[10] == ' ' && !strings.ContainsAny(text, "Zz+") {
			if _, err := time.Parse(time.DateTime, text); err != nil && text[16] == ':' {
				t.Errorf("Parse(%q) is ok; time.Parse says %v", text, err)
			}
		}
	})
}

func TestDetectTime(t *testing.T) {
	tests := []struct {
		name, samples, want string
		err                 error
	}{
		{"iso", "2024-05-06|2024-05-06 07:08:09||", "iso", nil},
		{"cdnow", "19970101|19970112", "yyyymmdd", nil},
		{"berka", "930101|930705", "yymmdd", nil},
		{"berka cards", "931107 00:00:00|940119 00:00:00", "yymmdd", nil},
		{"month first", "4/6/2013|1/26/2013", "m/d/Y", nil},
		{"day first", "4/6/2013|26/1/2013 8:26", "d/m/Y", nil},
		{"either", "4/6/2013|1/2/2013", "", value.ErrAmbiguous},
		{"either with dashes", "04-06-2013", "", value.ErrAmbiguous},
		{"either with short years", "4/6/13", "", value.ErrAmbiguous},
		{"dots", "1.2.2013 7:08", "d.m.Y", nil},
		{"names", "1-Feb-2013", "d-mon-Y", nil},
		{"seconds", "1700000000|1600000000.5", "epoch_s", nil},
		{"milliseconds", "1700000000123", "epoch_ms", nil},
		{"mixed", "2024-05-06|6 May", "", value.ErrNoLayout},
		{"both orders", "13/1/2013|1/13/2013", "", value.ErrNoLayout},
		{"words", "yesterday", "", value.ErrNoLayout},
		{"numbers", "12|13", "", value.ErrNoLayout},
		{"empty", "| |", "", value.ErrNoSamples},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var samples [][]byte
			for _, s := range strings.Split(tt.samples, "|") {
				samples = append(samples, []byte(s))
			}
			got, err := value.DetectTime(samples)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("DetectTime(%q) = %q, %v; want %q, %v", tt.samples, got, err, tt.want, tt.err)
			}
		})
	}
	_, err := value.DetectTime([][]byte{[]byte("2024-05-06"), []byte("6 May")})
	if err == nil || !strings.Contains(err.Error(), `"6 May"`) {
		t.Errorf("error %v; want it to name the first text that does not fit", err)
	}
}

func TestDetectMostly(t *testing.T) {
	const share = 0.75
	tests := []struct {
		name, samples, want string
		err                 error
	}{
		{"all fit", "2024-05-06|2024-05-07", "iso", nil},
		{"one of four is broken", "2024-05-06|2024-02-30|2024-05-07|2024-05-08", "iso", nil},
		{"the first is broken", "see note|1/26/2013|1/2/2013|3/4/2013", "m/d/Y", nil},
		{"too many are broken", "2024-05-06|2024-02-30|no|2024-05-08", "", value.ErrNoLayout},
		{"either, one broken", "see note|4/6/2013|1/2/2013|3/4/2013", "", value.ErrAmbiguous},
		{"more fit one of the twins", "26/1/2013|1/2/2013|3/4/2013|4/5/2013", "d/m/Y", nil},
		{"as many fit either", "26/1/2013|1/26/2013|3/4/2013|4/5/2013", "", value.ErrAmbiguous},
		{"words", "yesterday|today", "", value.ErrNoLayout},
		{"empty", "| |", "", value.ErrNoSamples},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var samples [][]byte
			for _, s := range strings.Split(tt.samples, "|") {
				samples = append(samples, []byte(s))
			}
			got, err := value.DetectMostly(samples, share)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("DetectMostly(%q) = %q, %v; want %q, %v", tt.samples, got, err, tt.want, tt.err)
			}
		})
	}
	_, err := value.DetectMostly([][]byte{[]byte("01/02/2024")}, share)
	var either *value.AmbiguousError
	if !errors.As(err, &either) || either.Layouts != [2]string{"m/d/Y", "d/m/Y"} {
		t.Errorf("error %v; want both layouts in it", err)
	}
}

func BenchmarkParseTime(b *testing.B) {
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name, layout, format string
		loc                  *time.Location
	}{
		{"iso", "iso", time.DateTime, nil},
		{"iso_date", "iso", time.DateOnly, nil},
		{"iso_prague", "iso", time.DateTime, prague},
		{"yyyymmdd", "yyyymmdd", "20060102", nil},
		{"mdY", "m/d/Y", "1/2/2006 15:04", nil},
	} {
		for _, days := range []int{1, 1000} {
			b.Run(fmt.Sprintf("%s/days=%d", bb.name, days), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 2))
				var texts [1024][]byte
				for i := range texts {
					texts[i] = time.Date(2022, 1, 1+r.IntN(days), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC).AppendFormat(nil, bb.format)
				}
				p := mustParser(b, bb.layout, bb.loc)
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					if _, ok := p.Parse(texts[i&1023]); !ok {
						b.Fatal(string(texts[i&1023]))
					}
					i++
				}
			})
		}
	}
}
