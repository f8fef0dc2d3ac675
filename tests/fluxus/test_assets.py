"""Names of static files on a live house."""

import re
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from fluxus.assets import HashedAssets


def test_a_module_imports_the_hashed_name_of_another(tmp_path: Path) -> None:
    written, served = tmp_path / "written", tmp_path / "served"
    for folder in (written, served):
        folder.mkdir()
        (folder / "clock.js").write_text("export const QUARTER = 15;\n")
        (folder / "main.js").write_text('import { QUARTER } from "./clock.js";\nconsole.log(QUARTER);\n')
    source = FileSystemStorage(location=written)
    assets = HashedAssets(location=str(served), base_url="/static/")
    done = {name: hashed for name, hashed, _ in assets.post_process({n: (source, n) for n in ("clock.js", "main.js")})}
    text = (served / done["main.js"]).read_text()
    assert re.search(r'from "\./clock\.[0-9a-f]{12}\.js";', text)
    assert done["clock.js"] in text
