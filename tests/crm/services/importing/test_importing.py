"""Clients, contacts and contracts from files: what each row does, repeated, torn, exported and imported again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from apps.accounts.models import OrganisationSettings
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied
from apps.common.imports import kinds, runs, work
from apps.common.imports.report import report
from apps.common.models import ImportRow, ImportRun, ImportState
from apps.common.pages import export
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm import services
from apps.crm.enums import ClientType
from apps.crm.models import Client, Contact, Contract
from tests.crm.factories import company_inn, make_client, make_contract, person_inn

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


def _file(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def _importer(key: str) -> kinds.Importer:
    found = kinds.named(key)
    assert found is not None
    return found


def _open(by: Actor, key: str, data: bytes) -> ImportRun:
    with scope(by):
        run = runs.open_run(_importer(key), by=by, data=data, filename="file.csv")
        return runs.check_run(run, by=by, columns=run.mapping)


def _import(by: Actor, key: str, data: bytes) -> ImportRun:
    """Check and write a file to its end."""
    run = _open(by, key, data)
    work.work(run.pk)
    with scope(by):
        runs.start_run(run, by=by)
    work.work(run.pk)
    with scope(by):
        return ImportRun.objects.get(pk=run.pk)


def _lines(run: ImportRun, column: str = "outcome") -> list[tuple[str, str]]:
    with system_scope(SystemJob.MAINTENANCE):
        return [(getattr(row, column), row.field) for row in run.rows.order_by("number")]


FIRST, SECOND = company_inn(70001), company_inn(70002)
CLIENTS = _file(
    "Название;ИНН;КПП;Телефон;Тип",
    f"ООО «Первая»;{FIRST};770101001;8 (495) 510-56-17;ЮЛ",
    f"ООО «Вторая»;{SECOND};;;",
    "ООО «Ошибка»;7707083894;;;",
    f"Иванов Иван Иванович;{person_inn(70003)};;+7 916 823-34-54 доб. 12;Физическое лицо",
)


def test_a_dry_run_says_what_each_row_would_do_and_writes_nothing(
    manager: Actor, actions: Callable[[], list[str]]
) -> None:
    run = _open(manager, "clients", CLIENTS)
    work.work(run.pk)
    assert _lines(run, "planned") == [("create", ""), ("create", ""), ("refused", "inn"), ("create", "")]
    with scope(manager):
        run.refresh_from_db()
        assert (run.state, run.plan, Client.objects.count()) == (ImportState.CHECKED, {"create": 3, "refused": 1}, 0)
    assert actions() == []


def test_rows_are_written_by_the_services_each_with_its_record(
    manager: Actor, actions: Callable[[], list[str]]
) -> None:
    run = _import(manager, "clients", CLIENTS)
    assert (run.state, run.result) == (ImportState.DONE, {"create": 3, "refused": 1})
    assert actions() == ["crm.clients_file.start", *["crm.client.create"] * 3, "crm.clients_file.finish"]
    with scope(manager):
        first = Client.objects.get(inn=FIRST)
        person = Client.objects.get(type=ClientType.PERSON)
        assert (first.phone, first.manager_id, person.phone_extension) == ("+74955105617", manager.id, "12")
        assert AuditRecord.objects.filter(action="crm.client.create").first().actor_label == manager.label  # type: ignore[union-attr]


def test_a_repeated_file_is_recognised_and_changes_nothing(manager: Actor, actions: Callable[[], list[str]]) -> None:
    first = _import(manager, "clients", CLIENTS)
    before = actions()
    run = _open(manager, "clients", CLIENTS)
    with scope(manager):
        assert runs.earlier(run) == first
    work.work(run.pk)
    with scope(manager):
        run.refresh_from_db()
        assert run.plan == {"unchanged": 3, "refused": 1}
    assert actions() == before


def test_a_known_client_is_changed_where_the_row_differs_and_an_empty_cell_leaves_a_value(manager: Actor) -> None:
    _import(manager, "clients", CLIENTS)
    data = _file("Название;ИНН;Телефон;E-mail;Краткое название", f"ООО «Первая»;{FIRST};;a@example.test;Первая")
    run = _import(manager, "clients", data)
    assert run.result == {"update": 1}
    with scope(manager):
        client = Client.objects.get(inn=FIRST)
        assert (client.email, client.short_name, client.phone, client.version) == (
            "a@example.test",
            "Первая",
            "+74955105617",
            2,
        )
    erased = _import(manager, "clients", _file("Название;ИНН;Телефон", f"ООО «Первая»;{FIRST};-"))
    with scope(manager):
        assert (erased.result, Client.objects.get(inn=FIRST).phone) == ({"update": 1}, "")


def test_branches_are_told_apart_by_kpp_and_an_archived_client_is_not_changed(
    manager: Actor, organisation: Organisation
) -> None:
    head = make_client(organisation, name="Head", inn=FIRST, kpp="770101001")
    make_client(organisation, name="Branch", inn=FIRST, kpp="330101001")
    gone = make_client(organisation, name="Gone")
    with scope(manager):
        services.archive_client(gone, by=manager, version=1)
    data = _file(
        "name;inn;kpp;note",
        f"Head;{FIRST};770101001;a",
        f"Head;{FIRST};;b",
        f"Gone;{gone.inn};;c",
        f"Third;{FIRST};780101001;d",
    )
    run = _import(manager, "clients", data)
    assert _lines(run) == [("update", ""), ("refused", "inn"), ("refused", "name"), ("create", "")]
    with scope(manager):
        assert (Client.objects.get(pk=head.pk).note, Client.objects.count()) == ("a", 4)


def test_one_row_that_is_refused_only_while_writing_leaves_the_others_written(
    manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody enters the client of the second row between the reading and the writing of its batch."""
    numbers = range(72001, 72006)
    rows = [f"Client {number};{company_inn(number)}" for number in numbers]
    run = _open(manager, "clients", _file("name;inn", *rows))
    work.work(run.pk)
    with scope(manager):
        runs.start_run(run, by=manager)
    importer = _importer("clients")
    apply, sizes = importer.apply, []

    def late(by: Actor, decisions: Any, known: Any) -> Any:
        sizes.append(len(decisions))
        if any(one.values["inn"] == company_inn(72002) for one in decisions):
            services.create_client(by=by, type="legal_entity", name="Faster", inn=company_inn(72002))
        return apply(by, decisions, known)

    monkeypatch.setattr(importer, "apply", late)
    work.work(run.pk)
    created = ("create", "")
    assert _lines(run) == [created, ("refused", "inn"), created, created, created]
    assert sizes == [5, 1, 1, 1, 1, 1]
    with scope(manager):
        assert ImportRun.objects.get().result == {"create": 4, "refused": 1}
        assert list(Client.objects.order_by("id").values_list("inn", flat=True)) == [
            company_inn(number) for number in numbers if number != 72002
        ]
        subjects = dict(run.rows.order_by("number").values_list("number", "subject"))
        assert subjects == {
            place: Client.objects.filter(inn=company_inn(number)).values_list("uid", flat=True).first()
            for place, number in enumerate(numbers, start=2)
        }


