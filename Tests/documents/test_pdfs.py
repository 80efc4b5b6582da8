import re
import subprocess

import pytest
from conftest import NAMES

PAGES = {"report": 2, "hard": 10, "draft": 2, "letter": 1, "figures": 3}


def info(file):
    out = subprocess.run(["pdfinfo", file], capture_output=True, check=True).stdout.decode()
    return dict(re.split(r":\s+", line, maxsplit=1) for line in out.splitlines() if re.search(r":\s", line))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_tagged_with_title_and_language(folder, pdf, name):
    facts = info(folder / f"{name}.pdf")
    assert facts["Tagged"] == "yes" and facts["Encrypted"] == "no" and int(facts["Pages"]) == PAGES[name]
    catalogue = pdf(name).trailer["/Root"]
    assert catalogue["/Lang"] == "vi-VN" and catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf(name).metadata.title == facts["Title"] and facts["Title"].startswith(("Báo cáo", "Công văn"))
    kinds = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict) and "/S" in node:
            kinds.add(node["/S"])
        for kid in (node.get("/K", []) if isinstance(node, dict) else []) if isinstance(node.get("/K") if isinstance(node, dict) else None, list) else []:
            if not isinstance(kid, int):
                walk(kid)
    walk(catalogue["/StructTreeRoot"])
    assert "/P" in kinds and (name == "letter" or {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD"} <= kinds)


@pytest.mark.parametrize("name", NAMES)
def test_all_typefaces_are_embedded_and_have_unicode(folder, name):
    out = subprocess.run(["pdffonts", folder / f"{name}.pdf"], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert out
    for line in out:
        emb, sub, uni = line.split()[-5:-2]
        assert (emb, uni) == ("yes", "yes"), line
    faces = {line.split()[0].split("+")[-1].lower() for line in out}
    assert all(re.match("tinos|times|liberationserif|notosans(taiviet|cham)|noto-sans-(tai-viet|cham)", face) for face in faces), faces


@pytest.mark.parametrize("name", NAMES)
def test_paper_is_a4_upright_save_for_appendices_across_the_page(pdf, name):
    sizes = [sorted([round(float(side)) for side in page.mediabox[2:]]) for page in pdf(name).pages]
    assert all(size == [595, 842] for size in sizes)
    wide = [page.mediabox[2] > page.mediabox[3] for page in pdf(name).pages]
    assert wide == {"hard": [False] * 6 + [True] * 3 + [False], "figures": [False, False, True]}.get(name, [False] * PAGES[name])


def test_words_come_out_with_their_marks(folder, page_text):
    first = re.sub(r"\s+", " ", page_text(folder / "report.pdf", 1))
    for words in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/BC-UBND", "Thanh Nưa, ngày 05 tháng 02 năm 2026", "BÁO CÁO", "Kính gửi: Sở Dân tộc và Tôn giáo tỉnh Điện Biên.",
                  "I. Kết quả thực hiện", "1. Đào tạo kỹ năng số", "a) Về tổ chức", "Cán bộ, công chức cấp xã 97 41 230"]:
        assert words in first
    second = re.sub(r"\s+", " ", page_text(folder / "report.pdf", 2))
    for words in ["Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "Lò Văn Ái", "hộ cận nghèo./."]:
        assert words in second
    hard = re.sub(r"\s+", " ", page_text(folder / "hard.pdf", 1))
    assert "A & B < C > \"D\" 'E'" in hard and "hòa, nới" in hard and "\uaa00" in hard and "XML(" not in hard


def test_page_numbers_begin_on_the_second_page_and_anew_in_each_appendix(folder, page_text):
    numbers = [(page_text(folder / "hard.pdf", page).strip().splitlines()[0].strip()) for page in range(1, 11)]
    assert [line if line.isdigit() else None for line in numbers] == [None, "2", "3", "4", "5", "6", None, "2", "3", None]


def test_a_long_table_repeats_its_header(folder, page_text):
    assert all("TT" in page_text(folder / "hard.pdf", page) and "Số hộ" in page_text(folder / "hard.pdf", page) for page in range(2, 6))


def test_each_page_says_where_to_verify_it(folder, page_text):
    for page in range(1, 11):
        assert "documents/verify/7K3Q-M2XD-91FA" in page_text(folder / "hard.pdf", page)


def test_a_draft_says_so_on_each_page(pdf):
    assert all("THẢO" in page.extract_text() for page in pdf("draft").pages)
    assert not any("DỰ THẢO" in page.extract_text() for page in pdf("report").pages)
