#pragma once
/// Builds verdicts in one form: "Failed: ..." or "Doubtful: ...", and the bounds.

#include "domain/checks/checks.hpp"

namespace lem::domain {

/// Four significant digits.
std::string shown(double value);

inline double length_s(const Cycle& cycle) {
    return cycle.window.end_s - cycle.window.start_s;
}
inline std::string place(const Cycle& cycle) {
    return "cycle " + std::to_string(cycle.index);
}

/// Another tool's table may state the energy of a token and rates, without tokens, energy and time:
/// there is nothing to compare them with.
inline bool has_ratios_alone(const Result& result, const Cycle& cycle) {
    return result.provenance && !cycle.tokens.output && !cycle.energy.energy_joules;
}

/// How the sentence begins of a check that found something of this severity: "Failed: ".
std::string_view opening_of(CheckOutcome severity);

/// The largest relative deviation seen, and where.
struct Deviation {
    double relative = 0;
    std::string where;
    bool any = false;

    void see(double stated, double derived, const std::string& place);
};

class Verdict {
public:
    explicit Verdict(const CheckDefinition& definition) : definition_(definition) {
        check_.code = definition.code;
        check_.title = definition.title;
    }

    /// What was observed and what passes; kept for every outcome.
    Verdict& bounds(double observed, std::optional<double> low, std::optional<double> high,
                    std::string_view unit);

    /// Messages are whole sentences, except that of a failure, which is a clause: "the run ended
    /// before it started".
    Check passed(std::string message);
    Check information(std::string message);
    Check not_applicable(std::string message);
    /// Not checked because the document leaves out a fact, with its reason.
    Check not_checked(const Result& result, OptionalFact missing);
    /// With the definition's severity, or a milder one.
    Check failed(const std::string& what) { return failed(what, definition_.severity); }
    Check failed(const std::string& what, CheckOutcome severity);

    /// Failed if `wrong` is not empty, else passed.
    Check unless(const std::string& wrong, std::string message);
    /// Passed within the tolerance of this name, else failed.
    Check within(const Deviation& worst, std::string_view tolerance, std::string nothing);

private:
    Check as(CheckOutcome outcome, std::string message);

    const CheckDefinition& definition_;
    Check check_;
};

}  // namespace lem::domain
