#pragma once
/// Experiments and results as JSON, in both directions, and their JSON Schema. Include it instead
/// of schema/read.hpp and schema/write.hpp to read or write these types: their code, some ten
/// thousand lines, is compiled once, in result_wire.cpp.

#include "domain/result/result.hpp"
#include "schema/json_schema.hpp"
#include "schema/read.hpp"

/// `linkage` is `extern` to declare, empty to define.
#define LEM_WIRE_TYPE(linkage, T)                                                                 \
    linkage template void read<T>(const json&, T&, const FieldOptions&, const Place&, Findings&); \
    linkage template void append_json<T>(std::string&, const T&);                                 \
    linkage template json SchemaSet::of<T>(const FieldOptions&)

namespace lem::schema {

LEM_WIRE_TYPE(extern, domain::Experiment);
LEM_WIRE_TYPE(extern, domain::Result);
LEM_WIRE_TYPE(extern, domain::RequestRecord);

}  // namespace lem::schema
