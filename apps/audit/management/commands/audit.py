"""`manage.py audit`: verify the record, export it, prove one record, seal it now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps.audit import services
from apps.audit.models import AuditChain
from apps.audit.rules.proofs import proof_text
from apps.common.errors import DomainError
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from apps.audit.rules.verdict import Verdict


class Command(BaseCommand):
    """Work with the audit log from the command line."""

    help = "Verify, export, prove or seal the audit log"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the four verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="check every chain; exit 1 and name the first bad record")
        verify.add_argument("--chain", help="identifier, «platform» or «organisation:ID»; all chains by default")
        verify.add_argument("--key", action="append", help="trusted public key in hex; that of the settings by default")
        export = verbs.add_parser("export", help="write everything a stranger needs to verify")
        export.add_argument("--out", required=True, type=Path)
        prove = verbs.add_parser("prove", help="write the proof of one record")
        prove.add_argument("uid", type=UUID)
        prove.add_argument("--out", type=Path, help="file; standard output by default")
        seal = verbs.add_parser("seal", help="sign a root over all chains now")
        for verb in (verify, export, prove, seal):
            verb.add_argument("--roots", type=Path, help="folder of signed roots; that of the settings by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Call the verb."""
        try:
            getattr(self, f"_{options['verb']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal

    def _verify(self, options: dict[str, Any]) -> None:
        keys = None if options["key"] is None else tuple(bytes.fromhex(key) for key in options["key"])
        with system_scope(SystemJob.AUDIT_VERIFY) as actor:
            chain = None if options["chain"] is None else _chain(options["chain"])
            verdict = services.verify(by=actor, chain=chain, folder=options["roots"], keys=keys)
        self._say(verdict)
        if not verdict.holds:
            raise SystemExit(1)

    def _say(self, verdict: Verdict) -> None:
        for fault in verdict.faults:
            self.stdout.write(f"FAULT {fault}")
        speed = verdict.records / verdict.seconds if verdict.seconds else 0.0
        self.stdout.write(
            f"{'HOLDS' if verdict.holds else 'BROKEN'}: {verdict.records} records in {verdict.chains} chains, "
            f"{verdict.roots} signed roots, {speed:,.0f} records/s"
        )
        if not verdict.roots:
            self.stdout.write("No signed root was found: a cut tail or a rewritten chain would not be noticed.")

    def _export(self, options: dict[str, Any]) -> None:
        with system_scope(SystemJob.AUDIT_VERIFY) as actor, options["out"].open("wb") as out:
            written = services.export(by=actor, out=out, folder=options["roots"])
        self.stdout.write(f"{written} records in {options['out']}")

    def _prove(self, options: dict[str, Any]) -> None:
        with system_scope(SystemJob.AUDIT_VERIFY) as actor:
            proof = services.prove(by=actor, uid=options["uid"], folder=options["roots"])
        if options["out"] is None:
            self.stdout.write(json.dumps(proof))
        else:
            options["out"].write_text(proof_text(proof), encoding="utf-8")
            self.stdout.write(f"The proof of {options['uid']} is in {options['out']}")

    def _seal(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{services.seal(options['roots'])}")


def _chain(name: str) -> UUID:
    """The chain of a name or an identifier. Raises CommandError when there is none."""
    kind, _, number = name.partition(":")
    chains = AuditChain.objects.all()
    if name == "platform":
        found = chains.filter(organisation_id=None).first()
    elif kind == "organisation" and number.isdigit():
        found = chains.filter(organisation_id=int(number)).first()
    else:
        try:
            found = chains.filter(uid=UUID(name)).first()
        except ValueError as error:
            raise CommandError(f"«{name}» is no chain: say «platform», «organisation:ID» or an identifier") from error
    if found is None:
        raise CommandError(f"there is no chain «{name}»")
    return found.uid
