package inspecttest

import (
	"strings"
	"time"
)

// language is how a company of a country writes its exports.
type language struct {
	tables    map[string]table
	values    map[string]string
	yes, no   string
	separator rune
	decimal   rune
	layout    string // of dates; empty for those of the Iranian calendar
	persian   bool   // digits of dates
}

// table is what a file and its columns are called.
type table struct {
	file    string
	columns map[string]string
}

func (l language) date(at time.Time) string {
	if l.layout == "" {
		return l.digits(jalali(at))
	}
	return at.Format(l.layout)
}

func (l language) digits(text string) string {
	if !l.persian {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '۰' + r - '0'
		}
		return r
	}, text)
}

// named builds the tables from lines "table file: english=name, ...".
func named(lines ...string) map[string]table {
	out := map[string]table{}
	for _, line := range lines {
		head, list, _ := strings.Cut(line, ": ")
		name, file, _ := strings.Cut(head, " ")
		t := table{file: file, columns: map[string]string{}}
		for pair := range strings.SplitSeq(list, ", ") {
			english, word, _ := strings.Cut(pair, "=")
			t.columns[english] = word
		}
		out[name] = t
	}
	return out
}

func languageNamed(name string) (language, bool) {
	switch name {
	case "english":
		return english(), true
	case "german":
		return german(), true
	case "lithuanian":
		return lithuanian(), true
	case "persian":
		return persian(), true
	}
	return language{}, false
}

func english() language {
	return language{
		separator: ',', decimal: '.', layout: "01/02/2006", yes: "Y", no: "N",
		values: map[string]string{
			"billing_question": "Billing", "technical": "Technical issue", "product_info": "Product question", "complaint": "Complaint", "other": "Misc",
			"address": "Moved", "email": "E-mail", "phone": "Phone number", "touchpoint_closed": "Branch closed", "billing_channel": "Paperless",
			"csat": "Satisfaction", "nps": "NPS", "complaint_handling": "Complaint resolution",
		},
		tables: named(
			"transactions Sales.csv: customer_id=CustNo, order_id=Order No., ordered_at=Purchase Date, category=Dept, product=SKU, channel=Store, amount=Net Amount, margin=Gross Profit, is_return=Refund",
			"customers Clients.csv: customer_id=CustNo, signup=Member Since, segment=Customer Type, region=State, preferred_channel=Contact Preference, preferred_hour=Best Hour, birth_date=DOB, contract_end=Contract Expiry, cost_to_serve=Service Cost",
			"invoices Bills.csv: customer_id=CustNo, invoice_id=Bill No, issued=Billing Date, due=Payment Due, paid=Date Paid, amount=Invoice Total, disputed=In Dispute",
			"contacts SupportTickets.csv: customer_id=CustNo, time=Opened At, kind=Ticket Type, channel=Via, reason=Sub Type, product=Item, resolved=Closed At, satisfaction=Rating",
			"changes ChangeLog.csv: customer_id=CustNo, time=Changed On, kind=Changed Field",
			"offers Promotions.csv: customer_id=CustNo, time=Sent At, campaign=Campaign Name, tactic=Incentive, cost=Offer Cost, responded=Redeemed At, control=Holdout",
			"satisfaction Survey.csv: customer_id=CustNo, time=Survey Date, score=Points, scale=Metric",
			"wallet ShareOfWallet.csv: customer_id=CustNo, segment=Customer Group, month=Period, category=Product Group, total=Total Spend",
			"cancellations Terminations.csv: customer_id=CustNo, time=Termination Date, reason=Churn Reason",
		),
	}
}

