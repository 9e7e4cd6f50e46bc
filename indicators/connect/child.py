"""The process that opens files of others: it may crash, run out or be killed, and nothing is lost.

Run as `python -m indicators.connect.child`. It reads one request a line (JSON) from standard
input and answers one line (JSON): the number of blocks that it wrote as Arrow files and the rows
they hold, or the reasons why the file is not read. It keeps nothing between requests.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import polars as pl

from indicators.connect.different import packed
from indicators.connect.file_kinds import FILE_KINDS
from indicators.connect.limits import (
    BLOCKS_AS_THEY_ARE,
    CHILD_CPU_SECONDS,
    CHILD_MEMORY,
    CHILD_WRITES,
)
from indicators.connect.raw import (
    RAW_ROW,
    DocumentRequest,
    ListRequest,
    LookRequest,
    ReadRequest,
    block_path,
    document_path,
    request_of,
)
from indicators.connect.refusals import RefusedError
from indicators.connect.zip_files import list_members, open_member


def serve(requests: IO[str], replies: IO[str]) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        _allow_more_time()
        replies.write(json.dumps(_answer(line)) + "\n")
        replies.flush()


def _answer(line: str) -> dict[str, Any]:
    try:
        match request_of(json.loads(line)):
            case LookRequest() as request:
                return _look(request)
            case DocumentRequest() as request:
                return _read_document(request)
            case ListRequest() as request:
                return {"members": list_members(Path(request.file), request.pattern)}
            case ReadRequest() as request:
                with _opened(request) as plain:
                    return _write_blocks(plain)
    except RefusedError as refused:
        return {"reasons": list(refused.reasons)}
    except MemoryError:
        return {"reasons": ["it is too big to be read"], "spent": True}
    except OSError as error:
        return {"reasons": [f"it cannot be read ({os.strerror(error.errno or 5).lower()})"]}
    except (
        BaseException
    ) as error:  # a panic of a parser is no Exception; what it says may hold cells
        kind = type(error).__name__
        return {"reasons": [f"the file could not be read safely ({kind})"], "spent": True}


def _look(request: LookRequest) -> dict[str, Any]:
    from indicators.connect.looking import look_at

    return {"look": look_at(request)}


def _read_document(request: DocumentRequest) -> dict[str, Any]:
    from indicators.connect.document_files import read_document

    document = read_document(Path(request.file), request.name)
    document_path(Path(request.folder)).write_text(json.dumps(document), encoding="utf-8")
    return {"document": True}


@contextmanager
def _opened(request: ReadRequest) -> Iterator[ReadRequest]:
    """Give the same request of a plain file where a member of a zip file is asked for."""
    if request.member is None:
        yield request
        return
    with open_member(Path(request.file), request.member, Path(request.folder)) as path:
        yield replace(request, file=str(path))


def _write_blocks(request: ReadRequest) -> dict[str, Any]:
    rows = written = 0
    headers: tuple[str, ...] = ()
    for block in FILE_KINDS[request.read.kind](request.read, request):
        frame = block.frame.with_columns(block.rows.alias(RAW_ROW))
        if not frame.height:
            continue
        frame = frame.select(packed(one) if one.dtype == pl.String else one for one in frame)
        _write(frame, block_path(Path(request.folder), written), pack=written >= BLOCKS_AS_THEY_ARE)
        headers = block.headers
        rows += frame.height
        written += 1
    if not rows:
        raise RefusedError("it has a header but no rows")
    return {"blocks": written, "rows": rows, "headers": headers}


def _write(frame: pl.DataFrame, path: Path, *, pack: bool) -> None:
    try:
        frame.write_ipc(path, compression="lz4" if pack else "uncompressed")
    except (OSError, pl.exceptions.ComputeError):
        raise RefusedError("its rows could not be kept (is the disk full?)") from None


def limit_resources() -> None:
    """Cap memory and file size as far as the platform does that.

    Only Linux keeps a process within its address space; elsewhere the parent watches.
    """
    if sys.platform == "win32":
        return
    import resource

    if sys.platform == "linux":
        memory = _reserved() + CHILD_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHILD_WRITES, CHILD_WRITES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reserved() -> int:
    """Say how much address space polars, once at work, has reserved: it differs between machines."""
    import resource

    pl.LazyFrame({"one": [1]}).filter(pl.col("one") > 0).collect()
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _allow_more_time() -> None:
    """Give the next file its own processor seconds: the limit counts all a process ever used."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CHILD_CPU_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def main() -> None:
    """Take the reply channel for ourselves, so that no library can write into it, and serve."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    limit_resources()
    with os.fdopen(os.dup(0), "r", encoding="utf-8") as requests, replies:
        serve(requests, replies)


if __name__ == "__main__":
    main()
