"""What every test would compile anew for its own database and its own application is compiled once in a test process."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from marketplace.kernel import database


def compile_once(patched: pytest.MonkeyPatch, folder: Path) -> None:
    """Share compiled statements, templates and addresses from now on; templates are kept in the folder."""
    patched.setattr(database, "create_engine", _EnginesOfOneKind().create)
    patched.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(folder)))
    patched.setattr(Flask, "url_rule_class", _rule_class())


class _EnginesOfOneKind:
    """Makes engines that share what they compiled with all others for the same kind of server."""

    def __init__(self) -> None:
        self._dialects: dict[str, sa.Dialect] = {}
        self._compiled: dict[Any, Any] = {}

    def create(self, url: sa.URL, **options: Any) -> sa.Engine:
        """As SQLAlchemy's own function."""
        engine = sa.create_engine(url, execution_options={"compiled_cache": self._compiled}, **options)
        engine.dialect = self._dialects.setdefault(engine.dialect.name, engine.dialect)
        return engine


def _rule_class() -> type[Rule]:
    """Rules that write the function which builds an address once for each rule there is, not for each application."""
    builders: dict[tuple[str, str, bool], Any] = {}

    class SharedRule(Rule):
        def _compile_builder(self, append_unknown: bool = True) -> Any:  # noqa: FBT001, FBT002 - as werkzeug has it
            key = self.rule, repr(self.defaults), append_unknown
            if key not in builders:
                builders[key] = super()._compile_builder(append_unknown)
            return builders[key]

    return SharedRule
