"""What every test gets: a clean environment, folders of its own, and no network.

Tests marked ``integration`` use the real models from the user's cache and may talk to this
machine's loopback, nothing else. On a build machine (``CI=true``) they must not be skipped.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
REAL = ("integration", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("integration") and not item.get_closest_marker("enable_socket"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    real = any(item.get_closest_marker(name) for name in REAL)
    expected = hasattr(report, "wasxfail")
    if os.environ.get("CI") == "true" and real and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must not be skipped on a build machine: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _clean_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("ASSISTANT_") or name.endswith("_API_KEY"):
                patch.delenv(name)
        patch.setenv("ASSISTANT_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setenv("ASSISTANT_CACHE_DIR", str(user_cache_path("talent-war-assistant")))
        yield


@pytest.fixture(autouse=True)
def _clean_environment(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    if request.node.get_closest_marker("integration") is None:
        monkeypatch.setenv("ASSISTANT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index of the bundled knowledge, built once. Copy it to change it."""
    from assistant import Assistant, Settings

    folder = tmp_path_factory.mktemp("indexed")
    with Assistant(Settings(data_dir=folder, model="none")) as assistant:
        assistant.index()
    return folder
