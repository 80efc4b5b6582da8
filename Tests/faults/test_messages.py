"""Every wrong use gets one clear line that says what to do, and a fitting exit status."""
import json
import os
import sqlite3
import subprocess
import time

import pytest

HEADER = "data_element,org_unit,period,category_options,value,comment,source\n"


def one_line(done, *words):
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0], (word, lines[0])


def test_help_and_version_say_what_there_is(sqlite_khen):
    text = sqlite_khen.run("--help", place=False).stdout
    for command in ("serve", "pack", "import", "units", "demo", "verify", "backup", "restore", "settings", "notices"):
        assert command in text
        assert sqlite_khen.run(command, "--help", place=False).returncode == 0


def test_a_folder_served_by_another_process(sqlite_khen):
    first = sqlite_khen.start("serve", "--port", "0")
    try:
        assert "http://" in first.stdout.readline()
        one_line(sqlite_khen.run("serve", "--port", "0"), "process", "another")
    finally:
        first.terminate()
        first.communicate()


def test_a_port_that_is_taken(sqlite_khen, tmp_path):
    import socket
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        one_line(sqlite_khen.run("serve", "--port", str(taken.getsockname()[1])), "--port")


def test_a_newer_schema(sqlite_khen):
    sqlite_khen.ok("verify")
    with sqlite3.connect(sqlite_khen.folder / "data" / "khen.sqlite") as database:
        database.execute("INSERT INTO schema_migration SELECT 999, name, checksum, applied_at FROM schema_migration LIMIT 1")
    one_line(sqlite_khen.run("verify"), "999", "newer")


def test_a_file_that_is_no_database(sqlite_khen):
    (sqlite_khen.folder / "data").mkdir()
    (sqlite_khen.folder / "data" / "khen.sqlite").write_bytes(b"this is not a database" * 1000)
    assert sqlite_khen.run("verify").returncode != 0


def test_an_unknown_database(sqlite_khen):
    one_line(sqlite_khen.run("verify", "--database", "mysql://x/y", place=False), "postgres://")


@pytest.mark.parametrize("content, words", [
    ("data_element,org_unit\nx,y\n", ("period", "value")),
    ("", ("empty",)),
    ("%PDF-1.7 ...", ("PDF",)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ("xlsx",)),
    ("<html><body><table></table></body></html>", ("HTML",)),
])
def test_a_file_that_is_not_what_its_name_says(sqlite_khen, packs, tmp_path, content, words):
    sqlite_khen.ok("pack", "load", *packs)
    path = tmp_path / "values.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = sqlite_khen.run("import", str(path))
    one_line(done)
    for word in words:
        assert word.lower() in done.stderr.lower(), done.stderr


def test_a_missing_file(sqlite_khen):
    one_line(sqlite_khen.run("import", "no-such-file.csv"), "no-such-file.csv")


def test_a_very_large_wrong_file_is_refused_with_little_memory(sqlite_khen, packs, tmp_path):
    sqlite_khen.ok("pack", "load", *packs)
    path = tmp_path / "large.csv"
    with open(path, "wb") as file:
        file.write(HEADER.encode())
        chunk = (b"WRONG.CODE,03127,2026-07,,1," + b"x" * 2000 + b",\n") * 1000
        while file.tell() < 200 * 1024 * 1024:
            file.write(chunk)
    code = "import resource, subprocess, sys\nresource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))\nsys.exit(subprocess.call(sys.argv[1:]))"
    import conftest
    began = time.monotonic()
    done = subprocess.run(["python3", "-c", code, conftest.BINARY, "import", str(path), "--json", *sqlite_khen.place], capture_output=True, text=True,
                          env={**os.environ, "KHEN_LANG": "en"}, timeout=600)
    assert done.returncode == 65, done.stderr[-400:]
    report = json.loads(done.stdout)
    assert report["refused"] == report["rows"] > 100_000
    assert report["written"] == 0 and "WRONG.CODE" in report["problems"][0]["reason"]["en"]
    assert time.monotonic() - began < 500


def test_a_broken_pack_names_file_and_line(sqlite_khen, tmp_path):
    pack = tmp_path / "broken"
    pack.mkdir()
    (pack / "pack.yaml").write_text("code: broken\nname:\n  vi: Gói hỏng\n  en: Broken pack\nversion: 1.0.0\n", encoding="utf-8")
    (pack / "indicators.yaml").write_text("- code: X-1\n  name:\n    vi: Chỉ tiêu thử\n  measure: ratio\n  numerator: \"#{X.A\"\n", encoding="utf-8")
    done = sqlite_khen.run("pack", "check", str(pack))
    assert done.returncode == 65
    assert "broken/indicators.yaml:" in done.stderr and "error" in done.stderr
    vietnamese = sqlite_khen.run("pack", "check", str(pack), "--lang", "vi")
    assert "lỗi" in vietnamese.stderr


def test_a_changed_byte_is_caught(sqlite_khen, packs, tmp_path):
    sqlite_khen.ok("pack", "load", *packs)
    path = tmp_path / "values.csv"
    path.write_text(HEADER + "DB-S5.VISITS,03127,2026-07,,40,,\nDB-S5.SERVED,03127,2026-07,,12,,\n", encoding="utf-8")
    sqlite_khen.ok("import", str(path))
    sqlite_khen.verify()
    with sqlite3.connect(sqlite_khen.folder / "data" / "khen.sqlite") as database:
        assert database.execute("UPDATE data_value SET value = '13' WHERE value = '12'").rowcount == 1
    done = sqlite_khen.run("verify")
    assert done.returncode == 65
    assert "First broken link: 11/" in done.stderr


def test_backup_while_serving_and_restore(sqlite_khen, packs, tmp_path):
    sqlite_khen.ok("pack", "load", *packs)
    server = sqlite_khen.start("serve", "--port", "0")
    try:
        server.stdout.readline()
        sqlite_khen.ok("backup", str(tmp_path / "copy.khen"))
        one_line(sqlite_khen.run("backup", str(tmp_path / "copy.khen")), "there already")
    finally:
        server.terminate()
        server.communicate()
    one_line(sqlite_khen.run("restore", str(tmp_path / "copy.khen")), "--overwrite")
    sqlite_khen.ok("restore", "--overwrite", str(tmp_path / "copy.khen"))
    sqlite_khen.verify()
