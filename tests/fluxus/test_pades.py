"""PAdES also where an event loop runs already: under ASGI, or beside a browser that is driven from the same thread."""

import asyncio
from datetime import UTC, datetime

from fluxus import pades, pdf
from fluxus.pades.apart import apart


def test_a_seal_is_made_and_read_inside_a_running_loop() -> None:
    content = pdf.render_pdf("<html lang=nl><title>Brief</title><p>Tekst</p></html>", identifier=b"brief")
    key = pades.load_key(pades.make_key(name="Proef", of="Proefhuis", at=datetime.now(UTC)))
    act = pades.Act(field="Huis", label="Huis", name="Proefhuis", reason="Getekend")

    async def seal_and_look() -> list[pades.Found]:
        return pades.inspect(pades.seal(content, key=key, acts=[act]).content)

    assert [found.is_intact for found in apart(asyncio.run)(seal_and_look())] == [True]
