#pragma once
/// What nearly every file of the WebAssembly module includes; it is compiled once
/// (scripts/wasm.mjs).

#include "domain/board/derivation.hpp"
#include "interchange/results/fields.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <map>
