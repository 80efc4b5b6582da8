import re
import zipfile

import pytest
from conftest import NAMES
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("name", NAMES)
def test_every_part_is_sound_xml_and_all_text_stands_in_runs(folder, name):
    with zipfile.ZipFile(folder / f"{name}.docx") as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for part in archive.namelist():
            root = etree.fromstring(archive.read(part))
            if part.startswith("word/") and part.endswith(".xml"):
                stray = [e.tag for e in root.iter() if isinstance(e.tag, str) and (e.text or "").strip() and e.tag not in (W + "t", W + "instrText")]
                stray += [e.tag for e in root.iter() if (e.tail or "").strip()]
                assert stray == []


@pytest.mark.parametrize("name", NAMES)
def test_paper_and_margins_are_those_of_the_decree(word, name):
    for section in word(name).sections:
        sides = sorted([section.page_width, section.page_height])
        assert [round(side / Mm(1)) for side in sides] == [210, 297]
        margins = [round(margin / Mm(1)) for margin in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)]
        assert margins == [20, 20, 30, 15]
        assert section.different_first_page_header_footer


@pytest.mark.parametrize("name", NAMES)
def test_the_page_number_is_in_the_header_of_all_but_the_first_page(word, name):
    section = word(name).sections[0]
    assert "PAGE" in section.header._element.xml and section.header.paragraphs[0].style.paragraph_format.alignment == 1
    assert "PAGE" not in section.first_page_header._element.xml


@pytest.mark.parametrize("name", NAMES)
def test_letters_are_times_new_roman_and_the_language_is_vietnamese(word, name):
    defaults = word(name).styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    assert defaults.find(qn("w:rFonts")).get(qn("w:ascii")) == "Times New Roman"
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "28"
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert word(name).core_properties.language == "vi-VN" and word(name).core_properties.title


def test_the_head_has_two_columns_with_lines_below_agency_and_motto(word):
    head = word("report").tables[0]
    left, right = head.rows[0].cells
    assert [p.text for p in left.paragraphs][:2] == ["ỦY BAN NHÂN DÂN\nTỈNH ĐIỆN BIÊN", "ỦY BAN NHÂN DÂN\nXÃ THANH NƯA"]
    assert [p.text for p in right.paragraphs][:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    for cell in (left, right):
        line = cell.paragraphs[-1]._element.pPr
        assert line.find(qn("w:pBdr")).find(qn("w:bottom")) is not None
    assert [cell.text for cell in head.rows[1].cells] == ["Số: 05/BC-UBND", "Thanh Nưa, ngày 05 tháng 02 năm 2026"]


def test_headings_are_headings_and_the_text_ends_with_its_mark(word):
    document = word("report")
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.lower().startswith("heading")]
    assert headings == [("Heading 1", "I. Kết quả thực hiện"), ("Heading 2", "1. Đào tạo kỹ năng số"), ("Heading 2", "2. Tổ công nghệ số cộng đồng"), ("Heading 3", "a) Về tổ chức"),
                        ("Heading 1", "II. Nhiệm vụ tháng tới")]
    assert "Tiếp tục mở lớp tại các bản vùng cao, ưu tiên hộ nghèo, hộ cận nghèo./." in texts(document)
    assert texts(document).count("BÁO CÁO") == 1


def test_signer_and_recipients_stand_beside_each_other(word):
    left, right = word("report").tables[-1].rows[0].cells
    assert left.text.split("\n") == ["Nơi nhận:", "- Như trên;", "- Thường trực Đảng ủy, HĐND xã;", "- Chủ tịch, các PCT UBND xã;", "- Lưu: VT, VHXH."]
    assert right.text.split("\n") == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lò Văn Ái"]


def test_tables_are_tables_whose_header_rows_return(word):
    table = word("report").tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Nội dung", "Kỳ báo cáo", "Kỳ báo cáo", "Lũy kế"]
    assert [cell.text for cell in table.rows[1].cells] == ["TT", "Nội dung", "Tổng số", "Trong đó: nữ", "Lũy kế"]
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True] + [False] * (len(table.rows) - 2)
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "1.331", "608", "12.575"]
    assert table.rows[-1].cells[2].paragraphs[0].alignment == 2
    for table in word("hard").tables:
        width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol")))
        assert width <= round(252 / 25.4 * 1440) + 10


def test_appendices_have_sections_of_their_own_across_the_page_where_asked(word):
    sections = word("hard").sections
    assert [section.orientation for section in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [p.text for p in word("hard").paragraphs if p.style.name == "Phụ lục"] == ["Phụ lục I", "Phụ lục II"]


def test_other_scripts_get_typefaces_that_have_them_and_bad_characters_are_gone(word):
    paragraph = next(p for p in word("hard").paragraphs if "chữ Thái" in p.text)
    faces = {run.font.name for run in paragraph.runs}
    assert {"Noto Sans Tai Viet", "Noto Sans Cham"} <= faces
    assert 'A & B < C > "D" \'E\'' in paragraph.text and "hòa, nới" in paragraph.text
    assert not re.search("[\u0000-\u0008\u000b\u000e-\u001f\u202e\ufffe]", paragraph.text)


def test_a_draft_says_so_and_leaves_room_for_number_and_day(word):
    document = word("draft")
    number, day = [cell.text for cell in document.tables[0].rows[1].cells]
    assert re.fullmatch(r"Số: {2,}/BC-UBND\nDỰ THẢO", number) and re.fullmatch(r"Thanh Nưa, ngày +tháng +năm 2026", day)
    assert "DỰ THẢO" in document.sections[0].first_page_header._element.xml
    assert "DỰ THẢO" not in word("report").sections[0].header._element.xml
    assert "THƯỢNG KHẨN" in word("hard").tables[0].rows[1].cells[0].text


def test_a_letter_has_its_abstract_below_the_number(word):
    assert word("letter").tables[0].rows[1].cells[0].text == "Số: 123/UBND-VHXH\nV/v báo cáo kết quả chuyển đổi số tháng 9 năm 2026"
    assert "CÔNG VĂN" not in "\n".join(texts(word("letter")))


@pytest.mark.parametrize("name,pages", [("report", 2), ("hard", 10), ("draft", 2), ("letter", 1), ("figures", 3)])
def test_libreoffice_prints_it(printed, page_text, pdf, name, pages):
    import pypdf
    reader = pypdf.PdfReader(printed / f"{name}.pdf")
    assert len(reader.pages) == pages
    first = page_text(printed / f"{name}.pdf", 1)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first and not first.lstrip().startswith("1\n")
    if pages > 1 and name != "hard":
        assert page_text(printed / f"{name}.pdf", 2).split()[0] == "2"


def test_libreoffice_repeats_the_header_of_a_long_table(printed, page_text):
    assert sum("Số hộ" in page_text(printed / "hard.pdf", page) for page in range(2, 6)) >= 3
