"""The command line: one group, one command for each thing an operator or an engineer does."""

from importlib import import_module
from typing import Final

import click

from marketplace.kernel.errors import BankError

#: Command -> where it is. A command is imported when it is called: the engine's libraries take seconds to load.
_COMMANDS: Final[dict[str, str]] = {
    "serve": "operation.serve",
    "worker": "operation.worker",
    "migrate": "migration.migrate",
    "seed": "operation.seed",
    "create-admin": "operation.create_admin",
    "reset-two-step": "operation.reset_second_step",
    "index": "upkeep.index",
    "matches": "upkeep.matches",
    "model": "model.model",
    "lexicon": "lexicon.lexicon",
    "funnel": "funnel.funnel",
    "match": "engine.match",
    "evaluate": "evaluation.evaluate",
}
#: What shells give for a command that Ctrl-C ended.
_STOPPED: Final = 130


class BankGroup(click.Group):
    """Finds the commands, and says a refusal of the bank as one sentence, with exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which an operator meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command by its name."""
        del ctx
        if (place := _COMMANDS.get(cmd_name)) is None:
            return None
        module, _, name = place.partition(".")
        command: click.Command = getattr(import_module(f"marketplace.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BankError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except KeyboardInterrupt:
            click.echo("Stopped. What was finished is kept.", err=True)
            ctx.exit(_STOPPED)


@click.group(cls=BankGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """The Green Technology Bank.

    Exit codes: 0 done, 1 refused or failed (a sentence says why), 2 wrong use of the command, 130 stopped by the user.
    """
