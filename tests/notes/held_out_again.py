"""A second held-out set, written after the first had been read and the rules mended.

No rule was changed after this one: its figures are the honest ones.
"""

# ruff: noqa: E501, SIM905 - notes and forms read best a line each
from __future__ import annotations

from tests.notes.writing import Chance, Form, one_of

from wellrun.engines.deidentification import Identifier as Is

_GIVEN = (
    "Anneliese Cormac Delphine Emeka Fatima Giuseppe Harriet Jamal Keiko Lars Marisol Nadia Quentin Rosalind".split()
)
_FAMILY = (
    "Adeyemi|Blumenthal|Cavanaugh|D’Angelo|El-Masri|Fitzgerald|Grzybowski|Hernández|de la Cruz|Ivanova|Park|Long".split(
        "|"
    )
)


def full(chance: Chance) -> str:
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


FORMS: dict[str, Form] = {
    "known": (Is.NAME, full),
    "name": (Is.NAME, full),
    "family": (Is.NAME, lambda chance: chance.choice(_FAMILY)),
    "given": (Is.NAME, lambda chance: chance.choice(_GIVEN)),
    "street": (Is.PLACE, lambda c: c.choice((f"{c.randint(10, 999)} Cypress Grove Ct", f"{c.randint(1, 99)} County Road {c.randint(10, 99)}", f"{c.randint(100, 999)} West {c.randint(10, 99)}th Street"))),
    "town": (Is.PLACE, lambda c: c.choice(("Fort Wayne", "Ypsilanti", "Coeur d’Alene", "Isle of Palms", "Baton Rouge"))),
    "date": (Is.DATE, lambda c: c.choice((f"{c.randint(1, 28)}-Apr-20{c.randint(11, 25)}", f"Nov. {c.randint(1, 28)}", f"20{c.randint(11, 25)}/{c.randint(10, 12)}/{c.randint(10, 28)}", f"{c.randint(10, 12)}/{c.randint(13, 28)}", "Tuesday"))),
    "old": (Is.DATE, lambda c: str(c.randint(90, 101))),
    "phone": (Is.PHONE, one_of("999/999-####", "999-####", "+44 20 #### ####", "(999) 999.####")),
    "fax": (Is.FAX, one_of("1 999 999 ####", "999-####")),
    "mail": (Is.EMAIL, lambda c: f"{c.choice(_GIVEN).lower()}{c.randint(1, 99)}@hospital-{c.randint(1, 9)}.example.org"),
    "ssn": (Is.SSN, one_of("###.##.####", "####")),
    "mrn": (Is.RECORD_NUMBER, one_of("###-###-###", "P########")),
    "plan": (Is.PLAN_NUMBER, one_of("@@@###@#####", "### #### ###")),
    "account": (Is.ACCOUNT, one_of("############", "##-#####")),
    "licence": (Is.LICENCE, one_of("@###-####-####", "A######")),
    "vehicle": (Is.VEHICLE, one_of("5YJSA1E26HF######", "#@@@###")),
    "device": (Is.DEVICE, one_of("BSX-######", "#####-####")),
    "url": (Is.URL, one_of("https://records.example.net/view?p=#####", "chart.example.health/a####")),
    "ip": (Is.IP_ADDRESS, one_of("203.0.113.#", "2001:0db8:85a3:0000:0000:8a2e:0370:####")),
    "print": (Is.BIOMETRIC, one_of("RS#####", "IR-####-##")),
    "photo": (Is.PHOTOGRAPH, one_of("scan####.tiff", "portrait-##.jpeg")),
    "other": (Is.OTHER, one_of("ZK####", "B-####-####")),
}  # fmt: skip

TEMPLATES = (
    "72F presents w/ 2d hx of SOB. PCP {name}. Lives w/ sister {given} in {town}. CXR clear. Plan nebs q4h, recheck AM.",
    "Spoke to {known} by phone at {phone}; appointment moved to {date}. No fever, incision dry.",
    "The patient, a {old}-year-old man from {town}, fell at {street}. X-ray of the left hip negative for fracture.",
    "Records request: {known}, medical record number {mrn}, last four of social {ssn}. Fax to {fax} attn {family}.",
    "Coverage under {name}, subscriber number {plan}, guarantor account {account}. Deductible met.",
    "Notary: identified by driver's license number {licence}. Car: VIN {vehicle} totaled in crash. Seat belt on.",
    "ICD interrogation, model {device}. Uploaded from {ip} to {url}. Battery 7 years. No shocks since {date}.",
    "Research: specimen {other}, iris scan {print}, picture {photo}. Ferritin 88 ng/mL.",
    "Thanks, {given}\n{mail}\nPlease remind me about my flu shot on {date}.",
    "Wound care by {name}, LPN. Stage 3, 5 x 4 x 1 cm, moderate drainage. Photos {photo}. Next change {date}.",
    "{known} has been taking lisinopril 10 mg and feels dizzy. Orthostatics positive. {family} to review on {date}.",
    "Transported from {street} by unit 12. Neighbor {name} found her. Temp 35.1, lactate 4.2. Sepsis bundle started.",
)
