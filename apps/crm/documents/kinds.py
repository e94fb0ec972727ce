"""Crm's own kinds of documents, told to the registry of the house."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apps.common import document_kinds
from apps.common.document_kinds import LANGUAGES
from apps.crm.enums import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER: Final = Path(__file__).resolve().parent / "templates"
TITLES: Final[Mapping[str, str]] = {
    DocumentKind.HOSTING_CONTRACT: "Договор хостинга",
    DocumentKind.REGISTRATION_ADDENDUM: "Дополнительное соглашение о регистрации",
    DocumentKind.ADDENDUM: "Дополнительное соглашение",
    DocumentKind.CONSENT: "Согласие на обработку персональных данных",
}
# The version in use of each delivered template; every earlier file stays beside it.
VERSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    DocumentKind.HOSTING_CONTRACT: dict.fromkeys(LANGUAGES, "2"),
    DocumentKind.REGISTRATION_ADDENDUM: dict.fromkeys(LANGUAGES, "1"),
    DocumentKind.ADDENDUM: dict.fromkeys(LANGUAGES, "1"),
    DocumentKind.CONSENT: dict.fromkeys(LANGUAGES, "1"),
}


def register() -> None:
    """Register the four kinds; called once when the app is ready."""
    from apps.crm.documents import examples, subjects, values  # noqa: PLC0415 - models are loaded only now

    makers: Mapping[str, Callable[[Any, str], dict[str, Any]]] = {
        DocumentKind.HOSTING_CONTRACT: values.of_contract,
        DocumentKind.REGISTRATION_ADDENDUM: values.of_addendum,
        DocumentKind.ADDENDUM: values.of_addendum,
        DocumentKind.CONSENT: values.of_consent,
    }

    def example(maker: Callable[[Any, str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
        return lambda language: maker(examples.subject(), language)

    for order, (key, maker) in enumerate(makers.items(), start=1):
        document_kinds.register(
            document_kinds.DocumentKind(
                key=str(key),
                title=DocumentKind(key).label,
                folder=FOLDER,
                versions=VERSIONS[key],
                values=maker,
                example=example(maker),
                subject_of=subjects.of_client,
                order=order * 10,
            )
        )
