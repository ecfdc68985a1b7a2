"""Commands about the learned lexicon."""

from collections import Counter
from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table

from marketplace.bootstrap import open_bank
from marketplace.cli.progress import progress_bar
from marketplace.engine.lexicon import ParallelText, imported, read_texts, source_path, write_texts
from marketplace.engine.lexicon.imports import UnreadableSourceError, read_source
from marketplace.engine.resources import Resources
from marketplace.indexing.queries import translated_listings
from marketplace.kernel.settings import Settings, load_settings

#: The name under which the bank's own listings are kept among the sources.
LISTINGS = "listings"


@click.group()
def lexicon() -> None:
    """Look after the words by which texts of different languages meet."""


@lexicon.command("import")
@click.argument("sources", nargs=-1, required=True)
def import_sources(sources: tuple[str, ...]) -> None:
    """Teach the lexicon from thesauri, dictionaries, word lists and translated texts.

    A source is a SKOS file (.rdf, .xml, .ttl), a dictionary in dictd form (.dict or .dict.dz with its .index beside it, named
    like freedict-fra-eng), a word list (.tsv, a column for each language), translated texts (.json or .jsonl, objects
    with a text for each language), or cc-cedict for the Chinese dictionary that is installed with the bank.

    What is read stays in the data folder. Its licence is its owner's: it is told here so that you can keep to it.
    """
    settings = load_settings()
    for source in sources:
        try:
            found = read_source(source)
        except UnreadableSourceError as problem:
            raise click.ClickException(str(problem)) from None
        write_texts(source_path(settings.lexicon_folder, found.name), found.texts)
        click.echo(f"{found.name}: {_counted(found.texts)}. Licence: {found.licence or 'the source states none'}.")
        for reason, count in found.skipped.most_common():
            if count:
                click.echo(f"  passed over: {count:,} × {reason}")
    _fit(settings)


@lexicon.command()
def learn() -> None:
    """Teach the lexicon from the bank's own published listings, wherever people translated them."""
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        texts = translated_listings(session)
    write_texts(source_path(bank.settings.lexicon_folder, LISTINGS), texts)
    click.echo(f"{LISTINGS}: {_counted(texts)}.")
    _fit(bank.settings)


@lexicon.command("list")
def list_sources() -> None:
    """The sources that were imported, and how many words the lexicon knows."""
    settings = load_settings()
    table = Table("source", "pairs of texts")
    for path in imported(settings.lexicon_folder):
        table.add_row(path.name.removesuffix(".tsv.gz"), _counted(read_texts(path)))
    Console().print(table)
    _fit(settings)


@lexicon.command()
@click.argument("name")
def forget(name: str) -> None:
    """Take an imported source out again."""
    settings = load_settings()
    path = source_path(settings.lexicon_folder, name)
    if not path.is_file():
        raise click.ClickException(f"no source called {name} was imported")  # noqa: EM102, TRY003 - click's own way
    path.unlink()
    _fit(settings)


def _counted(texts: Iterable[ParallelText]) -> str:
    counts = Counter(text.lang for text in texts)
    by_language = ", ".join(f"{lang} {count:,}" for lang, count in counts.most_common())
    return f"{counts.total():,} pairs ({by_language})" if counts else "no pairs"


def _fit(settings: Settings) -> None:
    with progress_bar("Fitting") as progress:
        known = Resources.load(settings.seeds_folder, settings.lexicon_folder, progress).lexicon
    words = ", ".join(f"{lang} {len(table.hashes):,}" for lang, table in known.tables.items())
    click.echo(f"The lexicon knows {len(known):,} words ({words}).")
    click.echo("Servers and workers take it up when they start again, and then index every listing anew.")
