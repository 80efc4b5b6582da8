"""A disk that is full while reports come in: told as such, nothing that was acknowledged is lost, and it goes on once there is room."""
import os
import shutil
import subprocess

import pytest

from conftest import Khen
from served import sending
from test_reports_killed import CELLS, explained, reporter, submissions, submits


@pytest.fixture
def small_disk(filled_folder, tmp_path):
    """A disk in memory with little more room than the data take, and the data on it."""
    # Only root can make a disk of its own; others need to be let through, as for the packages.
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(file.stat().st_size for file in filled_folder.iterdir()) + (12 << 20)
    subprocess.run([*root, "mount", "-t", "tmpfs", "-o", f"size={size},mode=700,uid={os.getuid()}", "khen-full-disk", disk], check=True)
    try:
        shutil.copytree(filled_folder, disk / "data")
        yield Khen(disk)
    finally:
        subprocess.run([*root, "umount", disk], check=True)


def fill(disk, left):
    """Leaves so many bytes of room."""
    room = shutil.disk_usage(disk).free
    with open(disk / "filler", "wb") as file:
        file.write(b"\0" * max(0, room - left))


def test_a_full_disk(small_disk):
    khen = small_disk
    with khen.serve() as served:
        visitor, unit = reporter(served)
        first, second = f"DB-M-BAN/2026-08/{unit}", f"DB-M-BAN/2026-09/{unit}"
        taken = visitor.sync(sending(first, explained(CELLS), name="before"))
        assert taken.status == 200, taken
        fill(khen.folder, 0)
        body = sending(second, explained(CELLS), name="meanwhile")
        # The log of the database may have room of its own for a few more; then none.
        answers = [taken]
        for turn in range(400):
            report = visitor.sheet(second)
            answers.append(visitor.sync(sending(second, explained(CELLS | {"DB-S5.SESSIONS": turn}), name=f"fill-{turn}", submit=False, seen=report["version"])))
            if answers[-1].status != 200:
                break
        refused = answers.pop()
        assert refused.status == 507 and "disk" in refused.json["detail"] and refused.json["remedy"], refused
        body["seen"] = visitor.sheet(second)["version"]
        assert visitor.sync(body).status == 507
        assert visitor.get("/").status == 200, "reading goes on"
        assert visitor.get(f"/reports/{first}").status == 200
        kept = {answer.json["receipt"]["number"] for answer in answers}
        assert {f"11-{seq}" for seq, in khen.ask("SELECT seq FROM report_submission")} == kept
        (khen.folder / "filler").unlink()
        again = visitor.sync(body)
        assert again.status == 200 and again.json["state"] == "submitted" and again.json["receipt"]["repeated"] is False, again
        assert visitor.sync(sending(first, explained(CELLS), name="before")).json["receipt"]["number"] == taken.json["receipt"]["number"]
        assert submits(khen, first) == submits(khen, second) == 1
        assert len(submissions(khen, first)) == 1
    khen.verify()
