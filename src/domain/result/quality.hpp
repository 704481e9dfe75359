#pragma once
/// How far a result can be trusted, judged by the document alone: a grade, and every reason why it
/// is not better. Pure; does not throw.

#include "domain/result/metric_definition.hpp"

namespace lem::domain {

using schema::TextFormat;

struct Result;

/// From worst to best. Only standard and gold are fit for ranking claims.
enum class Grade { unfit, indicative, standard, gold };

struct QualityReason {
    std::string code;
    Grade at_most = Grade::gold;  // the best grade that this allows
    std::string message;
};

struct Quality {
    Grade grade = Grade::gold;
    std::vector<QualityReason> reasons;
};

/// Limits: docs/method.md, "Quality".
Quality quality_of(const Result& result);
/// With this summary instead of the one that the result states.
Quality quality_of(const Result& result, const Summary& summary);

}  // namespace lem::domain

namespace lem::schema {

template <>
struct enumeration<domain::Grade> {
    static constexpr std::string_view name = "Grade";
    static constexpr std::array values{
        Enumerator{domain::Grade::unfit, "unfit", "not usable"},
        Enumerator{domain::Grade::indicative, "indicative",
                   "a hint only: a reviewer would object to something"},
        Enumerator{domain::Grade::standard, "standard", "fit for comparison"},
        Enumerator{domain::Grade::gold, "gold",
                   "long cycles, restarts of the engine, small spread"},
    };
};

template <>
struct description<domain::QualityReason> {
    using T = domain::QualityReason;
    static constexpr auto record = schema::record(
        "QualityReason", "Why the grade is not a better one.",
        field(
            "code", &T::code,
            {.doc = "For example few_cycles.", .length_max = 60, .format = TextFormat::identifier}),
        field("at_most", &T::at_most, {.doc = "The best grade that this allows."}),
        field("message", &T::message, {.doc = "In a sentence.", .length_max = 400}));
};

template <>
struct description<domain::Quality> {
    using T = domain::Quality;
    static constexpr auto record = schema::record(
        "Quality", "How far the result can be trusted, by its own evidence.",
        field("grade", &T::grade, {.doc = "The grade."}),
        field("reasons", &T::reasons,
              {.doc = "Why it is not a better one, worst first.", .items_max = 100}));
};

}  // namespace lem::schema