func german() language {
	return language{
		separator: ';', decimal: ',', layout: "02.01.2006", yes: "ja", no: "nein",
		values: map[string]string{
			"billing_question": "Rechnungsfrage", "technical": "Störung", "product_info": "Beratung", "complaint": "Beschwerde", "other": "Sonstiges",
			"address": "Umzug", "email": "E-Mail-Adresse", "phone": "Rufnummer", "touchpoint_closed": "Filiale geschlossen", "billing_channel": "Rechnungsversand",
			"csat": "Kundenzufriedenheit", "nps": "Weiterempfehlung", "complaint_handling": "Beschwerdebearbeitung",
		},
		tables: named(
			"transactions Umsätze.csv: customer_id=Kunden-Nr., order_id=Auftragsnummer, ordered_at=Belegdatum, category=Warengruppe, product=Artikelnummer, channel=Vertriebsweg, amount=Betrag (EUR), margin=Deckungsbeitrag, is_return=Retoure",
			"customers Kundenstamm.csv: customer_id=Kunden-Nr., signup=Kunde seit, segment=Kundengruppe, region=Bundesland, preferred_channel=Wunschkanal, preferred_hour=Kontaktzeit, birth_date=Geburtsdatum, contract_end=Vertragsende, cost_to_serve=Servicekosten",
			"invoices Rechnungen.csv: customer_id=Kunden-Nr., invoice_id=Rechnungs-Nr., issued=Rechnungsdatum, due=Fällig am, paid=Bezahlt am, amount=Rechnungsbetrag, disputed=Strittig",
			"contacts Kundenkontakte.csv: customer_id=Kunden-Nr., time=Eingegangen am, kind=Anliegen, channel=Kanal, reason=Grund, product=Artikel, resolved=Erledigt am, satisfaction=Bewertung",
			"changes Stammdatenänderungen.csv: customer_id=Kunden-Nr., time=Geändert am, kind=Art der Änderung",
			"offers Kampagnen.csv: customer_id=Kunden-Nr., time=Versandt am, campaign=Kampagne, tactic=Maßnahme, cost=Kosten, responded=Eingelöst am, control=Kontrollgruppe",
			"satisfaction Umfragen.csv: customer_id=Kunden-Nr., time=Befragungsdatum, score=Punktzahl, scale=Fragetyp",
			"wallet Kaufkraft.csv: customer_id=Kunden-Nr., segment=Kundengruppe, month=Monat, category=Warengruppe, total=Gesamtausgaben",
			"cancellations Kündigungen.csv: customer_id=Kunden-Nr., time=Gekündigt zum, reason=Kündigungsgrund",
		),
	}
}

func lithuanian() language {
	return language{
		separator: ';', decimal: ',', layout: "2006-01-02", yes: "Taip", no: "Ne",
		values: map[string]string{
			"billing_question": "Klausimas dėl sąskaitos", "technical": "Gedimas", "product_info": "Konsultacija", "complaint": "Skundas", "other": "Kita",
			"address": "Adresas", "email": "El. paštas", "phone": "Telefono nr.", "touchpoint_closed": "Uždarytas skyrius", "billing_channel": "El. sąskaita",
			"csat": "Pasitenkinimas", "nps": "NPS", "complaint_handling": "Skundo nagrinėjimas",
		},
		tables: named(
			"transactions Pirkimai.csv: customer_id=Kliento_ID, order_id=Užsakymo_nr, ordered_at=Pirkimo_data, category=Prekių_grupė, product=Prekės_kodas, channel=Pardavimo_kanalas, amount=Suma_EUR, margin=Marža, is_return=Grąžinta",
			"customers Klientai.csv: customer_id=Kliento_ID, signup=Klientas_nuo, segment=Segmentas, region=Apskritis, preferred_channel=Bendravimo_kanalas, preferred_hour=Patogus_laikas, birth_date=Gimimo_data, contract_end=Sutartis_iki, cost_to_serve=Aptarnavimo_kaštai",
			"invoices Saskaitos.csv: customer_id=Kliento_ID, invoice_id=Sąskaitos_nr, issued=Išrašymo_data, due=Apmokėti_iki, paid=Apmokėjimo_data, amount=Sąskaitos_suma, disputed=Ginčijama",
			"contacts Kreipiniai.csv: customer_id=Kliento_ID, time=Kreipimosi_data, kind=Kreipimosi_tipas, channel=Kanalas, reason=Priežastis, product=Prekė, resolved=Išspręsta, satisfaction=Įvertinimas",
			"changes Pakeitimai.csv: customer_id=Kliento_ID, time=Pakeitimo_data, kind=Kas_pakeista",
			"offers Pasiulymai.csv: customer_id=Kliento_ID, time=Išsiuntimo_data, campaign=Kampanija, tactic=Paskata, cost=Kaštai, responded=Pasinaudojimo_data, control=Kontrolinė_grupė",
			"satisfaction Apklausos.csv: customer_id=Kliento_ID, time=Apklausos_data, score=Balas, scale=Rodiklis",
			"wallet Islaidos.csv: customer_id=Kliento_ID, segment=Klientų_grupė, month=Mėnuo, category=Prekių_grupė, total=Bendros_išlaidos",
			"cancellations Nutraukimai.csv: customer_id=Kliento_ID, time=Nutraukimo_data, reason=Nutraukimo_priežastis",
		),
	}
}

