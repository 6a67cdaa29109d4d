"""Measures extract and import over a folder, with one thread and with two: files per second, and memory.

    cargo build --release -p shenbao-cli
    cargo run -p shenbao-cli --example forms -- /tmp/many 5000
    python3 compare/folder.py target/release/shenbao /tmp/many/in

Each figure is the best of several rounds, in which the ways take turns. Memory is the highest resident set that the
system saw, and never less than that of this script, which starts it. On a machine that others use, CPU is the figure that holds. The last lines read a part of the folder: memory must not grow with the number of files.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3


def run(command: list[str]) -> tuple[float, float, int]:
    """Seconds, seconds of CPU, and the highest resident set in KiB."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main(program: str, folder: str) -> None:
    files = [path for path in Path(folder).rglob("*") if path.is_file() and not path.name.startswith("~$")]
    part = sorted(path for path in Path(folder).iterdir() if path.is_dir())[:10]
    with tempfile.TemporaryDirectory() as scratch:
        database = f"{scratch}/forms.db"

        def fresh(jobs: int, inputs: list[str]) -> list[str]:
            for name in Path(scratch).glob("forms.db*"):
                name.unlink()
            return [program, "import", *inputs, "--db", database, "--jobs", str(jobs)]

        ways = {
            "extract, 1 thread": lambda: [program, "extract", folder, "--jobs", "1"],
            "extract, 2 threads": lambda: [program, "extract", folder, "--jobs", "2"],
            "import, 1 thread": lambda: fresh(1, [folder]),
            "import, 2 threads": lambda: fresh(2, [folder]),
            "import again": lambda: [program, "import", folder, "--db", database],
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        work: dict[str, list[float]] = {name: [] for name in ways}
        memory: dict[str, int] = {}
        for _ in range(ROUNDS):
            for name, command in ways.items():
                seconds, cpu, resident = run(command())
                times[name].append(seconds)
                work[name].append(cpu)
                memory[name] = max(memory.get(name, 0), resident)
        print(f"{len(files)} files on disk, archives counted as one")
        for name in ways:
            best, middle = min(times[name]), statistics.median(times[name])
            print(
                f"{name:20} {best:7.2f} s (median {middle:.2f}), CPU {min(work[name]):6.2f} s"
                f"  {len(files) / best:7.0f} files/s"
                f"  {memory[name] / 1024:6.1f} MiB"
            )
        for name in ("extract", "import"):
            print(f"{name}: 2 threads give {min(times[f'{name}, 1 thread']) / min(times[f'{name}, 2 threads']):.2f} x")
        few = [str(path) for path in part]
        for name, command in {
            "extract": [program, "extract", *few, "--jobs", "2"],
            "import": fresh(2, few),
        }.items():
            _, _, resident = run(command)
            print(f"{name} of {len(few)} folders: {resident / 1024:.1f} MiB")
        size = sum(path.stat().st_size for path in files)
        print(f"folder {size / 1e6:.1f} MB, database {os.path.getsize(database) / 1e6:.1f} MB (of the {len(few)} folders)")


if __name__ == "__main__":
    main(*sys.argv[1:])
