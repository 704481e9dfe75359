#pragma once
/// The results that a reader makes of a file, and what they have in common: completing a result
/// with what follows from its fields, and the reasons for what is absent. Not thread-safe.

#include "interchange/results/result_format.hpp"
#include "schema/read.hpp"

#include <deque>

namespace lem::interchange {

/// One run of the file, which becomes one result.
class ImportedRun {
public:
    ImportedRun(const ResultSource& source, std::string_view format, std::string place,
                std::size_t number, schema::Findings& findings);

    domain::Result result;

    /// A new cycle from `start_s` on, `length_s` long, with its index and its window. A table that
    /// states rates alone has a cycle from 0 to 0, whose metrics its reader sets.
    domain::Cycle& add_cycle(double start_s, double length_s);
    /// The model's name. The last part of a path, which is private.
    void model(std::string_view name, const std::string& source);
    /// Adds so many devices of this name.
    void devices(std::string_view name, int count);
    /// None is listed, because the source does not say how many there were, as a sentence says.
    void devices_unknown(std::string why);
    /// How requests arrived.
    void load(domain::Load load);

    /// The program's own identity of the run: files that share it are of one run. `program` stands
    /// for the format where several formats of a program hold the same runs.
    void identity(std::string_view id, std::string_view program = {});
    void derived(std::string target, std::string reason);
    void missing(domain::OptionalFact fact, std::string reason);
    void note(std::string text);
    void report(domain::MappedField field);
    /// `pointer` is below the run's place.
    void wrong(const std::string& pointer, std::string message);
    /// Sets `target` to the enumerator of this name; a violation if there is none.
    template <class E>
    void set_named(std::string_view word, const std::string& pointer, E& target) {
        if (const auto value = schema::value_of<E>(word))
            target = *value;
        else
            wrong(pointer, schema::one_of(schema::names_of_enumerators<E>, word));
    }
    const std::string& place() const { return place_; }

    /// Fills in what follows: rates from tokens, time and energy, the summary, the reasons for what
    /// is absent.
    void complete();

private:
    void apply(const GivenFacts& given);

    const ResultSource& source_;
    std::string place_;
    schema::Findings& findings_;
    std::optional<std::string> devices_unknown_;
};

/// The results of one file.
class Import {
public:
    Import(const ResultSource& source, std::string_view format);

    /// Begins the next run, which stands at this place in the file.
    ImportedRun& begin(std::string place);
    void wrong(const std::string& place, std::string message);
    void wrong(const Violations& violations);
    tl::expected<std::vector<domain::Result>, Violations> take() &&;

private:
    const ResultSource& source_;
    std::string_view format_;
    schema::Findings findings_;
    std::deque<ImportedRun> runs_;  // runs must not move: readers hold references
};

/// Why no importer can read these bytes: too many, none, not UTF-8.
std::optional<ImportFailure> unreadable(std::string_view bytes);

/// The results, if all is well, with these notes before their own.
tl::expected<std::vector<domain::Result>, ImportFailure> finished(
    Import&& import, std::span<const std::string> notes = {});

/// The engine that a name means: "vllm", "TensorRT-LLM", "openai-chat". nullopt for another.
std::optional<domain::EngineName> engine_named(std::string_view name);

}  // namespace lem::interchange