def test_rows_that_mean_the_same_client_are_written_one_after_another(manager: Actor) -> None:
    data = _file(
        "name;inn;note",
        f"One;{company_inn(73001)};first",
        f"Two;{company_inn(73002)};",
        f"One;{company_inn(73001)};second",
        f"One;{company_inn(73001)};second",
    )
    run = _import(manager, "clients", data)
    assert [outcome for outcome, _field in _lines(run)] == ["create", "create", "update", "unchanged"]
    with scope(manager):
        assert [(one.name, one.note) for one in Client.objects.order_by("id")] == [("One", "second"), ("Two", "")]


def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_doubles_nothing(
    manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"Client {number};{company_inn(71000 + number)}" for number in range(25)]
    run = _open(manager, "clients", _file("name;inn", *rows))
    work.work(run.pk)
    with scope(manager):
        runs.start_run(run, by=manager)
    monkeypatch.setattr(work, "WRITTEN_AT_ONCE", 10)
    importer = _importer("clients")
    apply = importer.apply
    done: list[int] = []

    def dies(by: Actor, decisions: Any, known: Any) -> Any:
        made = apply(by, decisions, known)
        done.append(len(made))
        if sum(done) > 14:
            raise KeyboardInterrupt
        return made

    with monkeypatch.context() as broken:
        broken.setattr(importer, "apply", dies)
        with pytest.raises(KeyboardInterrupt):
            work.work(run.pk)
    with scope(manager):
        assert (Client.objects.count(), run.rows.exclude(outcome="").count()) == (10, 10)
    with system_scope(SystemJob.MAINTENANCE):
        ImportRun.objects.update(updated_at="2026-01-01T00:00:00Z")
    assert (work.take_up(), work.take_up()) == (1, 0)
    with scope(manager):
        run.refresh_from_db()
        assert (run.state, run.result, Client.objects.count()) == (ImportState.DONE, {"create": 25}, 25)


def test_contacts_find_their_client_and_are_known_by_phone_or_address(
    manager: Actor, organisation: Organisation
) -> None:
    client = make_client(organisation, name="ООО «Свет»", contact={"name": "Анна", "phone": "+7 916 823-34-54"})
    data = _file(
        "ИНН клиента;Клиент;ФИО;Телефон;E-mail;Основной",
        f"{client.inn};;Анна Климова;89168233454;;",
        ";ООО «Свет»;Олег;;oleg@example.test;да",
        ";Никто;Пётр;;;",
        f"{client.inn};;Без номера;12;;",
    )
    run = _import(manager, "contacts", data)
    assert _lines(run) == [("update", ""), ("create", ""), ("refused", "client"), ("refused", "phone")]
    with scope(manager):
        kept = [(one.name, one.is_main) for one in Contact.objects.order_by("id")]
        assert kept == [("Анна Климова", False), ("Олег", True)]
    assert _import(manager, "contacts", data).result == {"unchanged": 2, "refused": 2}