func persian() language {
	return language{
		separator: ',', decimal: '.', layout: "", persian: true, yes: "بله", no: "خیر",
		values: map[string]string{
			"billing_question": "سوال صورتحساب", "technical": "مشکل فنی", "product_info": "اطلاعات محصول", "complaint": "شكايت", "other": "سایر", // with Arabic letters
			"address": "نشانی", "email": "ایمیل", "phone": "شماره تلفن", "touchpoint_closed": "بسته شدن شعبه", "billing_channel": "صورت\u200cحساب الکترونیکی",
			"csat": "رضایت مشتری", "nps": "NPS", "complaint_handling": "رسیدگی به شکایت",
		},
		tables: named(
			"transactions تراکنش\u200cها.csv: customer_id=کد مشتری, order_id=شماره سفارش, ordered_at=تاریخ خرید, category=گروه کالا, product=کد کالا, channel=کانال فروش, amount=مبلغ (ریال), margin=سود, is_return=مرجوعی",
			"customers مشتریان.csv: customer_id=كد مشتري, signup=تاریخ عضویت, segment=نوع مشتری, region=استان, preferred_channel=کانال ارتباطی, preferred_hour=ساعت تماس, birth_date=تاریخ تولد, contract_end=پایان قرارداد, cost_to_serve=هزینه خدمت",
			"invoices صورتحساب\u200cها.csv: customer_id=کد مشتری, invoice_id=شماره صورتحساب, issued=تاریخ صدور, due=سررسید, paid=تاریخ تسویه, amount=مبلغ صورتحساب, disputed=اعتراض",
			"contacts تماس\u200cها.csv: customer_id=کد مشتری, time=زمان تماس, kind=نوع تماس, channel=کانال تماس, reason=علت, product=کالا, resolved=تاریخ حل, satisfaction=امتیاز رضایت",
			"changes تغییرات.csv: customer_id=کد مشتری, time=تاریخ تغییر, kind=نوع تغییر",
			"offers پیشنهادها.csv: customer_id=کد مشتری, time=تاریخ ارسال, campaign=نام کمپین, tactic=نوع پیشنهاد, cost=هزینه, responded=تاریخ پذیرش, control=گروه کنترل",
			"satisfaction نظرسنجی.csv: customer_id=کد مشتری, time=تاریخ نظرسنجی, score=امتیاز, scale=شاخص",
			"wallet سهم کیف پول.csv: customer_id=کد مشتری, segment=گروه مشتری, month=ماه, category=دسته کالا, total=مجموع هزینه",
			"cancellations لغو.csv: customer_id=کد مشتری, time=تاریخ لغو, reason=دلیل لغو",
		),
	}
}
