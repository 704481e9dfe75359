#pragma once
/// The facts of a result that only a document with provenance may leave out. Pure; does not throw.

#include "domain/result/result.hpp"

namespace lem::domain {

/// A fact that is null.
struct Absence {
    OptionalFact fact;
    std::string pointer;
};
std::vector<Absence> absences(const Result& result);

/// A fact that is null although the document gives no reason for it, by its JSON pointer.
struct UnexplainedAbsence {
    std::string pointer;
    std::string message;
};
std::vector<UnexplainedAbsence> unexplained_absences(const Result& result);

/// The stated reason why a fact is null somewhere; documents without one are not accepted.
std::string why_absent(const Result& result, OptionalFact fact);

/// False if the document says that it lacks the fact.
bool states(const Result& result, OptionalFact fact);

/// "unknown" for a fact that is null.
inline std::string known_or_unknown(const std::optional<std::string>& text) {
    return text.value_or("unknown");
}

}  // namespace lem::domain
