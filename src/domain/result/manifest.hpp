#pragma once
/// The files of a bundle.

#include "schema/record.hpp"

#include <string>
#include <vector>

namespace lem::domain {

struct FileReference {
    std::string name;
    std::string sha256;
    std::int64_t size_bytes = 0;
};

/// manifest.json of a bundle: every other file of it.
struct Manifest {
    int schema_version = 1;
    std::vector<FileReference> files;
};

}  // namespace lem::domain

namespace lem::schema {

template <>
struct description<domain::FileReference> {
    using T = domain::FileReference;
    static constexpr auto record = schema::record(
        "FileReference", "A file of the bundle.",
        field("name", &T::name,
              {.doc = "Name inside the bundle.",
               .length_max = 120,
               .format = TextFormat::identifier}),
        field("sha256", &T::sha256, {.doc = "SHA-256 of its bytes.", .format = TextFormat::sha256}),
        field("size_bytes", &T::size_bytes,
              {.doc = "Size.", .unit = "B", .minimum = 0, .maximum = 1e12}));
};

template <>
struct description<domain::Manifest> {
    using T = domain::Manifest;
    static constexpr auto record = schema::record(
        "Manifest", "Every other file of a bundle.",
        field("schema_version", &T::schema_version, {.doc = "1", .minimum = 1, .maximum = 1}),
        field("files", &T::files, {.doc = "The files.", .items_max = 64}));
};

}  // namespace lem::schema
