"""The notes that the rules were developed by."""

from __future__ import annotations

from bench.notes.writing import Form, one_of
from wellrun.engines.deidentification import Identifier as Is

_GIVEN = ["Ada", "Ben", "Cleo", "Dmitri", "Elena", "Farid", "Gustavo", "Hana", "Ibrahim", "Joanna", "Kwame", "Leticia", "Marcus", "Noor", "Oksana", "Pedro"]
_FAMILY = ["Lovell", "Marsh", "Nunez", "Petrov", "Okafor", "Haddad", "Lindqvist", "Tanaka", "Abernathy", "Kowalski", "Mensah", "Ramirez", "Vasquez"]


def full(chance):
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


FORMS: dict[str, Form] = {
    "known": (Is.NAME, full),
    "known_family": (Is.NAME, lambda chance: chance.choice(_FAMILY)),
    "name": (Is.NAME, full),
    "family": (Is.NAME, lambda chance: chance.choice(_FAMILY)),
    "given": (Is.NAME, lambda chance: chance.choice(_GIVEN)),
    "street": (Is.PLACE, lambda c: f"{c.randint(1, 9999)} {c.choice(('Quay', 'Marigold', 'Elm'))} {c.choice(('Street', 'Ave', 'Lane'))}"),
    "city": (Is.PLACE, lambda c: c.choice(("Tarrytown", "Springfield", "Port Jervis", "Nyack"))),
    "zip": (Is.PLACE, one_of("#####", "#####-####")),
    "date": (Is.DATE, lambda c: c.choice((f"{c.randint(1, 12)}/{c.randint(1, 28)}/20{c.randint(10, 25)}", f"20{c.randint(10, 25)}-{c.randint(1, 12):02}-{c.randint(1, 28):02}", f"March {c.randint(1, 28)}, 2024"))),
    "old": (Is.DATE, lambda c: str(c.randint(90, 104))),
    "phone": (Is.PHONE, one_of("(999) 999-####", "999-999-####", "999.999.####")),
    "fax": (Is.FAX, one_of("999-999-####")),
    "mail": (Is.EMAIL, lambda c: f"{c.choice(_GIVEN).lower()}.{c.choice(_FAMILY).lower()}@example.org"),
    "ssn": (Is.SSN, one_of("###-##-####")),
    "mrn": (Is.RECORD_NUMBER, one_of("#######", "########", "H######")),
    "plan": (Is.PLAN_NUMBER, one_of("@@@#########", "#########A")),
    "account": (Is.ACCOUNT, one_of("########", "A#######")),
    "licence": (Is.LICENCE, one_of("@#######", "##########")),
    "vehicle": (Is.VEHICLE, one_of("1HGCM8263#A######", "@@@-####")),
    "device": (Is.DEVICE, one_of("@@-#####-@", "########")),
    "url": (Is.URL, one_of("https://portal.example.org/p/####", "www.example.com/####")),
    "ip": (Is.IP_ADDRESS, one_of("10.#.1#.2#", "192.168.#.4#")),
    "print": (Is.BIOMETRIC, one_of("FP-#####", "BT####")),
    "photo": (Is.PHOTOGRAPH, one_of("IMG_####.jpg", "face####.png")),
    "other": (Is.OTHER, one_of("QX-####-##", "T######")),
}  # fmt: skip

TEMPLATES = (
    "Patient {known} (MRN {mrn}) was admitted on {date} with chest pain. BP 142/88, HR 96, SpO2 97% on room air.",
    "Mrs. {known_family} is a {old}-year-old woman who lives at {street}, {city}, NY {zip}. She takes aspirin 81 mg daily.",
    "Discussed with Dr. {family}; call back at {phone} or fax {fax}. Continue metoprolol 25 mg BID.",
    "Her son {name} can be reached at {phone}. E-mail {mail}. Wound is clean, 3 cm, no drainage.",
    "SSN {ssn}, member id {plan}, account number {account}. Insurance verified. Glucose 7.2 mmol/L.",
    "Pacemaker serial number {device}, implanted {date}. Sinus rhythm, EF 55%. Denies dyspnea.",
    "Driver's license {licence}; vehicle plate {vehicle}. Brought by ambulance after a fall. GCS 15.",
    "Telehealth visit from IP {ip}; see {url} for images. Rash on left forearm, 2 x 3 cm.",
    "Fingerprint {print} on file. Photograph {photo} uploaded. Consent signed by {name}.",
    "Study code {other}. Randomized on {date}. Hemoglobin 11.4 g/dL, platelets 210.",
    "Seen by {name}, RN on {date}. Pain 4/10. Given acetaminophen 650 mg PO.",
    "Patient's husband, {name}, requests a call at {phone}. Plan: discharge home tomorrow, follow up in 2 weeks.",
)
