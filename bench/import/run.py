#!/usr/bin/env python3
"""Importing and checking results, on one core, compared with a Python script that reads the same files and adds up their numbers (peer.py).

It stays small itself: Linux counts the memory of a process that starts another as the other's peak, too.
"""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile

bench = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent
repeats = 9


def output(*command):
    return subprocess.run(["taskset", "-c", "0", *map(str, command)], check=True, stdout=subprocess.PIPE, text=True).stdout


def peer(times, files):
    """The seconds of each repetition, and the peak memory in bytes."""
    *seconds, peak = output(sys.executable, here / "peer.py", times, *files).split()
    return [float(s) for s in seconds], int(peak)


def shown(seconds):
    least, median = 1000 * min(seconds), 1000 * statistics.median(seconds)
    return f"{least:.0f} to {median:.0f} ms" if median >= 10 else f"{least:.1f} to {median:.1f} ms"


def compare(figure, ours, files, target):
    ours, (theirs, _) = [float(s) for s in ours.split()], peer(repeats, files)
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"| {figure}: least to median | {shown(ours)} | Python adds up the numbers: {shown(theirs)} | {ratio:.2f} x | {target} |", flush=True)


def compare_files(figure, results, files, target):
    compare(figure, output(bench, "--repeats", repeats, "files", results, *files), files, target)


def import_folder(folder, out):
    """Seconds of processor time and peak memory of `lem import`."""
    child = subprocess.Popen(["taskset", "-c", "0", bench.with_name("lem"), "import", folder, "-o", out], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, f"lem import: {status}"
    shutil.rmtree(out)
    return usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss


def compare_folder(scratch, megabytes):
    folder = scratch / "study"
    output(sys.executable, here / "files.py", "study", folder, megabytes)
    files = sorted(folder.glob("*/*"))
    size, largest = (f(file.stat().st_size for file in files) for f in (sum, max))
    seconds, memory = import_folder(folder, scratch / "imported")
    (theirs,), peak = peer(1, files)
    print(f"| lem import of a folder of {size / 1e6:,.0f} MB, files of up to {largest / 2**20:.0f} MiB: peak memory | {memory / 1e6:.0f} MB "
          f"| Python {peak / 1e6:.0f} MB | {memory / peak:.2f} x | the same for any size |")
    print(f"| the same: processor time | {seconds:.1f} s | Python {theirs:.1f} s | {seconds / theirs:.2f} x | |", flush=True)
    shutil.rmtree(folder)


with tempfile.TemporaryDirectory() as name:
    scratch = pathlib.Path(name)
    output(bench, "make", scratch / "bundle")
    sample = scratch / "sample.json"
    sample.write_text(output(bench.with_name("bench_sample")))
    output(sys.executable, here / "files.py", "runs", scratch, sample)

    parts = sorted((scratch / "bundle").iterdir())
    compare("a result with 5,000 requests and its power trace, checked", output(bench, "--repeats", repeats, "bundle", scratch / "bundle"), parts, "50 ms")
    size = (scratch / "vllm.json").stat().st_size / 1e6
    compare_files(f"a file of vLLM with 5,000 requests, {size:.0f} MB, imported and checked", 1, [scratch / "vllm.json"], "50 ms")
    compare_files("1,000 small files of 11 kinds, imported and checked", 1000, sorted((scratch / "small").iterdir()), "1 s")
    compare_files("1,000 results of vLLM in one file, a line each", 1000, [scratch / "lines.jsonl"], "1 s")
    compare_files("1,000 results in a table of Optimum, a row each", 1000, [scratch / "table.csv"], "1 s")
    for megabytes in (100, 1000):
        compare_folder(scratch, megabytes)