def test_contracts_become_drafts_or_are_known_by_number(manager: Actor, organisation: Organisation) -> None:
    client = make_client(organisation)
    made = make_contract(client)
    data = _file(
        "Client's INN;Number;Tariff;Paid for;Starts;Note",
        f"{client.inn};;5,10;kwh;01.03.2026;new",
        f"{client.inn};{made.number};;;;by letter",
        f"{client.inn};{made.number};9;;;",
        f"{client.inn};ТКС-999;5;;;",
        f"{client.inn};;abc;;;",
    )
    run = _import(manager, "contracts", data)
    assert _lines(run) == [
        ("create", ""),
        ("update", ""),
        ("refused", "tariff_rate"),
        ("refused", "number"),
        ("refused", "tariff_rate"),
    ]
    with scope(manager):
        draft = Contract.objects.get(number=None)
        assert (draft.status, str(draft.starts_on), Contract.objects.get(pk=made.pk).note) == (
            "draft",
            "2026-03-01",
            "by letter",
        )
    assert _import(manager, "contracts", data).result == {"unchanged": 2, "refused": 3}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_again_leaves_everything_unchanged(
    manager: Actor, organisation: Organisation, form: str
) -> None:
    for kind in ClientType:
        make_client(organisation, kind, name=f"=1+1 {kind}", note="@SUM(1)\nsecond; line", email="a@example.test")
    client = make_client(organisation, contact={"name": "+Анна", "phone": "8 (495) 510-56-17 доб. 12"})
    make_contract(client, ends_on="2031-12-31", max_power_kw="350.5", tariff_text="-5% from July", note="=x")
    make_contract(client, registered=False)
    with scope(manager):
        services.archive_client(Client.objects.earliest("id"), by=manager, version=1)
    write = export.as_csv if form == "csv" else export.as_xlsx
    for key, count in (("clients", 5), ("contacts", 1), ("contracts", 2)):
        importer = _importer(key)
        with scope(manager):
            data = write(importer.columns(), list(importer.rows(manager)), key, cut=False).content
        run = _open(manager, key, data)
        work.work(run.pk)
        with scope(manager):
            run.refresh_from_db()
            reasons = list(run.rows.exclude(planned="unchanged").values_list("planned", "field", "reason"))
            assert (reasons, run.plan) == ([], {"unchanged": count})


def test_the_report_says_for_every_row_what_became_of_it_and_why(manager: Actor) -> None:
    run = _import(manager, "clients", CLIENTS)
    with scope(manager):
        sheet = load_workbook(io.BytesIO(report(run, _importer("clients")).content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [2, 3, 4, 5]
    assert rows[3][4] == "ООО «Ошибка»"
    assert rows[3][3] is not None


def test_a_client_that_the_register_calls_liquidated_gets_no_contract_by_a_file(
    manager: Actor, organisation: Organisation
) -> None:
    client = make_client(organisation)
    with scope(manager):
        Client.objects.update(register_state="liquidated")
    run = _import(manager, "contracts", _file("inn;tariff", f"{client.inn};5"))
    assert _lines(run) == [("refused", "client_inn")]


def test_steps_out_of_turn_and_other_peoples_rights_are_refused(manager: Actor, warehouse: Actor) -> None:
    with scope(warehouse), pytest.raises(AccessDenied):
        runs.open_run(_importer("clients"), by=warehouse, data=CLIENTS, filename="a.csv")
    run = _open(manager, "clients", CLIENTS)
    with scope(manager):
        for step in (runs.start_run, runs.drop_run):
            with pytest.raises(runs.StepRefused):
                step(run, by=manager)
    work.work(run.pk)
    with scope(manager):
        runs.drop_run(run, by=manager)
        assert set(run.rows.values_list("cells", flat=True)) == {""}
        with pytest.raises(runs.StepRefused):
            runs.start_run(run, by=manager)


def test_what_a_file_brought_is_kept_encrypted_and_forgotten_after_a_month(manager: Actor) -> None:
    run = _open(manager, "clients", CLIENTS)
    with system_scope(SystemJob.MAINTENANCE):
        ImportRun.objects.update(created_at="2026-01-01T00:00:00Z")
        assert OrganisationSettings.objects.exists()
    assert work.forget_cells() == 4
    with scope(manager):
        assert set(ImportRow.objects.filter(run=run).values_list("cells", flat=True)) == {""}
