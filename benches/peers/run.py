#!/usr/bin/env python3
"""Measures Hallway and its peers in one run and prints the tables.

All that is made and installed lies in target/bench: texts, schedules, a virtual environment, Hyperscan. Times are
processor time unless wall is said, medians of several rounds.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

PEERS = Path(__file__).resolve().parent
PROJECT = PEERS.parent.parent
BENCH = PROJECT / "target" / "bench"
PYTHON = BENCH / "venv" / "bin" / "python"
RACE = BENCH / "race"

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
TALKS = (10_000, 100_000, 1_000_000)
COUNTED = 4_000_000
# Slow ones get less text: what counts are megabytes a second.
BYTES = {"Rust": 32_000_000, "hyperscan": 16_000_000, "pyahocorasick": 8_000_000, "flashtext": 8_000_000}
BYTES["spacy"] = COUNTED
RUST = ["hallway", "hallway-cautious", "hallway-corpus", "yada", "aho-corasick-nfa", "aho-corasick-dfa"]
RUST += ["daachorse-bytes", "daachorse-chars"]
# A DFA of a million names takes gigabytes.
DFA_AT_MOST = 100_000
LABELS = {
    "hallway": "Hallway, names in any case",
    "hallway-cautious": "Hallway, ordinary words with a cue only",
    "hallway-corpus": "Hallway, as mentions of a corpus",
    "yada": "yada, trie at word starts",
    "aho-corasick-nfa": "aho-corasick, contiguous NFA",
    "aho-corasick-dfa": "aho-corasick, DFA",
    "daachorse-bytes": "daachorse, bytes",
    "daachorse-chars": "daachorse, characters",
    "hyperscan": "Hyperscan, in C",
    "pyahocorasick": "pyahocorasick",
    "flashtext": "FlashText",
    "spacy": "spaCy PhraseMatcher",
}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def table(title, columns, rows):
    lines = [f"### {title}", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    print("\n".join(lines + [f"| {' | '.join(map(str, row))} |" for row in rows]) + "\n", flush=True)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Failed(Exception):
    pass


class Cost:
    """What a process took: seconds by the clock, of processor time, and megabytes at its peak."""

    def __init__(self, wall, cpu, peak):
        self.wall, self.cpu, self.peak = wall, cpu, peak

    @staticmethod
    def of(command, cores=None, out=None, cwd=None, is_first=False):
        """Of the whole, or by the clock of what comes before the first bytes are printed."""
        pin = (lambda: os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))) if cores else None
        with tempfile.TemporaryFile() as wrong, open(out or os.devnull, "wb") as output:
            into = subprocess.PIPE if is_first else output
            start = time.perf_counter()
            process = subprocess.Popen(list(map(str, command)), stdout=into, stderr=wrong, cwd=cwd, preexec_fn=pin)
            if is_first:
                process.stdout.read1(1)
                first = time.perf_counter() - start
                while process.stdout.read1(1 << 20):
                    pass
            _, status, usage = os.wait4(process.pid, 0)
            wall = first if is_first else time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                wrong.seek(0)
                lines = wrong.read().decode(errors="replace").strip().splitlines() or [f"exit {process.returncode}"]
                raise Failed(lines[0])
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    @staticmethod
    def median(costs):
        of = lambda part: statistics.median(getattr(cost, part) for cost in costs)
        return Cost(of("wall"), of("cpu"), of("peak"))

    def cells(self):
        return [f"{self.wall:.3f} s", f"{self.cpu:.3f} s", f"{self.peak:,.0f} MB"]


def in_turn(rounds, jobs):
    """Runs jobs one after the other, then again, so that noise is shared; a cost or a failure for each."""
    costs = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            if not isinstance(costs[name], Failed):
                try:
                    costs[name].append(job())
                except Failed as failed:
                    costs[name] = failed
    return {name: found if isinstance(found, Failed) else Cost.median(found) for name, found in costs.items()}


def cells(cost):
    return [f"failed: {cost}", "", ""] if isinstance(cost, Failed) else cost.cells()


def evict(file):
    """Has the system forget what it holds of a file in memory; it need not obey."""
    descriptor = os.open(file, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def build():
    """Builds in release; the bench of taggers and, since benches may start it, the program, by name."""
    command = ["cargo", "bench", "--locked", "--no-run", "--bench=tagger", "--message-format=json-render-diagnostics"]
    output = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return {message["target"]["name"]: message["executable"] for message in messages if message.get("executable")}


def environment():
    wanted = (PEERS / "requirements.txt").read_text()
    installed = BENCH / "venv" / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted:
        venv.create(BENCH / "venv", with_pip=True, clear=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", PEERS / "requirements.txt"], check=True)
        installed.write_text(wanted)


def hyperscan():
    """Builds the C program against Hyperscan, the system's or Debian's package unpacked; none where neither is."""
    folder = BENCH / "hyperscan"
    program = folder / "race"
    folder.mkdir(exist_ok=True)
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    compile = ["cc", "-O2", "-o", program, PEERS / "hyperscan.c"]
    try:
        subprocess.run([*compile, "-lhs"], **quiet)
        return program
    except (OSError, subprocess.CalledProcessError):
        pass
    try:
        lists = RACE / "apt"
        own = ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={lists / 'cache'}"]
        subprocess.run(["apt-get", "download", "-qq", *own, "libhyperscan-dev", "libhyperscan5"], cwd=folder, **quiet)
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, folder], **quiet)
        library = next(folder.glob("usr/lib/*/libhs.so")).parent
        own = [f"-I{folder}/usr/include", f"-L{library}", "-lhs", f"-Wl,-rpath,{library}"]
        subprocess.run([*compile, *own], **quiet)
        return program
    except (OSError, StopIteration, subprocess.CalledProcessError):
        say("no Hyperscan here")


def taggers(race, sizes, rounds):
    if not (RACE / "about.txt").exists():
        say("writing text and names")
        subprocess.run([sys.executable, PEERS / "texts.py", RACE], check=True)
    about = (RACE / "about.txt").read_text().strip()
    scanner = hyperscan()
    found = {}
    for size in sizes:
        text, names, out = RACE / "text.txt", RACE / f"names-{size}.txt", BENCH / "out"
        named = ["--text", text, "--names", names, "--rounds", rounds, "--counted", COUNTED]
        engines = [engine for engine in RUST if size <= DFA_AT_MOST or engine != "aho-corasick-dfa"]
        commands = {"Rust": [race, "race", *named, "--bytes", BYTES["Rust"], "--engines", ",".join(engines)]}
        if scanner:
            commands["hyperscan"] = [scanner, text, names, rounds, BYTES["hyperscan"], COUNTED]
        for engine in ("pyahocorasick", "flashtext", "spacy"):
            commands[engine] = [PYTHON, PEERS / "taggers.py", engine, *named, "--bytes", BYTES[engine]]
        for name, command in commands.items():
            say(f"{size:,} names: {name}")
            try:
                Cost.of(command, cores=1, out=out)
            except Failed as failed:
                say(f"  failed: {failed}")
                continue
            for line in out.read_text().splitlines():
                row = json.loads(line)
                row["rate"] = statistics.median(row["rates"])
                found[row["engine"], size] = row

    def rows(cell):
        some = [engine for engine in LABELS if any((engine, size) in found for size in sizes)]
        of = lambda engine, size: cell(found[engine, size], size) if (engine, size) in found else "–"
        return [[LABELS[engine], *(of(engine, size) for size in sizes)] for engine in some]

    def rate(row, size):
        own = found.get(("hallway", size))
        if row is own or own is None:
            return number(row["rate"])
        return f"{number(row['rate'])} ({number(own['rate'] / row['rate'])}×)"

    def mentions(row, size):
        exact = found.get(("yada", size), row)["mentions"]
        off = row["mentions"] - exact
        return f"{row['mentions']:,}" + (f" ({100 * off / exact:+.2f}%)" if off else "")

    columns = ["names", *(f"{size:,}" for size in sizes)]
    table(f"Tagging {about}: MB/s on one core (how many times as fast Hallway is)", columns, rows(rate))
    table(f"Mentions in {COUNTED / 1e6:.0f} MB (how many more or less than the exact answer)", columns, rows(mentions))
    table("Seconds to build", columns, rows(lambda row, _: number(row["build"])))


def end_to_end(hallway, schedules, rounds):
    files = sorted(schedules.glob("*.xml"))
    if not files:
        return say(f"no schedules in {schedules}: see --schedules")
    size = sum(file.stat().st_size for file in files) / 1e6
    names, own, theirs = BENCH / "dictionaries.json", BENCH / "pairs.csv", BENCH / "network.csv"
    script = [PYTHON, PEERS / "network.py", "--names", names]
    subprocess.run([*script, "--prepare", PROJECT / "data" / "dictionaries"], check=True)
    peer = [*script, "--schedules", schedules, "--out", theirs]
    pairs = [hallway, "pairs", "--source", schedules, "--no-editions", "--min-talks", 1, "--format", "csv"]
    with tempfile.TemporaryDirectory() as empty:
        # Has the files in memory before anybody is timed.
        in_turn(1, {"": lambda: Cost.of(pairs, cwd=empty)})
        # Virtual machines give memory back to their hosts, and whoever runs next waits for it page by page: the second of two
        # runs counts, of each program.
        again = lambda **how: [Cost.of(**how) for _ in range(2)][1]
        jobs = {
            "`hallway pairs`": (own, lambda: again(command=pairs, out=own, cwd=empty)),
            "the same on one core": (own, lambda: again(command=pairs, out=own, cwd=empty, cores=1)),
            "lxml, spaCy, NetworkX": (theirs, lambda: again(command=peer)),
        }
        costs = in_turn(rounds, {name: job for name, (_, job) in jobs.items()})
    slow = costs["lxml, spaCy, NetworkX"]
    rows = []
    for name, cost in costs.items():
        if isinstance(cost, Failed) or isinstance(slow, Failed):
            rows.append([name, *cells(cost), "", ""])
            continue
        lines = len(jobs[name][0].read_bytes().splitlines()) - 1
        faster = f"{slow.wall / cost.wall:.1f}× ({slow.cpu / cost.cpu:.1f}×)"
        rows.append([name, *cells(cost), f"{lines:,}", faster])
    columns = ["", "wall", "processor", "peak memory", "pairs", "times as fast as Python (by processor time)"]
    table(f"From {size:.0f} MB of schedules to pairs in CSV, files in memory", columns, rows)


def million(hallway, counts, names, rounds):
    rows = []
    for count in counts:
        folder = BENCH / f"talks-{count}-{names}"
        if not (folder / "about.json").exists():
            say(f"writing {count:,} talks")
            write = [sys.executable, PEERS / "talks.py", folder, "--talks", str(count), "--names", str(names)]
            subprocess.run(write, check=True)
        about = json.loads((folder / "about.json").read_text())
        snapshot = folder / "snapshot"
        source = ["--source", folder / "schedules", "--no-editions", "--dictionaries", folder / "dictionaries"]
        say(f"{count:,} talks")
        size = sum(file.stat().st_size for file in (folder / "schedules").iterdir()) / 1e6
        build = [hallway, "build", *source, "--out", snapshot]
        built = in_turn(1, {"build": lambda: Cost.of(build, cwd=folder)})["build"]
        rows.append([f"{count:,} talks, {size:,.0f} MB: `build`", *cells(built)])
        if isinstance(built, Failed):
            continue
        rows.append([f"… its snapshot: {snapshot.stat().st_size / 1e6:,.0f} MB", "", "", ""])

        def ask(command, is_cold):
            if is_cold:
                evict(snapshot)
            return Cost.of([hallway, *command, "--snapshot", snapshot], cwd=folder)

        def begin(command):
            evict(snapshot)
            return Cost.of([hallway, *command, "--snapshot", snapshot], cwd=folder, is_first=True)

        jobs = {}
        questions = [("talks", name) for name in ("seldom", "usual", "common")]
        questions += [("talks --limit 20", "common"), ("show", "usual"), ("related", "usual")]
        for command, name in questions:
            for is_cold in (True, False):
                title = f"… `{command}` of a {name} name, {'cold' if is_cold else 'warm'}"
                words = [*command.split(), about[name]]
                jobs[title] = lambda words=words, is_cold=is_cold: ask(words, is_cold)
        for name in ("seldom", "usual", "common"):
            words = ["talks", about[name], "--format", "jsonl"]
            jobs[f"… `talks` of a {name} name as JSON Lines until the first row, cold"] = lambda words=words: begin(words)
        rows += [[title, *cells(cost)] for title, cost in in_turn(rounds, jobs).items()]
    title = f"Schedules of made-up conferences, {names:,} names (cold: the snapshot is not in memory)"
    table(title, ["", "wall", "processor", "peak memory"], rows)


def start(hallway, rounds):
    def run(command, is_cold, cwd):
        if is_cold:
            evict(hallway)
        return Cost.of([hallway, *command], cwd=cwd)

    with tempfile.TemporaryDirectory() as empty:
        jobs = {}
        for command in (["--help"], ["talks", "CRIU"], ["show", "CRIU"]):
            for is_cold in (False, True):
                title = f"`hallway {' '.join(command)}`, {'cold' if is_cold else 'warm'}"
                jobs[title] = lambda command=command, is_cold=is_cold: run(command, is_cold, empty)
        costs = in_turn(rounds, jobs)
    rows = [[title, *cells(cost)] for title, cost in costs.items()]
    title = "Start to end in an empty folder (cold: the program is not in memory)"
    table(title, ["", "wall", "processor", "peak memory"], rows)


def main():
    default = Path(os.environ.get("HALLWAY_SHARED", PROJECT.parent / "shared")) / "corpus" / "fosdem"
    numbers = lambda text: [int(part) for part in text.split(",")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--only", default="taggers,end-to-end,talks,start", help="parts, separated by commas [default: %(default)s]")
    add("--sizes", type=numbers, default=SIZES, help="how many names [default: 100 to 1000000]")
    add("--talks", type=numbers, default=TALKS, help="how many talks [default: 10000 to 1000000, 2 GB]")
    add("--names", type=int, default=10_000, help="how many names those talks are about [default: %(default)s]")
    add("--schedules", type=Path, default=default, help="XML for end-to-end [default: HALLWAY_SHARED/corpus/fosdem]")
    add("--rounds", type=int, default=5, help="how often each is run [default: %(default)s]")
    add("--program", type=Path, help="a Hallway that is built already; the taggers are built all the same")
    options = parser.parse_args()
    parts = options.only.split(",")
    BENCH.mkdir(parents=True, exist_ok=True)
    schedules = options.schedules.resolve()
    if {"taggers", "end-to-end"} & set(parts):
        say("installing peers")
        environment()
    programs = {}
    if "taggers" in parts or not options.program:
        say("building")
        programs = build()
    # A copy, so that a build at the same time does not change it.
    hallway = BENCH / "hallway"
    shutil.copy(options.program or programs["hallway"], hallway)
    processor = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ": ?")
    print(f"On {os.cpu_count()} cores of {processor.partition(': ')[2]}; load at the start {os.getloadavg()[0]:.1f}.\n")
    if "taggers" in parts:
        taggers(programs["tagger"], options.sizes, options.rounds)
    if "end-to-end" in parts:
        end_to_end(hallway, schedules, options.rounds)
    if "talks" in parts:
        million(hallway, options.talks, options.names, options.rounds)
    if "start" in parts:
        start(hallway, max(20, options.rounds))


if __name__ == "__main__":
    main()
