#pragma once
/// Which documents are of one run, and which runs are replicates of each other, among results that
/// are imported together. Pure; does not throw.

#include "domain/board/derivation.hpp"

#include <span>

namespace lem::interchange {

/// The same text for every document of one run: the identity that its importer gave it, or what a
/// run of lem measured. nullopt for a document that could not be read.
std::optional<std::string> run_of(const domain::Derived& derived);

/// The natural key of a result: the same text for every result of this model, precision, engine
/// with its version and settings, hardware, energy scope, load and mean lengths. nullopt for a
/// result that does not state its hardware or its load: it may be a replicate, but nobody can tell.
std::optional<std::string> natural_key_of(const domain::Derived& derived);

/// The results that are replicates of each other: for each key that two or more have, their places
/// in `keys`, in the order of the first.
std::vector<std::vector<std::size_t>> replicates(std::span<const std::optional<std::string>> keys);

}  // namespace lem::interchange
