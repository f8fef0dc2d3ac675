"""The running house of the tests itself: it answers, and it is gone afterwards."""

import urllib.request
from pathlib import Path

import pytest

from network.models import User
from tests.cast import gather
from tests.houses import MakeHouse


@pytest.mark.worker
def test_house_runs_and_ends(make_house: MakeHouse) -> None:
    with make_house(worker=True) as house:
        gather()
        assert User.objects.filter(email="bureau@fluxus.test").exists()
        with urllib.request.urlopen(f"{house.url}/account/login/", timeout=10) as response:
            assert response.status == 200
        pids = [process.pid for process in house.processes.running.values()]
        assert len(pids) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
