"""PDFs are PDF/A-3a with stable bytes, and fetch nothing from outside."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from fluxus.pdf import Attachment, ForbiddenAddress, render_pdf

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
