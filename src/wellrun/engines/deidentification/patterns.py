"""The rules: how each identifier is written in free text, in one table.

Sources for shapes: SSA (SSN), CMS (MBI, NPI), DEA (registration numbers), ISO 3779 (VIN), FDA (UDI), RFC 5322, 3986,
791, 4291, ITU E.123, USPS Publication 28 (addresses). Texts are normalised first.
Repeats are bounded, so that no text takes long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wellrun.engines.deidentification import vocabulary as words
from wellrun.engines.deidentification.identifiers import Identifier as Is

ANY, EXACT = re.IGNORECASE, re.NOFLAG


@dataclass(frozen=True)
class Rule:
    """One way of writing one identifier. Where the pattern has a named group, only that is removed.

    ``announced`` is a number after a word; ``sure`` a name that needs no comparison with clinical words.
    """

    kind: Is
    pattern: re.Pattern[str]
    announced: bool = False
    sure: bool = True


_SAYS = (
    r"[\s:#.=()\-]*(?:(?:is|was|no|nos|num|number|id|of|code|ending(?: in)?|last (?:4|four)|"
    r"ref)\b[\s:#.=()\-]*){0,3}"
)
"""What may stand between the word that announces a number and the number."""

_CODE_SAID = r"(?P<it>(?=[A-Za-z/.\-]{0,9}\d)[A-Za-z0-9](?:[A-Za-z0-9/.\-]| (?=\d)){0,38}[A-Za-z0-9]|\d)"
"""A number or code: has a digit near its front; single spaces may divide groups of digits."""

_MONTH = rf"(?:{words.MONTHS})\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:1[89]|20)\d\d|['’]?\d\d)"
_CAP = r"(?:[A-ZÀ-ÖØ-Þ](?:[\w’'\-]*\w)?)"
_PARTICLE = r"(?:(?:van|von|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|der|den|ter|st|san|mac|o)[.’']?\s+)"
_INITIAL = r"(?:[A-Z]\.)"
_FAMILY = rf"{_PARTICLE}{{0,2}}{_CAP}"
_PERSON = rf"(?:{_INITIAL}\s?){{0,4}}{_FAMILY}(?:\s+{_INITIAL}){{0,3}}(?:\s+{_FAMILY}){{0,3}}"


def announced(kind: Is, announces: str) -> Rule:
    """A number after a word that announces it."""
    return Rule(kind, re.compile(rf"\b(?:{announces})(?![A-Za-z]){_SAYS}{_CODE_SAID}", ANY), announced=True)


def rule(kind: Is, pattern: str, flags: re.RegexFlag = ANY) -> Rule:
    return Rule(kind, re.compile(pattern, flags))


def likely(pattern: str) -> Rule:
    """A name that the words around it announce."""
    return Rule(Is.NAME, re.compile(pattern), sure=False)


LINKS = (
    rule(
        Is.EMAIL,
        r"(?<![\w.+%'\-])[\w.+%'\-]{1,64}\s?(?:@|\(at\)|\[at\]|\sat\s(?=\w+\s(?:dot)\s))\s?[\w\-]+(?:\s?(?:\.|\(dot\)|\[dot\]|"
        r"\sdot\s)\s?[\w\-]+)+",
    ),
    rule(Is.URL, r"\b(?:https?|ftp|sftp|s3|file|tel|mailto)://?[^\s<>\"]+"),
    rule(Is.URL, r"\bwww\.[^\s<>\"]+"),
    rule(
        Is.URL,
        r"(?<![\w\-])(?:[a-z0-9\-]{1,63}\.){1,8}(?:com|org|net|edu|gov|mil|io|info|health|care|us|uk|de|fr|ca|app|dev|example|"
        r"invalid|test|co|me|biz)\b(?:[/?#:][^\s<>\"]*)?",
    ),
    rule(Is.URL, r"(?<![\w@])@[A-Za-z_][\w.]{2,}"),
    rule(Is.IP_ADDRESS, r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+|/\d+)?\b"),
    rule(
        Is.IP_ADDRESS,
        r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){0,6}(?:/\d+)?(?![\w:])(?<!\d\d:\d\d:\d\d)(?<!\d:\d\d:\d\d)",
    ),
    rule(Is.IP_ADDRESS, r"(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?(?!\w)"),
    rule(Is.DEVICE, r"\b(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}\b"),
)

NUMBERS = (
    announced(Is.SSN, r"SSN|SS|social security(?: number)?|soc\.? sec\.?|social|TIN|ITIN"),
    rule(Is.SSN, r"(?<![\w\-])(?:\d{3}|[xX*]{3})[\- .](?:\d{2}|[xX*]{2})[\- .]\d{4}(?![\w\-])"),
    announced(Is.FAX, r"fax(?:ed)?(?: (?:to|at|no|number|line))?|facsimile|telefax"),
    rule(
        Is.PHONE,
        r"(?<![\w.])(?:\+?1[\s.\-]?)?\(?\d{3}\)?[\s.\-/]{0,2}\d{3}[\s.\-]\d{4}(?:\s*(?:x|ext\.?|"
        r"extension)\s*\d+)?(?!\d)",
    ),
    rule(Is.PHONE, r"(?<![\w.+])\+\d{1,3}[\s.\-]?(?:\(?\d{1,4}\)?[\s.\-]?){2,5}\d{2,4}(?!\d)"),
    rule(Is.PHONE, r"(?<![\w.\-/])[2-9]\d{2}[\-.]\d{4}(?![\w\-])"),
    rule(Is.PHONE, r"\b1?[\-.]?\d{3}[\-.]\d{3}[\-.][A-Z]{4}\b|\b\d{3}[\-.][A-Z]{3,7}\b(?=.{0,12}\bcall)", EXACT),
    announced(
        Is.PHONE,
        r"phone|tel|telephone|cell(?:phone)?|mobile|pager|beeper|ph|call(?:ed|s)?(?: (?:back|me|him|her|"
        r"them))?(?: (?:at|on))|reach(?:ed|able)? (?:at|on)|whatsapp|text(?:ed)? (?:at|on)|ext|extension|"
        r"contact (?:at|number)",
    ),
    announced(
        Is.RECORD_NUMBER,
        r"MRN|MR|M\.R\.N\.|(?:electronic )?(?:medical|hospital|health|patient) (?:record|rec|chart|file|id|"
        r"identifier|identification|number|no)s?|chart|record|EMR|EHR|EMPI|MPI|(?:patient|pt|hosp(?:ital)?|"
        r"unit)\.? ?(?:id|no|number|#)|NHS|UHID|med rec",
    ),
    announced(
        Is.PLAN_NUMBER,
        r"(?:health )?(?:plan|policy|member|subscriber|beneficiary|insurance|insured|group|payer|coverage|"
        r"Medicare|Medicaid|HICN?|MBI|HMO|PPO|Blue ?Cross|Aetna|Cigna|Humana|Tricare|"
        r"United ?Health\w*)(?: (?:card|id|no|number|policy|member|beneficiary|plan|group))*",
    ),
    rule(
        Is.PLAN_NUMBER,
        r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}\b",
    ),
    announced(
        Is.ACCOUNT,
        r"acct|accounts?|acc|FIN|CSN|HAR|visit|encounter|invoice|billing|bill|claim|statement|guarantor|IBAN|"
        r"routing|bank|(?:credit |debit )?card|case|accession|specimen|order|requisition|reference|ref|"
        r"confirmation|ticket|booking",
    ),
    rule(Is.ACCOUNT, r"(?<![\w\-])(?:\d{4}[ \-]){3}\d{1,4}(?![\w\-])"),
    announced(
        Is.LICENCE,
        r"licen[cs]es?|lic|DEA|NPI|certificates?|cert|certification|registration|passport|"
        r"driver['’]?s?(?: licen[cs]e)?|DL|permit|diploma|badge|employee id|visa",
    ),
    rule(Is.LICENCE, r"\b[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}\b", EXACT),
    rule(Is.VEHICLE, r"\b(?=[A-HJ-NPR-Z]*\d)(?=\d*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}\b"),
    announced(Is.VEHICLE, r"VIN|vehicle(?: identification)?|chassis|tag"),
    rule(
        Is.VEHICLE,
        r"\b(?:licen[cs]e |number |registration |car |tag )?(?:plates?|tags?)\b[\s:#]*(?:(?:is|was|no|number|"
        r"reads?)[\s:#]*)?(?P<it>(?-i:[A-Z0-9][A-Z0-9\- ]{2,9}[A-Z0-9]))",
    ),
    announced(
        Is.DEVICE,
        r"serial|ser|S/N|SN|device|UDI|lot|implant(?:ed)?|model|pacemaker|ICD|defibrillator|prosthesis|pump|IMEI|"
        r"MAC|asset|equipment|catalog(?:ue)?|REF",
    ),
    rule(Is.DEVICE, r"\(01\)\s?\d{14}(?:\s?\(\d{2}\)\s?[A-Za-z0-9\-]+)*"),
    announced(
        Is.BIOMETRIC,
        r"(?:finger|voice|palm|retinal?|iris|hand|face|gait|DNA)[\s\-]?(?:prints?|scans?|template|sample|profile|"
        r"geometry|recognition)?(?: (?:template|id|file|record|hash|scan|profile))+|biometrics?(?: (?:template|id|"
        r"file|record|hash))?",
    ),
    rule(
        Is.BIOMETRIC,
        r"\b(?:finger|voice|thumb|palm|foot)[\s\-]?prints?\b|\b(?:retinal?|iris) (?:scans?|patterns?|images?)\b|"
        r"\bbiometrics?\b|\b(?:facial|voice) recognition\b|\bDNA (?:profile|fingerprint|sequence)\b",
    ),
    rule(Is.PHOTOGRAPH, r"(?<![\w\-./])[\w\-./]{1,120}\.(?:jpe?g|png|gif|tiff?|heic|bmp|webp|dcm|mp4|mov|wav|mp3)\b"),
    rule(
        Is.PHOTOGRAPH,
        r"\b(?:full[\s\-]?face |facial |frontal |clinical |identification |ID )*(?:photo(?:graph)?s?|portraits?|"
        r"selfies?|headshots?|mug ?shots?|snapshots?|head shots?)\b(?:[\s#:]*(?:(?:no|id|file|"
        r"number)\b[\s#:.]*)?(?=[\w\-]*\d)[\w\-]+)?",
    ),
    announced(Is.PHOTOGRAPH, r"(?:image|picture|video|recording|frame|pic)s?(?: (?:file|id))?"),
)

TIMES = (
    rule(
        Is.DATE,
        r"\b(?:1[89]|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|"
        r"3[01])(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    ),
    rule(Is.DATE, r"(?<![\d/.])\d{1,2}([-/.])\d{1,2}\1(?:(?:1[89]|20)\d\d|\d\d)(?!\d)"),
    rule(Is.DATE, r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)"),
    rule(
        Is.DATE,
        rf"\b(?:(?:{words.WEEKDAYS}),?\s+)?{_MONTH}\s*(?:the\s+)?{_DAY}(?!\d)(?:\s*(?:-|to|through|and|"
        rf"&)\s*{_DAY})?(?:,?\s*(?:of\s+)?{_YEAR}\b)?",
    ),
    rule(Is.DATE, rf"\b(?:the\s+)?{_DAY}(?:\s+day)?\s*(?:of\s+)?[-/]?{_MONTH}(?:[-/,]?\s*{_YEAR})?(?![A-Za-z])"),
    rule(Is.DATE, rf"\b(?:early |mid[- ]?|late )?{_MONTH}(?:\s+of)?[\s,/-]*(?:(?:1[89]|20)\d\d|['’]\d\d)\b"),
    rule(Is.DATE, r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:1[89]|20)\d\d(?!\d)"),
    rule(
        Is.DATE,
        r"\b(?:on|since|by|from|until|till|dated|date|before|after|through|thru|to|for|of|seen|admitted|"
        r"discharged|DOB|due|expires?|and|last|starting|between|DOS|d/c'?d|-)[\s:]+(?P<it>(?:0?[1-9]|"
        r"1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?:\s*-\s*(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|"
        r"3[01]))?)(?![\d/%])(?!\s*(?:strength|murmur|pain|mm|systolic|points?|scale|bilateral|out|in\b))",
    ),
    rule(
        Is.DATE,
        r"(?<![\d/.])(?P<it>(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|"
        r"3[01]))(?![\d/%])(?=[\s,.;:)]|$)",
    ),
    rule(Is.DATE, rf"\b(?:{words.FEASTS})\b"),
    rule(Is.DATE, rf"\b(?:{words.WEEKDAYS})s?\b(?: the {_DAY})?|\b(?:Mon|Tues?|Wed|Thurs?|Thu|Fri)\b\.?(?=,? )", EXACT),
    rule(
        Is.DATE,
        r"\b(?:in|since|until|by|during|last|next|this|early|late|mid|of|every|from|"
        r"through)[\s\-]+(?P<it>(?-i:January|February|March|April|May|June|July|August|September|October|November|"
        r"December|Jan|Feb|Sept?|Oct|Nov|Dec))\b",
    ),
    rule(
        Is.DATE,
        r"\bthe (?P<it>\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|tenth|twelfth|fifteenth|"
        r"twentieth)(?= of (?:the|this|last|next) month| (?:at|she|he|they|we|patient)\b)",
    ),
    rule(
        Is.DATE,
        r"\b(?:DOB|D\.O\.B\.|born|birth ?date|date of birth|birthday|b\.|dob)[\s:#]*(?:(?:is|was|on|in|"
        r"the)\s+)*(?P<it>[\w/.\-]*\d[\w/.\-]*)",
    ),
)

AGES = (
    rule(
        Is.DATE,
        r"(?<![\d.])(?P<it>9\d|1[0-4]\d)(?=(?:\.\d+)?[\s\-]*(?:years?|yrs?|yo|y/o|y\.o\.?|ys?|"
        r"year[\s\-]old)\b(?!\s+(?:ago|later|before|after|of (?:experience|service))))",
    ),
    rule(
        Is.DATE,
        r"\b(?:aged?|age of|turn(?:s|ed|ing)|old as|now)[\s:=]+(?:(?:is|was|of|about|approximately|approx\.?|over|"
        r"nearly|almost)\s+)*(?P<it>9\d|1[0-4]\d)(?![\d.,/%]|\s*(?:mm|mg|beats|bpm|kg|lb|cm|percent|on\b))",
    ),
    rule(Is.DATE, r"(?<![\d.])(?P<it>9\d|1[0-4]\d)(?=[\s\-]?(?:M|F|male|female|man|woman|gentleman|lady)\b)", EXACT),
    rule(
        Is.DATE,
        r"\b(?:(?:nineties|ninety|one[\s\-]hundred|a hundred)(?:[\s\-]+(?:and[\s\-]+)?(?:one|two|three|four|five|"
        r"six|seven|eight|nine|ten))?)(?=[\s\-]*(?:years?|yrs?|yo|y/o|year[\s\-]old))",
    ),
    rule(
        Is.DATE,
        r"\b(?:nonagenarian|centenarian|supercentenarian)s?\b|\b(?:in|into|late|early|mid)[\s\-]+(?:his|her|their|"
        r"the)?\s*(?P<it>(?:late |early |mid[\s\-]?)?(?:9|10)0['’]?s|nineties)\b|\b(?P<birthday>\d{2,3}(?:th|st|"
        r"nd|rd)) (?=birthday)",
    ),
)

PLACES = (
    rule(
        Is.PLACE,
        rf"\b\d{{1,6}}[A-Z]?(?:-\d+)?\s+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s+)?(?:(?:{_CAP}|"
        rf"\d+(?:st|nd|rd|th))\s+){{1,4}}(?:{words.STREETS})\b\.?(?:,?\s*(?:(?:Apt|Apartment|Unit|Suite|Ste|Rm|"
        rf"Room|Floor|Fl|Bldg|Lot)\b\.?|#)\s*[\w\-]+)?",
        EXACT,
    ),
    rule(
        Is.PLACE,
        r"\b\d{1,6}\s+(?:[A-Za-z][\w’']*\s+){1,3}(?:street|avenue|ave|road|boulevard|blvd|lane|drive|court|"
        r"terrace|circle|highway|hwy|parkway|pkwy)\b",
    ),
    rule(
        Is.PLACE,
        rf"\b{_CAP}(?:\s{_CAP}){{0,2}}\s(?:Street|Avenue|Road|Boulevard|Blvd|Lane|Parkway|Highway|Terrace|Quay|"
        rf"Square)\b",
        EXACT,
    ),
    rule(
        Is.PLACE, r"\b(?:P\.?\s?O\.?\s?Box|Post Office Box|RR|Rural Route|Apt|Apartment|Suite|Ste)\.?\s*#?\s*\d[\w\-]*"
    ),
    rule(
        Is.PLACE,
        rf"\b(?P<it>{_CAP}(?:[ \-]{_CAP}){{0,3}}),?\s+(?:{words.STATE_CODES})\b(?:\.?,?\s+\d{{5}}(?:-\d{{4}})?)?",
        EXACT,
    ),
    rule(Is.PLACE, rf"\b(?:{words.STATE_CODES}|{words.STATES})\.?,?\s+(?P<it>\d{{5}}(?:-\d{{4}})?)\b", EXACT),
    rule(Is.PLACE, rf"\b(?P<it>{_CAP}(?:[ \-]{_CAP}){{0,2}}),\s+(?:{words.STATES})\b", EXACT),
    rule(
        Is.PLACE,
        rf"\b{_CAP}(?:\s{_CAP})?\s+(?:County|Parish|Borough|Township|Village|Heights|Beach|Springs|Falls|City|"
        rf"Island|Hills|Valley|Harbor|Neighborhood|District|Precinct)\b",
        EXACT,
    ),
    announced(Is.PLACE, r"zip(?: ?code)?|postal code|postcode|zipcode"),
    rule(Is.PLACE, r"(?<![\w.\-/$])\d{5}-\d{4}(?![\w\-])"),
    rule(Is.PLACE, r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b", EXACT),
    rule(
        Is.PLACE,
        r"\b(?:lat(?:itude)?|lon(?:g|gitude)?|GPS|"
        r"coordinates)\b[\s:=]*(?P<it>-?\d{1,3}\.\d{2,}(?:[,\s]+-?\d{1,3}\.\d{2,})?)",
    ),
    rule(Is.PLACE, r"-?\b\d{1,2}\.\d{4,},\s*-?\d{1,3}\.\d{4,}"),
)

PEOPLE = (
    rule(Is.NAME, rf"\b(?:{words.TITLES})\b\.?\s+(?P<it>{_PERSON})", EXACT),
    rule(Is.NAME, rf"\b(?:(?i:{words.TITLES}))\b\.?\s+(?P<it>[A-Z][A-Z’'\-]+(?:\s[A-Z][A-Z’'\-]+)?)\b", EXACT),
    rule(Is.NAME, r"\b(?:mr|mrs|ms|dr|miss)\.?\s+(?P<it>[a-z][a-z’'\-]+)\b", EXACT),
    likely(rf"\b(?P<it>{_PERSON}),?\s+(?:{words.CREDENTIALS})\b"),
    likely(rf"\b(?P<it>{_CAP},\s+{_CAP}(?:\s+[A-Z]\.?)?)(?=\s*(?:[,;:(.]|$|\[|DOB|MRN|\d))"),
    likely(rf"\b(?i:{words.RELATIONS})s?,?\s+(?:(?:is|was|named|called)\s+)?\(?(?P<it>{_PERSON})"),
    likely(
        rf"\b(?i:name|named|patient name|pt name|patient|pt|called|known as|goes by|aka|a\.k\.a\.|dear|"
        rf"signed(?: by)?|attending|dictated by|seen by|discussed with|spoke (?:with|to)|per|cc|from|re|attn|"
        rf"contact|by|with|resident|author|provider|surgeon|witness|interpreter)\b[\s:.\-]+(?:(?:is|"
        rf"was)\s+)?(?P<it>{_PERSON})"
    ),
    likely(rf"(?:^|[.!?:;]\s+|\n\s*)(?P<it>{_PERSON})(?=(?:['’]s)?\s+(?:{words.SPEAKS}|is|was|has|had|will)\b)"),
    likely(rf"\b(?P<it>{_PERSON})['’]s\s+(?:(?i:{words.RELATIONS})|room|bed|chart|record|family|house|home|surgery)\b"),
    rule(Is.NAME, r"\b(?:initials|signed|sig)[\s:.]+(?P<it>(?-i:[A-Z]\.?\s?[A-Z]\.?(?:\s?[A-Z]\.?)?))(?![A-Za-z])"),
)

RULES: tuple[Rule, ...] = (*LINKS, *NUMBERS, *TIMES, *AGES, *PLACES, *PEOPLE)
"""In order of trust: where two rules claim the same characters, the earlier names the kind."""

LEFTOVER_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w])(?:[A-Za-z]{0,5}[\-]?)\d(?:[\-./]?\d){4,}[A-Za-z0-9\-]*|"
    r"\b(?=[A-Za-z\-]{0,20}\d[A-Za-z\-]{0,20}\d[A-Za-z\-]{0,20}\d)(?=\d*-?[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\b"
)
"""Fail closed: five digits in a row, or a word of letters with three digits or more."""

QUANTITY = re.compile(
    r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?:mg|mcg|ug|g|kg|ml|l|dl|cc|meq|mmol|mm|cm|m|units?|iu|u|hz|khz|mhz|"
    r"kcal|cal|mmhg|bpm|"
    r"lbs?|oz|ft|in|hr?s?|min|sec|s|ms|x\d*|%|gy|cgy|fr|ga|gauge|k|th|st|nd|rd|yo|wk|wks|mo|day|days|d|"
    r"w\d?d?)(?:/\w+)*|"
    r"\d+\.\d+|\d{2,3}/\d{2,3}|\d{1,3}-(?:year|yr|month|week|day|hour)s?(?:-old)?|SARS-CoV-2|COVID-19|CA-?\d+(?:-\d+)?|[CTL]\d{1,2}(?:-[CTLS]?\d{1,2})?|q\d+h|x\d+",
    ANY,
)
"""Leftovers of this shape are measurements or terms, and stay."""

CAPITALISED = re.compile(rf"(?<![\w’'\-\[]){_CAP}(?:[ ]{_CAP})*", EXACT)
SENTENCE_START = re.compile(r"(?:^|[.!?:;•*\-\[\]\"(\n]|\n\s*\d+[.)])\s*$")
YEAR = re.compile(
    r"(?<![\d.,/\-])(?:1[89]|20)\d\d(?![\d/%]|\.\d|\s*(?:mg|ml|mcg|units?|cc|g|kcal|calories|steps|hours|"
    r"hrs)\b)",
    ANY,
)
