#pragma once
#include <stddef.h>

/// A file that travels inside the program, such as the style sheet every page uses.
///
/// `bytes` is not null-terminated; it lives as long as the program.
typedef struct {
    const char *name;
    const char *media_type;
    const unsigned char *bytes;
    size_t length;
} khen_asset;

/// How many files travel inside the program.
extern const size_t khen_asset_count;

/// The files, in no particular order; names are unique.
extern const khen_asset khen_assets[];

/// The file at a place, 0 to `khen_asset_count` - 1.
khen_asset khen_asset_at(size_t place);
