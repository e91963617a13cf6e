"""The group of all commands. Each is imported on demand, since importing all takes longer than running most of them."""

import ast
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.exceptions import NoSuchCommand

HERE = Path(__file__).parent


class Commands(click.Group):
    """Commands by name, each a function in a module of this folder. The help quotes their docstrings without importing them."""

    def __init__(self, name: str | None = None, *, modules: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.modules = modules  # the module of each command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        command: click.Command = vars(import_module(f"commands.{self.modules[cmd_name]}"))[_name_function(cmd_name)]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:  # without imported commands, click suggests none
            raise NoSuchCommand(error.command_name, possibilities=self.modules, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, self.modules))
        help_of = {
            name: click.Command(name, help=_read_docstrings(self.modules[name])[_name_function(name)])
            for name in self.list_commands(ctx)
        }
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in help_of.items()])


def _name_function(command: str) -> str:
    return command.replace("-", "_")


@cache
def _read_docstrings(module: str) -> dict[str, str]:
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name: ast.get_docstring(node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)}
