"""Writes a tar with the root of a small container to standard output: Python, xllamacpp and the
launcher as /app/llama-server, where llama.cpp's own image has its server. All of it comes from
this machine, for a test must not depend on an image registry.

Usage: VENV/bin/python3 image.py LAUNCHER >root.tar; VENV holds xllamacpp (tools/engines/install).
"""

import io
import os
import pathlib
import sys
import tarfile

import xllamacpp  # loads every library that the server needs


def loaded_libraries():
    """The shared libraries of this process, with the links by which the loader finds them."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        files = {line.split()[-1] for line in maps if ".so" in line}
    for file in sorted(files):
        yield pathlib.Path(file)
        for beside in pathlib.Path(file).parent.iterdir():
            if beside.is_symlink() and str(beside.resolve()) == file:
                yield beside


def wanted():
    """Each path once: a tar of an image must not name a file twice."""
    library = pathlib.Path(os.__file__).parent
    package = pathlib.Path(xllamacpp.__file__).parent
    left_out = {"site-packages", "test", "idlelib", "ensurepip", "__pycache__"}
    paths = {pathlib.Path(sys.prefix) / "pyvenv.cfg"}
    program = pathlib.Path(sys.executable)
    while program.is_symlink():
        paths.add(program)
        program = program.parent / program.readlink()
    paths.add(program)
    paths.update(package.parent.glob("xllamacpp*"))
    paths.update(entry for entry in library.iterdir()
                 if entry.name not in left_out and not entry.name.startswith("config-"))
    paths.update(file for file in loaded_libraries()
                 if library not in file.parents and package not in file.parents)
    return {in_image(path): path for path in paths}


def in_image(path):
    """Where /lib is a link, as in Debian."""
    name = str(path)
    return "usr" + name if name.startswith("/lib") else name.lstrip("/")


def main():
    launcher = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n", 1)[1]
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as root:
        for name in ("lib", "lib64"):  # as Debian has them
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, "usr/" + name
            root.addfile(link)
        loader = pathlib.Path("/lib64/ld-linux-x86-64.so.2")
        root.add(loader.resolve(), in_image(loader))
        for name, path in sorted(wanted().items()):
            root.add(path, name)
        for name in ("tmp", "proc", "sys", "dev", "etc"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            root.addfile(folder)
        program = f"#!{sys.executable}\n{launcher}".encode()
        server = tarfile.TarInfo("app/llama-server")
        server.mode, server.size = 0o755, len(program)
        root.addfile(server, io.BytesIO(program))


main()
