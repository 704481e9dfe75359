#!/usr/bin/env python3
"""What a script of one's own does with the same files: reads them with Python's json and csv, adds up their numbers. It checks nothing.

peer.py REPEATS FILE...: prints the seconds of processor time of each repetition, then its peak memory in bytes.
"""
import csv, json, resource, sys, time


def total(value):
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, dict):
        return sum(map(total, value.values()))
    if isinstance(value, list):
        # The long lists are of numbers.
        return sum(value) if value and isinstance(value[0], (int, float)) else sum(map(total, value))
    return 0


def total_of_table(text):
    cells = (cell for row in csv.reader(text.splitlines()) for cell in row)
    return sum(float(cell) for cell in cells if cell.replace(".", "", 1).isdigit())


def total_of_file(name):
    with open(name) as file:
        text = file.read()
    if not text.startswith(("{", "[")):
        return total_of_table(text)
    try:
        return total(json.loads(text))
    except json.JSONDecodeError:  # one object a line
        return sum(total(json.loads(line)) for line in text.splitlines() if line)


for _ in range(int(sys.argv[1])):
    start = time.process_time()
    for name in sys.argv[2:]:
        total_of_file(name)
    print(f"{time.process_time() - start:.6f}")
print(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
