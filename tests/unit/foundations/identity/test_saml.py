"""T23: signing in with SAML; responses are signed here, and those that are not, or come twice, are refused."""

from __future__ import annotations

import base64
import datetime as dt
import re
import zlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from tests.unit.foundations.identity.conftest import SETTING

from wellrun.foundations.identity import sign_on
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db
IDP = "https://idp.example.org/metadata"
ACS = "http://testserver/sign-in/saml/hospital/acs/"
AUDIENCE = "http://testserver/sign-in/saml/hospital/metadata/"


def pair() -> tuple[str, str]:
    """A key and its certificate, both as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
    now = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode(), made.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = pair()
STRANGE_KEY, STRANGE_CERTIFICATE = pair()


@pytest.fixture(autouse=True)
def provider(world: Any, settings: Any) -> None:
    certificate = "".join(CERTIFICATE.splitlines()[1:-1])
    idp = {"entity_id": IDP, "sso_url": "https://idp.example.org/sso", "x509cert": certificate}
    mapping = {"uid": "uid", "email": "mail", "email_verified": "verified"}
    app = {
        "provider_id": IDP,
        "client_id": "hospital",
        "name": "the hospital account",
        "settings": {"idp": idp, "attribute_mapping": mapping, "advanced": {"allow_single_label_domains": True}},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    rule = {"provider": IDP, "claim": "groups", "value": "directors", "role": "executive", "place": "NET"}
    sign_on.set_rules(rules=[rule], by=SETTING)


def begin(client: Client) -> str:
    """Goes to the provider; the number of the asking."""
    sent = parse_qs(urlsplit(client.get("/sign-in/saml/hospital/?next=/today/")["Location"]).query)
    asked = zlib.decompress(base64.b64decode(sent["SAMLRequest"][0]), -15).decode()
    return re.search(r'ID="([^"]+)"', asked).group(1)  # type: ignore[union-attr]


def moment(minutes: int) -> str:
    return (dt.datetime.now(tz=dt.UTC) + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(
    answers: str, *, number: str = "_a1", audience: str = AUDIENCE, until: int = 5, groups: str = "directors"
) -> str:
    said = {"uid": "u1", "mail": "dora@example.org", "verified": "true", "groups": groups, "name": "Dora Hill"}
    attributes = "".join(
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
        for name, value in said.items()
    )
    return (
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{number}" Version="2.0" '
        f'IssueInstant="{moment(0)}"><saml:Issuer>{IDP}</saml:Issuer><saml:Subject>'
        '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">u1</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
        f'NotOnOrAfter="{moment(until)}" Recipient="{ACS}" InResponseTo="{answers}"/></saml:SubjectConfirmation>'
        f'</saml:Subject><saml:Conditions NotBefore="{moment(-5)}" NotOnOrAfter="{moment(until)}">'
        f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
        f'</saml:Conditions><saml:AuthnStatement AuthnInstant="{moment(0)}"><saml:AuthnContext>'
        "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{attributes}"
        "</saml:AttributeStatement></saml:Assertion>"
    )


def signed(xml: str, *, key: str = KEY, certificate: str = CERTIFICATE) -> str:
    made = OneLogin_Saml2_Utils.add_sign(
        xml,
        key,
        certificate,
        sign_algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
    )
    return made.decode() if isinstance(made, bytes) else made


def response(inside: str, answers: str) -> str:
    asked = f' InResponseTo="{answers}"' if answers else ""
    return (
        f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{moment(0)}" '
        f'Destination="{ACS}"{asked}><saml:Issuer>{IDP}</saml:Issuer><samlp:Status><samlp:StatusCode '
        f'Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{inside}</samlp:Response>'
    )


def come_back(client: Client, xml: str) -> Any:
    answer = client.post("/sign-in/saml/hospital/acs/", {"SAMLResponse": base64.b64encode(xml.encode()).decode()})
    assert answer.status_code == 302
    return client.get(answer["Location"])


def test_a_signed_assertion_that_answers_our_asking_signs_in() -> None:
    client = Client()
    asked = begin(client)
    answer = come_back(client, response(signed(assertion(asked)), asked))
    assert answer["Location"] == "/today/", answer.content
    assert client.get("/today/").status_code == 200
    assert [one.role for one in Account.objects.get(email="dora@example.org").grants.all()] == ["executive"]


def test_whoever_no_rule_names_is_not_let_in() -> None:
    client = Client()
    asked = begin(client)
    assert come_back(client, response(signed(assertion(asked, groups="visitors")), asked)).status_code == 403
    assert not Account.objects.filter(email="dora@example.org").exists()


def refused(xml: str, client: Client) -> None:
    assert come_back(client, xml).status_code == 401
    assert client.get("/today/").status_code == 302
    assert not Account.objects.filter(email="dora@example.org").exists()


def test_t23_an_assertion_without_a_good_signature_is_refused() -> None:
    """T23: unsigned; signed by somebody else; altered; only the wrapping signed."""
    client = Client()
    asked = begin(client)
    refused(response(assertion(asked), asked), client)
    asked = begin(client)
    refused(response(signed(assertion(asked), key=STRANGE_KEY, certificate=STRANGE_CERTIFICATE), asked), client)
    asked = begin(client)
    refused(response(signed(assertion(asked)).replace("Dora Hill", "Dora Hull"), asked), client)
    asked = begin(client)
    refused(signed(response(assertion(asked), asked)), client)


def test_t23_a_signature_does_not_cover_a_second_assertion() -> None:
    """T23: signature wrapping."""
    client = Client()
    asked = begin(client)
    good = signed(assertion(asked))
    forged = assertion(asked, number="_a2").replace("dora@", "director@")
    refused(response(forged + good, asked), client)
    asked = begin(client)
    refused(response(good + forged, asked), client)


def test_t23_an_assertion_is_taken_once() -> None:
    """T23: re-used assertion, in the same browser and in another, for the old asking and for a new one."""
    client = Client()
    asked = begin(client)
    used = response(signed(assertion(asked)), asked)
    assert come_back(client, used).status_code == 302
    client.post("/sign-out/")
    for again in (client, Client()):
        assert come_back(again, used).status_code == 401
        begin(again)
        assert come_back(again, used).status_code == 401
        assert again.get("/today/").status_code == 302


def test_t23_the_number_of_a_used_assertion_is_remembered(world: Any) -> None:
    """T23: even where a provider signs the same assertion for two askings."""
    first, second = Client(), Client()
    asked, asked_again = begin(first), begin(second)
    assert come_back(first, response(signed(assertion(asked)), asked)).status_code == 302
    assert come_back(second, response(signed(assertion(asked_again)), asked_again)).status_code == 401
    assert second.get("/today/").status_code == 302


def test_t23_nothing_that_we_did_not_ask_for_is_taken() -> None:
    """T23: sent by the provider unasked; answering another browser's asking."""
    refused(response(signed(assertion("")), ""), Client())
    asked = begin(Client())
    refused(response(signed(assertion(asked)), asked), Client())


def test_t23_nor_what_is_too_old_or_for_somebody_else() -> None:
    """T23: time and audience."""
    client = Client()
    asked = begin(client)
    refused(response(signed(assertion(asked, until=-3)), asked), client)
    asked = begin(client)
    refused(response(signed(assertion(asked, audience="https://elsewhere.example")), asked), client)


@pytest.mark.parametrize(
    "nonsense", ["", "no xml", "<a/>", "<samlp:Response", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_nonsense_is_refused_and_breaks_nothing(nonsense: str) -> None:
    client = Client()
    begin(client)
    refused(nonsense, client)
    assert client.get("/sign-in/saml/hospital/acs/finish/").status_code == 401


def test_the_provider_can_read_what_we_are() -> None:
    page = Client().get("/sign-in/saml/hospital/metadata/")
    assert ACS.encode() in page.content
    assert b"SingleLogout" not in page.content and b"</md:SPSSODescriptor>" in page.content
    assert Client().get("/sign-in/saml/unknown/metadata/").status_code == 404
    assert Client().post("/sign-in/saml/unknown/acs/").status_code == 404
    assert Client().get("/sign-in/saml/hospital/sign-out/").status_code == 404
