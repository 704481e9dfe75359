#include "measure/workload/prompt_files.hpp"

#include "base/text.hpp"
#include "measure/workload/text_table.hpp"
#include "schema/json.hpp"

#include <simdjson.h>

namespace lem::measure {
namespace {

constexpr std::size_t prompts_max = 100'000;
constexpr std::int64_t output_tokens_max = 1'000'000;
const std::string what = "the prompt file (workload.file)";

template <class Reader>
void take(std::vector<Prompt>& prompts, Prompt prompt, const Reader& reader) {
    if (prompts.size() == prompts_max)
        throw reader.fault("", "the file contains more than 100000 prompts; shorten it.");
    prompts.push_back(std::move(prompt));
}

template <class Reader>
int output_tokens_from(std::optional<std::int64_t> value, std::string_view field,
                       const Reader& reader) {
    if (!value || *value < 1 || *value > output_tokens_max)
        throw reader.fault(field, "must be a whole number from 1 to 1000000.");
    return static_cast<int>(*value);
}

std::vector<Prompt> read_lines(const std::filesystem::path& file) {
    LineReader lines(file, what);
    std::vector<Prompt> prompts;
    for (std::string line; lines.next(line);)
        take(prompts, user_prompt(line), lines);
    return prompts;
}

std::vector<Message> messages_from(const schema::json& messages, const LineReader& lines) {
    constexpr std::size_t messages_max = 1000;
    if (!messages.is_array() || messages.empty() || messages.size() > messages_max)
        throw lines.fault("messages", "must be a list of 1 to 1000 messages.");
    std::vector<Message> made;
    for (const schema::json& message : messages) {
        const auto text_of = [&](const char* name) {
            if (!message.is_object() || !message.contains(name) || !message[name].is_string())
                throw lines.fault("messages", "each must have the text fields role and content.");
            return message[name].get<std::string>();
        };
        made.push_back({.role = text_of("role"), .content = text_of("content")});
    }
    return made;
}

std::vector<Prompt> read_json_lines(const std::filesystem::path& file) {
    LineReader lines(file, what);
    std::vector<Prompt> prompts;
    for (std::string line; lines.next(line);) {
        const auto row = schema::parse(line);
        if (!row) throw lines.fault("", row.error().at(0).message + ".");
        if (!row->is_object()) throw lines.fault("", "must be a JSON object.");
        Prompt prompt;
        if (const auto messages = row->find("messages"); messages != row->end())
            prompt.messages = messages_from(*messages, lines);
        else if (const auto text = row->find("prompt"); text != row->end() && text->is_string())
            prompt = user_prompt(text->get<std::string>());
        else
            throw lines.fault("prompt", "must be a text, or messages must be a list.");
        if (const auto tokens = row->find("output_tokens"); tokens != row->end()) {
            std::optional<std::int64_t> count;
            if (tokens->is_number_integer()) count = tokens->get<std::int64_t>();
            prompt.output_tokens = output_tokens_from(count, "output_tokens", lines);
        }
        take(prompts, std::move(prompt), lines);
    }
    return prompts;
}

std::vector<Prompt> read_csv(const std::filesystem::path& file, const domain::Workload& workload) {
    CsvReader rows(file, what);
    const std::size_t text = rows.required_column(workload.prompt_column);
    const auto tokens = rows.column(workload.output_tokens_column);
    std::vector<Prompt> prompts;
    for (std::vector<std::string> fields; rows.next(fields);) {
        if (text::trim(fields[text]).empty()) throw rows.fault(workload.prompt_column, "is empty.");
        Prompt prompt = user_prompt(fields[text]);
        if (tokens && !text::trim(fields[*tokens]).empty())
            prompt.output_tokens = output_tokens_from(text::to_int(text::trim(fields[*tokens])),
                                                      workload.output_tokens_column, rows);
        take(prompts, std::move(prompt), rows);
    }
    return prompts;
}

Error no_prompts(const std::filesystem::path& file) {
    return fault_at(file, 1, "", "the file contains no usable prompt.");
}

/// English text has about four bytes per token. Used only to leave out texts that are far too long
/// or too short.
std::size_t tokens_about(std::string_view text) {
    return (text.size() + 3) / 4;
}

std::optional<Prompt> first_two_turns(simdjson::dom::element conversation) {
    simdjson::dom::array turns;
    if (conversation["conversations"].get(turns) != simdjson::SUCCESS || turns.size() < 2)
        return std::nullopt;
    const auto turn = [&](std::size_t i, std::initializer_list<std::string_view> speakers) {
        std::string_view from, value;
        const bool read = turns.at(i)["from"].get(from) == simdjson::SUCCESS &&
                          turns.at(i)["value"].get(value) == simdjson::SUCCESS;
        const bool fits = std::find(speakers.begin(), speakers.end(), from) != speakers.end();
        return read && fits ? value : std::string_view();
    };
    const std::string_view question = turn(0, {"human", "user"}),
                           answer = turn(1, {"gpt", "assistant", "chatgpt", "bing", "bard"});
    const std::size_t input = tokens_about(question), output = tokens_about(answer);
    if (input < 4 || output < 4 || input > 1024 || input + output > 2048) return std::nullopt;
    Prompt prompt = user_prompt(std::string(question));
    prompt.output_tokens = static_cast<int>(output);
    return prompt;
}

}  // namespace

std::vector<Prompt> read_prompt_file(const std::filesystem::path& file,
                                     const domain::Workload& workload) {
    const auto extension = text::lower(file.extension().string());
    auto prompts = extension == ".jsonl" ? read_json_lines(file)
                   : extension == ".csv" ? read_csv(file, workload)
                                         : read_lines(file);
    if (prompts.empty()) throw no_prompts(file);
    return prompts;
}

std::vector<Prompt> read_conversations(const std::filesystem::path& file) {
    const LineReader readable(file, what);  // reports a file that cannot be opened
    simdjson::dom::parser parser(std::size_t{1} << 30);
    simdjson::dom::element document;
    simdjson::dom::array conversations;
    if (const auto error = parser.load(file.string()).get(document))
        throw fault_at(file, 1, "",
                       std::string("cannot be read as JSON: ") + simdjson::error_message(error));
    if (document.get(conversations) != simdjson::SUCCESS)
        throw fault_at(file, 1, "", "must be a list of objects with \"conversations\".");
    std::vector<Prompt> prompts;
    for (const simdjson::dom::element conversation : conversations) {
        if (prompts.size() == prompts_max) break;
        if (auto prompt = first_two_turns(conversation)) prompts.push_back(std::move(*prompt));
    }
    if (prompts.empty())
        throw fault_at(file, 1, "conversations",
                       "no conversation begins with a turn from \"human\" and one from \"gpt\" of "
                       "a usable length.");
    return prompts;
}

}  // namespace lem::measure
