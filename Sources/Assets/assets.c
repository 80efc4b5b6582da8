#include "assets.h"

// `#embed` is C23; clang takes it in the C17 that SwiftPM asks for, and would warn.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char style_css[] = {
#embed "../../assets/style.css"
};

static const unsigned char reports_css[] = {
#embed "../../assets/reports.css"
};

static const unsigned char records_css[] = {
#embed "../../assets/records.css"
};
static const unsigned char records_js[] = {
#embed "../../assets/records.js"
};

static const unsigned char khen_js[] = {
#embed "../../assets/khen.js"
};

// One script of several files, each about one thing.
static const unsigned char reports_js[] = {
#embed "../../assets/reports/numbers.js"
,
#embed "../../assets/reports/formula.js"
,
#embed "../../assets/reports/check.js"
,
#embed "../../assets/reports/store.js"
,
#embed "../../assets/reports/queue.js"
,
#embed "../../assets/reports/sheet.js"
,
#embed "../../assets/reports/edits.js"
,
#embed "../../assets/reports/photos.js"
,
#embed "../../assets/reports/offline.js"
,
#embed "../../assets/reports/start.js"
};

static const unsigned char registers_js[] = {
#embed "../../assets/registers/figures.js"
,
#embed "../../assets/registers/fields.js"
,
#embed "../../assets/registers/check.js"
,
#embed "../../assets/registers/outbox.js"
,
#embed "../../assets/registers/form.js"
,
#embed "../../assets/registers/sheet.js"
,
#embed "../../assets/registers/roll.js"
,
#embed "../../assets/registers/page.js"
};

static const unsigned char sw_js[] = {
#embed "../../assets/sw.js"
};

static const unsigned char manifest[] = {
#embed "../../assets/manifest.webmanifest"
};

static const unsigned char icon_svg[] = {
#embed "../../assets/icon.svg"
};

static const unsigned char vi_json[] = {
#embed "../../assets/vi.json"
};

static const unsigned char units_csv[] = {
#embed "../../data/units/units.csv"
};

static const unsigned char versions_csv[] = {
#embed "../../data/units/versions.csv"
};

static const unsigned char lineage_csv[] = {
#embed "../../data/units/lineage.csv"
};

static const unsigned char aliases_csv[] = {
#embed "../../data/units/aliases.csv"
};

static const unsigned char outlines_provinces[] = {
#embed "../../data/units/boundaries/provinces.txt"
};

static const unsigned char outlines_11[] = {
#embed "../../data/units/boundaries/11.txt"
};

static const unsigned char outlines_14[] = {
#embed "../../data/units/boundaries/14.txt"
};

static const unsigned char outlines_66[] = {
#embed "../../data/units/boundaries/66.txt"
};

static const unsigned char outlines_68[] = {
#embed "../../data/units/boundaries/68.txt"
};

static const unsigned char villages_dien_bien[] = {
#embed "../../data/villages/dien-bien.csv"
};

#define ASSET(name, media_type, bytes) { name, media_type, bytes, sizeof(bytes) }

const khen_asset khen_assets[] = {
    ASSET("style.css", "text/css; charset=utf-8", style_css),
    ASSET("reports.css", "text/css; charset=utf-8", reports_css),
    ASSET("records.css", "text/css; charset=utf-8", records_css),
    ASSET("records.js", "text/javascript; charset=utf-8", records_js),
    ASSET("khen.js", "text/javascript; charset=utf-8", khen_js),
    ASSET("reports.js", "text/javascript; charset=utf-8", reports_js),
    ASSET("registers.js", "text/javascript; charset=utf-8", registers_js),
    ASSET("sw.js", "text/javascript; charset=utf-8", sw_js),
    ASSET("manifest.webmanifest", "application/manifest+json", manifest),
    ASSET("icon.svg", "image/svg+xml", icon_svg),
    ASSET("vi.json", "application/json", vi_json),
    ASSET("units/units.csv", "text/csv; charset=utf-8", units_csv),
    ASSET("units/versions.csv", "text/csv; charset=utf-8", versions_csv),
    ASSET("units/lineage.csv", "text/csv; charset=utf-8", lineage_csv),
    ASSET("units/aliases.csv", "text/csv; charset=utf-8", aliases_csv),
    ASSET("units/boundaries/provinces.txt", "text/plain; charset=utf-8", outlines_provinces),
    ASSET("units/boundaries/11.txt", "text/plain; charset=utf-8", outlines_11),
    ASSET("units/boundaries/14.txt", "text/plain; charset=utf-8", outlines_14),
    ASSET("units/boundaries/66.txt", "text/plain; charset=utf-8", outlines_66),
    ASSET("units/boundaries/68.txt", "text/plain; charset=utf-8", outlines_68),
    ASSET("villages/dien-bien.csv", "text/csv; charset=utf-8", villages_dien_bien),
};

const size_t khen_asset_count = sizeof(khen_assets) / sizeof(khen_assets[0]);

khen_asset khen_asset_at(size_t place) { return khen_assets[place]; }
