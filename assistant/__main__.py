"""The ``assistant`` command: its arguments, and what its errors look like.

Exit codes: 0 done, 1 something is missing or broke, 2 an error that the message says how to
mend, 130 interrupted, 141 nobody reads the output any more.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from assistant import __version__, cli
from assistant.errors import AssistantError
from assistant.settings import Settings

_SETTINGS = ("model", "knowledge", "data_dir", "host", "port")
_ADDED = "assistant.commands"  # entry points: functions of the arguments that return an exit code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Without arguments, those of the program."""
    code = _run(arguments)
    if arguments is None and any(thread.daemon for thread in threading.enumerate()):
        # A model is still being loaded: native code that is at work while Python takes itself
        # down would abort the process.
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(code)
    return code


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?"
    try:
        code = _dispatch(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except AssistantError as error:
        _say(error)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the end
        return 141
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    # The last edge: a user gets one line, a developer asks for the traceback.
    except Exception as error:  # noqa: BLE001
        return _unexpected(error)
    return code


def _dispatch(given: list[str]) -> int:
    """Run one of our commands, or one that is added; those are looked up only if need be."""
    top, own = parser()
    if not given or given[0] not in own:
        added = {command.name: command for command in entry_points(group=_ADDED)}
        if given and given[0] in added:
            return _run_added(added[given[0]], given[1:])
        if added:
            top.epilog = f"added commands, with a --help of their own: {', '.join(sorted(added))}"
    options = top.parse_args(given)
    code: int = options.run(_settings(options), options)
    return code


def _run_added(command: EntryPoint, arguments: list[str]) -> int:
    try:
        run = command.load()
    except ModuleNotFoundError as error:
        if not error.name or not f"{command.module}.".startswith(f"{error.name}."):
            raise
        raise AssistantError(
            f"`assistant {command.name}` comes with the source checkout; run it there"
        ) from error
    code: int = run(arguments)
    return code


def parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """The parser of our commands, and their names.

    Options that are not given leave the setting as it is.
    """
    top = argparse.ArgumentParser(
        prog="assistant", description="Answers questions about the AI talent war, with its sources."
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    common = _common()

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[common], help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    ask = command("ask", cli.ask, "answer one question")
    ask.add_argument("question", nargs="+", help="the question")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    command("chat", cli.chat, "ask one question after another")
    index = command("index", cli.index, "bring the index to the state of the files")
    index.add_argument("--rebuild", action="store_true", help="start the index afresh")
    command("fetch", cli.fetch, "fetch and verify the models")
    add = command("add", cli.add, "add an article to the knowledge")
    add.add_argument("source", help="a .md, .txt or .html file, a folder of them, or a URL")
    serve = command("serve", cli.serve, "serve the page on this machine")
    serve.add_argument("--host", help="address to serve on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to serve on; 0 takes any that is free (7860)")
    serve.add_argument("--open", action="store_true", help="open the page in a browser")
    command("check", cli.check, "validate the knowledge and say what is amiss in it")
    doctor = command("doctor", cli.doctor, "say what is here, what is missing, and how to mend it")
    doctor.add_argument("--json", action="store_true", help="print it as JSON")
    return top, frozenset(commands.choices)


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("settings")
    group.add_argument("--model", metavar="NAME", help="local, none, or provider:name")
    group.add_argument("--knowledge", metavar="DIR", type=Path, help="folder of articles")
    group.add_argument("--data-dir", metavar="DIR", type=Path, help="where the index is kept")
    return common


def _settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name, None) for name in _SETTINGS}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _say(message: object) -> None:
    print(f"assistant: {' '.join(cli.plain(str(message)).split())}", file=sys.stderr)


def _unexpected(error: Exception) -> int:
    if os.environ.get("ASSISTANT_DEBUG"):
        traceback.print_exception(error)
    else:
        hint = "set ASSISTANT_DEBUG=1 to see the traceback"
        _say(f"unexpected {type(error).__name__}: {error} ({hint})")
    return 1


if __name__ == "__main__":
    sys.exit(main())
