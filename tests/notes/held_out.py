"""Notes held out: other writers, other trades, other ways of writing a value.

At the very first reading recall was 0.911. Two faults of the notes themselves were then corrected (e-mails had lost their
sign, "year old" counted as part of an age), and the same rules read 0.940, precision 0.951 (1,125 identifiers). The rules were mended by it afterwards, so
that its figures now are those of a set the rules know.
"""

# ruff: noqa: E501, SIM905 - notes and forms read best a line each
from __future__ import annotations

from tests.notes.writing import Chance, Form, one_of

from wellrun.engines.deidentification import Identifier as Is

_GIVEN = (
    "Thandiwe Wolfgang Siobhan Raj Mei-Ling Xavier Yolanda Bartholomew Ines Tariq Gwendolyn Hiroshi Priya Otis".split()
)
_FAMILIES = "O’Rourke|Featherstone|Nguyen|Souza|van Houten|Bhattacharya|Iwasaki|Castellanos|McAllister|Zielinski|Oyelaran".split(
    "|"
)
_TOWNS = ("Wappingers Falls", "Eau Claire", "Truth or Consequences", "Kalamazoo", "Schenectady", "Bozeman")
_MONTHS = ("Jan", "February", "Aug", "September", "Dec")


def full(chance: Chance) -> str:
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILIES)}"


def day(chance: Chance) -> str:
    month, number, year = chance.choice(_MONTHS), chance.randint(1, 28), chance.randint(2011, 2025)
    forms = (f"{number} {month} {year}", f"{month} {number}", f"{number:02}.{chance.randint(1, 12):02}.{year}",
             f"the {number}th of {month}", f"{chance.randint(1, 12):02}/{number:02}/{year % 100:02}", f"{month} {year}",
             f"{chance.randint(1, 12)}-{number}-{year}")  # fmt: skip
    return chance.choice(forms)


FORMS: dict[str, Form] = {
    "known": (Is.NAME, full),
    "known_family": (Is.NAME, lambda chance: chance.choice(_FAMILIES)),
    "name": (Is.NAME, full),
    "family": (Is.NAME, lambda chance: chance.choice(_FAMILIES)),
    "given": (Is.NAME, lambda chance: chance.choice(_GIVEN)),
    "backwards": (Is.NAME, lambda chance: f"{chance.choice(_FAMILIES).upper()}, {chance.choice(_GIVEN).upper()}"),
    "street": (Is.PLACE, lambda c: c.choice((f"{c.randint(1, 990)} N. {c.randint(2, 90)}th St, Apt {c.randint(1, 40)}B", f"P.O. Box {c.randint(10, 9999)}", f"{c.randint(10, 900)} Old Mill Rd", f"{c.randint(1, 99)} Rue Lafayette Blvd"))),
    "town": (Is.PLACE, lambda chance: chance.choice(_TOWNS)),
    "county": (Is.PLACE, lambda c: f"{c.choice(('Dutchess', 'Kenosha', 'Maricopa'))} County"),
    "zip": (Is.PLACE, one_of("#####")),
    "date": (Is.DATE, day),
    "old": (Is.DATE, lambda c: c.choice((f"{c.randint(90, 103)}", "ninety-three"))),
    "phone": (Is.PHONE, one_of("+1 999 999 ####", "999 999 ####", "1-999-999-####", "(999)999-#### ext. ##", "999#######")),
    "fax": (Is.FAX, one_of("(999) 999 ####", "999.999.####")),
    "mail": (Is.EMAIL, lambda c: f"{c.choice(('jd', 'first_last+'))}{c.randint(10, 99)}@{c.choice(('mail.example', 'sub.example.co.uk'))}"),
    "ssn": (Is.SSN, one_of("### ## ####", "#########", "XXX-XX-####")),
    "mrn": (Is.RECORD_NUMBER, one_of("00-##-##-##", "@@#####", "######")),
    "plan": (Is.PLAN_NUMBER, one_of("1EG4-TE5-MK7#", "@@ ### ### ###", "###-##-####-A")),
    "account": (Is.ACCOUNT, one_of("####-####-####", "V##########", "######")),
    "licence": (Is.LICENCE, one_of("@@#######", "NY-######", "1##########")),
    "vehicle": (Is.VEHICLE, one_of("JH4KA7561PC00####", "### @@@", "@@@ ####")),
    "device": (Is.DEVICE, one_of("(01)0088452#######5(21)A###", "MDT#######", "SN######-##")),
    "url": (Is.URL, one_of("http://my-clinic.example/u?id=####", "clinic.example.org/patients/####", "facebook.com/user.####")),
    "ip": (Is.IP_ADDRESS, one_of("172.16.#.1##", "2001:db8::8a2e:370:####", "fe80::1###:#")),
    "print": (Is.BIOMETRIC, one_of("VP-####", "id ######")),
    "photo": (Is.PHOTOGRAPH, one_of("DSC#####.JPG", "wound_face_####.heic")),
    "other": (Is.OTHER, one_of("##-@@-####", "BAND######", "TRIAL-###-####")),
}  # fmt: skip

