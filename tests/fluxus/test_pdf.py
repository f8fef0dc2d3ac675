"""PDFs are PDF/A-3a with stable bytes, and fetch nothing from outside."""

import contextlib
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings

from fluxus.pdf import Attachment, ForbiddenAddress, render_pdf

WARM_UP, DOCUMENTS, MOST_GROWN_MEGABYTES = 20, 60, 4
PAGE = '<html lang="nl"><head><title>Proef</title></head><body><h1>Proef</h1><p>Een zin.</p>{}</body></html>'


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port that notes who calls."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            calls.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    stop.set()
    thread.join()
    server.close()


def rendered(body: str = "", **kwargs: object) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(render_pdf(PAGE.format(body), identifier=b"x", **kwargs)))


def test_the_file_says_what_it_is() -> None:
    with rendered() as file:
        meta = file.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert str(file.Root.Lang) == "nl"
        assert meta["dc:title"] == "Proef"
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root
        assert "/OutputIntents" in file.Root


def test_all_fonts_are_embedded() -> None:
    with rendered("<p><b>vet</b> <i>cursief</i> <code>code</code> é ü – “aan”</p>") as file:
        fonts = [
            each
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_attachments_travel_with_their_relationship() -> None:
    data = Attachment("data.json", b'{"a":1}', "De gegevens", date(2026, 11, 23), relationship="Source")
    with rendered(attachments=[data]) as file:
        assert file.attachments["data.json"].get_file().read_bytes() == b'{"a":1}'
        assert [str(each.AFRelationship) for each in file.Root.AF] == ["/Source"]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Also a second later: nothing in the file is the moment of rendering."""
    data = [Attachment("data.json", b"{}", "De gegevens", date(2026, 11, 23))]
    first = render_pdf(PAGE.format(""), identifier=b"x", attachments=data)
    time.sleep(1.1)
    assert render_pdf(PAGE.format(""), identifier=b"x", attachments=data) == first
    assert render_pdf(PAGE.format("!"), identifier=b"x", attachments=data) != first


def test_what_was_made_before_changes_nothing() -> None:
    """The fonts are looked up once per thread, and shared by the documents after it."""
    with ThreadPoolExecutor(1) as fresh:
        first = fresh.submit(render_pdf, PAGE.format("<p><b>vet</b> 12"), identifier=b"x").result()
    render_pdf(PAGE.format("<p><i>cursief</i> <code>code</code> ☃ 漢"), identifier=b"y")
    assert render_pdf(PAGE.format("<p><b>vet</b> 12"), identifier=b"x") == first


def test_threads_do_not_disturb_each_other() -> None:
    one = render_pdf(PAGE.format("<p>tegelijk"), identifier=b"x")
    with ThreadPoolExecutor(4) as threads:
        made = [threads.submit(render_pdf, PAGE.format("<p>tegelijk"), identifier=b"x") for _ in range(12)]
        assert {each.result() for each in made} == {one}


def test_a_document_brings_no_font() -> None:
    """It would stay for the documents after it."""
    own = "<style>@font-face { font-family: x; src: local('DejaVu Sans') }</style>"
    with pytest.raises(ForbiddenAddress, match="not a font of this machine: x"):
        render_pdf(PAGE.format(own), identifier=b"x")


def grown_megabytes() -> float:
    """How much more memory this process takes after so many documents, once it has warmed up."""
    seen = []
    for count in (WARM_UP, DOCUMENTS):
        for _ in range(count):
            render_pdf(PAGE.format(""), identifier=b"x")
        gc.collect()
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, text=True, check=True)
        seen.append(int(told.stdout) / 1024)
    return seen[1] - seen[0]


def test_documents_leave_nothing_in_memory() -> None:
    """In a process of its own: this one has room to hide a leak in."""
    code = "from tests.fluxus.test_pdf import grown_megabytes; print(grown_megabytes())"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fluxus.settings"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert float(told.stdout) < MOST_GROWN_MEGABYTES


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:{port}/x.png" alt="">',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/x.css">',
        '<style>@import "http://127.0.0.1:{port}/x.css";</style>',
        "<style>@font-face {{ font-family: x; src: url(http://127.0.0.1:{port}/x) }} p {{ font-family: x }}</style>",
        '<p style="background: url(http://127.0.0.1:{port}/x.png)">x</p>',
        '<link rel="attachment" href="http://127.0.0.1:{port}/x">',
        '<object data="http://127.0.0.1:{port}/x"></object>',
        '<embed src="http://127.0.0.1:{port}/x">',
        '<svg><image href="http://127.0.0.1:{port}/x.png" width="9" height="9"/></svg>',
        '<svg><use href="http://127.0.0.1:{port}/x.svg#a"/></svg>',
        '<img src="//127.0.0.1:{port}/x.png" alt="">',
    ],
)
def test_nothing_is_fetched(listener: tuple[int, list[object]], body: str) -> None:
    port, calls = listener
    with contextlib.suppress(ForbiddenAddress):
        render_pdf(PAGE.format(body.format(port=port)), identifier=b"x")
    assert calls == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "../fluxus/settings.py", "%2e%2e/fluxus/settings.py", "ftp://127.0.0.1/x", "gopher://x/"],
)
def test_no_file_outside_static_is_read(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        render_pdf(PAGE.format(f'<img src="{address}" alt="">'), identifier=b"x")


def test_our_own_static_files_are_read() -> None:
    assert render_pdf(PAGE.format('<img src="img/favicon.svg" alt="">'), identifier=b"x")
