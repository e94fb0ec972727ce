"""The papers of logistics in English, with the terms of the hosting contract in English."""

from __future__ import annotations

from typing import Final

from apps.logistics.documents.wording import Language, Paper
from apps.logistics.enums import LineState, Signer

_CLIENT: Final = (
    "{% if client.kind == 'sole_trader' %}Individual entrepreneur {% endif %}{{ client.name }}"
    "{% if client.inn %}, INN (taxpayer number) {{ client.inn }}{% endif %}"
    "{% if client.kpp %}, KPP {{ client.kpp }}{% endif %}"
    "{% if client.ogrn %}, {% if client.kind == 'sole_trader' %}OGRNIP{% else %}OGRN (state registration number)"
    "{% endif %} {{ client.ogrn }}{% endif %}"
    "{% if client.kind == 'foreign_company' %}, {{ client.country }}, registration No. "
    "{{ client.registration_number }}{% endif %}, address: {{ client.legal_address }}"
)
_OPERATOR: Final = (
    "{{ operator.name }}, INN (taxpayer number) {{ operator.inn }}"
    "{% if operator.kpp %}, KPP {{ operator.kpp }}{% endif %}, OGRN (state registration number) {{ operator.ogrn }}, "
    "address: {{ operator.legal_address }}"
)
_GROUND: Final = (
    "Basis: Hosting Agreement No. {{ contract.number }}{% if contract.date %} dated {{ contract.date }}{% endif %}."
)
_UNITS: Final = "unit{% if act.count != 1 %}s{% endif %} of equipment with a total nameplate power of"
_COPIES: Final = "This act is made in two copies, one for each Party."
_CLIENT_SIGNS: Final = (
    "{% if client.kind in ('person', 'sole_trader') %}Customer{% else %}{{ client.signatory_post }}{% endif %}",
    (
        "____________ / {% if client.kind in ('person', 'sole_trader') %}{{ client.initials }}"
        "{% else %}{{ client.signatory_initials }}{% endif %} /"
    ),
    "{% if client.kind != 'person' %}Seal (if any){% endif %}",
)
_OPERATOR_SIGNS: Final = (
    "{{ operator.signatory_post }}",
    "____________ / {{ operator.signatory_initials }} /",
    "Seal",
)
_ROAD_SIGNS: Final = ("____________ / ____________________ /", "____ ____________ 20___")

ENGLISH: Final = Language(
    piece="pc",
    unharmed="no visible damage",
    states={
        LineState.PLANNED: "to be carried",
        LineState.PICKED_UP: "on the way",
        LineState.LEFT: "left behind",
        LineState.DELIVERED: "received",
        LineState.MISSING: "missing",
        LineState.REFUSED: "refused",
        LineState.SETTLED: "settled by a claim",
        LineState.CANCELLED: "cancelled",
    },
    drawn="Signed on the screen",
    signers={
        Signer.GIVER: "Handed over",
        Signer.DRIVER: "Driver",
        Signer.RECEIVER: "Received",
        Signer.CLIENT: "Customer",
    },
    example={
        "note": "no remarks",
        "completeness": "power supply, cable",
        "return_reason": "end of the agreement",
        "move_reason": "transfer to the site",
        "road": "entrance from the yard",
    },
    intake=Paper(
        about="Acceptance act",
        title="EQUIPMENT ACCEPTANCE ACT No. {{ act.number }}",
        opening=(
            "Handing over (Customer): " + _CLIENT + ".",
            "Taking over (Provider): " + _OPERATOR + ".",
            _GROUND,
            (
                "Substance of the transaction: the Customer has handed over and the Provider has accepted at the site "
                "«{{ act.site }}», address: {{ act.place }}, the following equipment:"
            ),
        ),
        columns=(
            "No.",
            "Description, model",
            "Serial number",
            "Unit",
            "Qty",
            "Power, kW",
            "Completeness",
            "Outer condition",
            "Declared value, RUB",
        ),
        closing=(
            (
                "Accepted in total: {{ act.count }} " + _UNITS + " {{ act.power_kw }} kW. Declared value, RUB: "
                "{{ act.value }}."
            ),
            (
                "Title to the equipment does not pass to the Provider. The equipment was inspected when it was handed "
                "over; its condition and completeness are stated in the table. Hidden defects and the declared hash "
                "rate were not checked on acceptance. The Parties have no claims as to the quantity and outer "
                "appearance of the equipment."
            ),
            "{% if act.note %}Note: {{ act.note }}{% endif %}",
            _COPIES,
        ),
        signs=(("HANDED OVER (Customer)", *_CLIENT_SIGNS), ("ACCEPTED (Provider)", *_OPERATOR_SIGNS)),
    ),
    returning=Paper(
        about="Return act",
        title="EQUIPMENT RETURN ACT No. {{ act.number }}",
        opening=(
            "Handing over (Provider): " + _OPERATOR + ".",
            "Taking over (Customer): " + _CLIENT + ".",
            _GROUND,
            "{% if act.reason %}Reason for the return: {{ act.reason }}.{% endif %}",
            (
                "Substance of the transaction: the Provider has returned and the Customer has taken back at the "
                "address {{ act.place }} the following equipment:"
            ),
        ),
        columns=(
            "No.",
            "Description, model",
            "Serial number",
            "Unit",
            "Qty",
            "Power, kW",
            "Outer condition",
            "Declared value, RUB",
        ),
        closing=(
            (
                "Returned in total: {{ act.count }} " + _UNITS + " {{ act.power_kw }} kW. Declared value, RUB: "
                "{{ act.value }}."
            ),
            (
                "The Customer inspected the equipment on receipt; from the signing of this act the risk of accidental "
                "loss and damage is borne by the Customer. The Parties have no claims as to the quantity, completeness "
                "and outer appearance of the equipment other than those stated in this act."
            ),
            _COPIES,
        ),
        signs=(("HANDED OVER (Provider)", *_OPERATOR_SIGNS), ("ACCEPTED (Customer)", *_CLIENT_SIGNS)),
    ),
    transfer=Paper(
        about="Transfer note",
        title="TRANSFER NOTE No. {{ note.number }}",
        opening=(
            "Organisation: {{ operator.name }}, INN (taxpayer number) {{ operator.inn }}.",
            "From: {{ note.from }}.",
            "To: {{ note.to }}.",
            "Driver: {{ note.driver }}. Reason for the movement: {{ note.reason }}.",
            "{% if note.text %}Note: {{ note.text }}{% endif %}",
        ),
        columns=("No.", "Description, model", "Serial number", "Power, kW", "Owner", "Mark"),
        closing=(
            (
                "Total on this note: {{ note.count }} " + _UNITS.replace("act.", "note.") + " {{ note.power_kw }} kW. "
                "Title to the equipment does not pass on the movement."
            ),
        ),
        signs=(
            ("HANDED OVER", *_ROAD_SIGNS),
            ("TAKEN FOR CARRIAGE (driver)", *_ROAD_SIGNS),
            ("RECEIVED", *_ROAD_SIGNS),
        ),
    ),
)