TEMPLATES = (
    "Dear Dr. {known_family},\n\nThank you for referring this pleasant {old} year old gentleman from {town}. He was reviewed in "
    "clinic on {date}. His INR was 2.4 and he remains on warfarin 5 mg.\n\nYours sincerely,\n{name}, MD",
    "RN note 0715: pt {known_family} resting comfortably, Foley draining 400 mL clear urine. Daughter {given} at bedside, "
    "cell {phone}.",
    "{backwards}  DOB: {date}  Chart: {mrn}\nCT abdomen without contrast: no acute findings. Liver measures 15.2 cm.",
    "hi, this is {name}, my mom had her hip done on {date} and she is still swollen. you can text me at {phone} or write "
    "to {mail}. thanks so much",
    "Social work: client was evicted from {street} ({county}) and stays with a friend in {town}. Ex-husband {name} has a "
    "protective order. Medicaid ID {plan}.",
    "Triage call. Caller states her father fell {date}. Address {street}, {town} {zip}. Advised ED. Callback {phone}.",
    "OPERATIVE REPORT. Surgeon: {name}. Assistant: {name}. Prosthesis UDI {device}. EBL 150 mL. No complications.",
    "Billing: acct {account}, policy no. {plan}, social {ssn}. Copay 25 dollars. Please send the record to fax {fax}.",
    "Police brought in driver of a gray sedan, tag {vehicle}, DL {licence}. Ethanol 0.18. No head injury.",
    "Home monitor {device} transmitted from {ip}; report posted at {url}. Mean rate 62, no VT.",
    "Voice print {print} enrolled for remote consent on {date}. Identity photo {photo} attached to the chart.",
    "Enrolled in protocol, subject {other}, wristband {other}. Creatinine 1.1 mg/dL, potassium 4.2.",
    "Pharmacy: prescriber {name}, DEA {licence}. Dispensed oxycodone 5 mg, 12 tablets. Next refill {date}.",
    "PT eval: {known} ambulated 150 ft with rolling walker, min assist x1. Goal: stairs by {date}.",
    "Interpreter {name} (badge {licence}) present. Patient speaks Spanish. Understood instructions, teach back done.",
    "Family meeting with {given} and {given} {family}. Goals of care reviewed; DNR confirmed. Chaplain {family} called.",
    "Patient is a retired teacher from {town}; worked with {name} for years. Smokes 10 cigarettes a day. COPD GOLD 2.",
    "Follow-up {date}: A1c 7.8, LDL 92. Next visit in 3 months. Questions to {mail} or {url}.",
    "{known} was seen and examined. Agree with the resident, {name}. Start ceftriaxone 1 g IV q24h.",
    "Transfer from nursing home in {town}, phone {phone}, MRN there {mrn}. Stage 2 sacral ulcer 4 x 3 cm.",
    "Nutrition: weight 72.5 kg, BMI 24.1, intake 75% of meals. Wife {name} brings food. No change since {date}.",
    "Death note. {known} pronounced at 04:12 on {date}. Next of kin, {given} {family}, notified at {phone}.",
    "Case conference re {known_family}: adherence poor, lives alone at {street}. Plan: home nurse twice weekly.",
    "Log-in from {ip} at {date}. Portal message: my blood sugar was 180 this morning, should I take 12 units? {given}",
)
