"""The `readout` command. Each subcommand is a module of `monitor.commands`, imported only when it is called."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # several BLAS threads make small matrix products slower; must precede numpy

import click

from processors.errors import ReadoutError

COMMANDS = {  # name on the command line → (module of monitor.commands, one line of help)
    "demo": "The case of April 2018 in passes at advancing clock times, offline.",
    "init": "Write an editable configuration into a folder.",
    "run": "One monitoring pass: crawl or take crawl files, understand, compare, alert.",
    "schedule": "The watch: crawl, pass, mail and upkeep at their times, until stopped.",
    "import": "Bring articles (JSON Lines), WARC or WACZ files, or saved pages into the store.",
    "replay": "Read archived pages into the store again, without asking any server.",
    "outlet": "Add an outlet: write its pieces, check them on saved pages.",
    "archive": "Verify or list what was fetched; make its index again.",
    "analyse": "Understand articles: language, mentions, quotes; one JSON line each.",
    "compare": "Compare articles: events, utterances, divergences; one JSON object.",
    "align": "Best match in one file for each line of another, across languages.",
    "names": "Score pairs of names across scripts: same or different, and why.",
    "search": "Search the articles in the store.",
    "article": "One article: revisions, what changed between them, page events, proofs.",
    "divergences": "List, show, confirm or reject divergences.",
    "alerts": "What would be mailed, what was, what waits; send it again.",
    "check": "Claim check: who carried a quote, in which words, and who did not.",
    "export": "Write articles, quotes or divergences of the store.",
    "kibana": "Data views and dashboards: as a file, or into a Kibana.",
    "index": "Elasticsearch: set up, bring up to date, rebuild, check; make its keys.",
    "status": "Last passes, watermarks, what waits, what is blocked.",
    "serve": "The pages: divergences, dossiers, search, status in a browser.",
    "backup": "Store, archive and configuration, to keep or to carry to another machine.",
    "restore": "Put a backup back, or set up another machine from it.",
    "prune": "Take away what the retention lets go; never what a divergence rests on.",
    "doctor": "What is installed, reachable, fresh, blocked.",
}


class LazyCommands(click.Group):
    """Lists every command and imports only the one that runs, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"monitor.commands.{cmd_name}_")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="readout-monitor", prog_name="readout")
@click.option(
    "--config",
    "config_folder",
    type=click.Path(file_okay=False),
    help="Configuration folder (default: ./config, else the built-in one).",
)
@click.pass_context
def readout(context: click.Context, config_folder: str | None) -> None:
    """Readout tells what one side's audience was told and the other side's was not.

    Example: readout demo
    """
    context.obj = config_folder


def main() -> None:
    """Run the command line; an expected failure is one line on standard error and exit status 1."""
    try:
        readout(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.UsageError as wrong:
        wrong.show()
        sys.exit(2)
    except click.Abort:
        sys.exit("readout: stopped by the keyboard; what was finished is kept")
    except (ReadoutError, click.ClickException) as failure:
        sys.exit(f"readout: {failure.format_message() if isinstance(failure, click.ClickException) else failure}")
    except OSError as wrong:
        if wrong.errno not in (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away, as `head` does
        sys.exit("readout: no space left for the output; make room" if wrong.errno != errno.EPIPE else 1)
