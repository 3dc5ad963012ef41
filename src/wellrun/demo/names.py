"""Invented names, streets and telephones for the patients of the demonstration: the same for the same number."""

from __future__ import annotations

from dataclasses import dataclass

from wellrun.demo.chance import Chance

_FAMILY = """
Abara Alder Almeida Ashdown Barlow Bassett Beltran Birch Brandvold Calder Castellan Chandra Cordova Crane Dahl
Delacroix Dunmore Eastman Echeverri Fairley Farrow Fenwick Galloway Garrick Halloran Hartigan Hobday Ibarra
Ingleby Jansen Jolliffe Kaplan Kestrel Lanyon Larkin Lockhart Madaki Maddox Marchetti Merriweather Nakamura
Norwood Okonjo Osborne Pellegrini Penhale Quigley Ramsden Rossiter Sandoval Selwyn Thackeray Thornbury Tran
Underhill Valdez Vance Wakefield Whitcombe Winslow Yarrow Zamora
"""
_FEMALE = """
Ada Beatrix Carmen Delphine Elena Farah Greta Hana Imogen Joan Keiko Lucia Mabel Nadia Olive Petra Rosa Sylvia
Thea Uma Vera Wanda Ximena Yvonne Zelda
"""
_MALE = """
Albert Boris Cyril Dmitri Edwin Felix Gustav Hector Ivan Jonas Karim Leopold Marcel Nigel Oscar Pavel Quentin
Rafael Stanley Tobias Ulric Viktor Walter Xavier Yusuf
"""
FAMILY = tuple(_FAMILY.split())
GIVEN = {"female": tuple(_FEMALE.split()), "male": tuple(_MALE.split())}
STREETS = ("Quay Street", "Lantern Row", "Saltmarsh Lane", "Cooper’s Yard", "Harbour Road", "Tide Mill Lane")


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    family: str
    given: str
    street: str
    phone: str


def invented(number: str, *, sex: str) -> Invented:
    """Who the patient of that number is in the story."""
    chance = Chance(f"name {number}")
    return Invented(
        family=chance.one_of(FAMILY),
        given=chance.one_of(GIVEN[sex]),
        street=f"{chance.whole(1, 180)} {chance.one_of(STREETS)}",
        phone=f"212-555-01{chance.whole(0, 99):02}",
    )
