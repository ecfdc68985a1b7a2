"""Documents: what a crash leaves, what the sweep removes, and who attaches what."""

import subprocess
import sys
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.documents import operations
from marketplace.documents.models import Document
from marketplace.documents.queries import DocumentView, document, documents
from marketplace.documents.receiving import receive
from marketplace.jobs.worker import keep_house
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.settings import PROJECT_FOLDER
from tests import files
from tests.conftest import StoppedClock
from tests.factories import Factory
from tests.unit.test_files import everything

#: A process that says when a part of its file is written, and waits to be killed.
IN_MID_UPLOAD = """
import sys, time
from datetime import UTC, datetime
from io import RawIOBase
from marketplace.documents.receiving import receive
from marketplace.kernel.storage import ObjectStore

class Stalled(RawIOBase):
    parts = 0
    def read(self, size=-1):
        self.parts += 1
        if self.parts > 4:
            print("stalled", flush=True)
            time.sleep(600)
        return b"a" * size

receive(ObjectStore(sys.argv[1]), datetime(2026, 11, 20, 9, tzinfo=UTC), Stalled(), "notes.txt", 10_000_000)
"""


def upload(bank: Bank, session: Session, factory: Factory) -> DocumentView:
    """An image of a new organization's, committed."""
    actor, organization = factory.editor()
    received = receive(bank.store, bank.clock.now(), BytesIO(files.image()), "plant.png", 1_000_000)
    added = operations.add_document(session, actor, bank.clock, organization.id, received)
    session.commit()
    return added


def test_a_process_killed_in_mid_upload_leaves_what_the_sweep_removes(bank: Bank, clock: StoppedClock) -> None:
    url = bank.settings.files_url
    with subprocess.Popen(
        [sys.executable, "-c", IN_MID_UPLOAD, url], cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, text=True
    ) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == "stalled\n"
        writing.kill()
    [left] = everything(bank.store)
    assert left.startswith("incoming/2026-11-20/")
    keep_house(bank)
    assert everything(bank.store) == [left], "somebody may still be writing it"
    clock.advance(days=2)
    keep_house(bank)
    assert everything(bank.store) == []


def test_what_became_final_without_a_row_is_removed_after_a_time(bank: Bank, clock: StoppedClock) -> None:
    receive(bank.store, clock.now(), BytesIO(files.image()), "plant.png", 1_000_000)
    clock.advance(days=1)
    keep_house(bank)
    assert len(everything(bank.store)) == 2, "its row may still be committed"
    clock.advance(days=2)
    keep_house(bank)
    assert everything(bank.store) == []


def test_what_nothing_came_to_name_is_forgotten(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    attached, left = upload(bank, session, factory), upload(bank, session, factory)
    assert operations.attach(session, attached.organization_id, [attached.id], clock.now()) == set()
    session.commit()
    for _sweep in range(2):
        clock.advance(days=3)
        keep_house(bank)
    session.expire_all()
    assert list(session.scalars(select(Document.id))) == [attached.id]
    assert sorted(everything(bank.store)) == sorted([attached.object_key, attached.thumbnail_key or ""])
    with pytest.raises(NotFoundError):
        document(session, left.id)


def test_nobody_attaches_what_is_anothers(bank: Bank, session: Session, factory: Factory, clock: StoppedClock) -> None:
    own, others = upload(bank, session, factory), upload(bank, session, factory)
    refused = operations.attach(session, own.organization_id, [own.id, others.id, 2**31 - 1], clock.now())
    assert refused == {others.id, 2**31 - 1}
    rows = {row.id: row.attached_at for row in session.scalars(select(Document))}
    assert rows == {own.id: clock.now(), others.id: None}
    assert set(documents(session, [own.id, others.id])) == {own.id, others.id}
    assert documents(session, []) == {}


def test_what_is_confidential_is_attached_to_nothing_public(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    own = upload(bank, session, factory)
    session.get_one(Document, own.id).confidential = True
    session.flush()
    assert operations.attach(session, own.organization_id, [own.id], clock.now(), public=True) == {own.id}
    assert operations.attach(session, own.organization_id, [own.id], clock.now()) == set()


def test_a_sweep_that_fails_keeps_what_its_rows_name(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    added = upload(bank, session, factory)
    clock.advance(days=3)
    operations.sweep(session, bank.store, clock.now())
    session.rollback()
    assert document(session, added.id).object_key in everything(bank.store)
