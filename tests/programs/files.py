# kind: script
"""Files and folders in a temporary place: pathlib, text and binary modes, seek, zip, shelve-like logs, walking, globbing, errors."""
import gzip
import io
import os
import shutil
import stat
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath


@contextmanager
def workspace():
    folder = Path(tempfile.mkdtemp(prefix="program-"))
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)
        shutil.rmtree(folder)


class Log:
    """Records of a length and a payload, appended to a binary file."""

    def __init__(self, path):
        self.file = open(path, "a+b")

    def append(self, text):
        data = text.encode()
        self.file.seek(0, io.SEEK_END)
        self.file.write(len(data).to_bytes(2, "big") + data)

    def __iter__(self):
        self.file.seek(0)
        while size := self.file.read(2):
            yield self.file.read(int.from_bytes(size, "big")).decode()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.file.close()


def tree(folder, depth=0):
    for entry in sorted(folder.iterdir()):
        print("  " * depth + entry.name + ("/" if entry.is_dir() else f" {entry.stat().st_size}"))
        if entry.is_dir():
            tree(entry, depth + 1)


def main():
    with workspace() as here:
        (here / "a/b").mkdir(parents=True)
        (here / "a/b/deep.txt").write_text("über\nzwei\r\ndrei", encoding="utf-8", newline="")
        (here / "a/data.bin").write_bytes(bytes(range(256)))
        with open("lines.txt", "w", encoding="utf-8") as f:
            print("first", 1, sep="\t", file=f)
            f.writelines(f"line {i}\n" for i in range(3))
            print(f.tell(), f.writable(), f.name)
        with open("lines.txt", encoding="utf-8") as f:
            print(f.readline(), [*f], f.read(), end="\n")
            f.seek(0)
            print(sum(1 for _ in f), f.closed)
        try:
            f.read()
        except ValueError as e:
            print(e)
        with open("a/b/deep.txt", encoding="utf-8") as f, open("a/b/deep.txt", encoding="utf-8", newline="") as raw:
            print(f.read().split("\n"), f.newlines, raw.readlines())
        with Log("log.bin") as log:
            for text in ("one", "zwei ü", ""):
                log.append(text)
            print(list(log), [*log][1])
        with zipfile.ZipFile("all.zip", "w") as z:
            for p in sorted(here.rglob("*.txt")):
                z.write(p, p.relative_to(here))
            z.writestr("made/up.txt", "content")
        with zipfile.ZipFile("all.zip") as z:
            print(z.namelist(), z.read("made/up.txt"), z.testzip())
        print(gzip.decompress(gzip.compress(b"x" * 1000, mtime=0)) == b"x" * 1000)
        os.chmod("log.bin", 0o640)
        os.rename("log.bin", "a/moved.bin")
        shutil.copy("lines.txt", "a/copy.txt")
        os.symlink("lines.txt", "link")
        (here / "all.zip").unlink()
        tree(here)
        print(stat.filemode(os.stat("a/moved.bin").st_mode), os.path.islink("link"), os.readlink("link"), sorted(p.name for p in here.glob("**/*.bin")))
        for root, folders, names in os.walk("."):
            folders.sort()
            print(root, folders, sorted(names))
        for attempt in (lambda: open("absent"), lambda: os.mkdir("a"), lambda: os.rmdir("a"), lambda: open("a"), lambda: os.remove("a/none"), lambda: Path("lines.txt/x").read_text(),
                        lambda: open("lines.txt", "rw"), lambda: open("lines.txt").write("x"), lambda: open("a/data.bin", encoding="utf-8").read(), lambda: (here / "q").rename("/nowhere/at/all")):
            try:
                attempt()
            except (OSError, ValueError) as e:
                print(type(e).__name__, getattr(e, "strerror", None) or e)
    print(PurePosixPath("/a/b/../c.tar.gz").suffixes, PurePosixPath("x/y").joinpath("/z"), PurePosixPath("a/b.py").with_suffix(".txt").stem, PurePosixPath("/a/b").relative_to("/a"), os.path.normpath("a//b/./../c"), os.path.splitext("x.tar.gz"))
    print(here.exists(), io.StringIO("a\nb").readlines(), io.BytesIO(b"abc").getvalue()[::-1])


if __name__ == "__main__":
    import warnings
    warnings.simplefilter("ignore")
    main()
