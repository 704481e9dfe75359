#pragma once
/// Answers of services that say who somebody is: JSON objects of others, read with the limits of
/// all documents. Members that lem does not know are no error. Pure; thread-safe.

#include "platform/http/outbound.hpp"
#include "schema/json.hpp"

namespace lem::identity {

/// The value of an answer, or Error(unavailable) that names the service; its body is not shown.
schema::json json_of(const http::ClientResponse& answer, std::string_view service);

/// The text of a member, without spaces around it; empty if it is absent, no text, or longer than
/// `bytes_max`.
std::string text_of(const schema::json& object, std::string_view member,
                    std::size_t bytes_max = limits::text_length_max);
/// A number, or a text of digits, as a text of digits: identities are numbers in some answers and
/// texts in others. Empty if it is neither.
std::string number_of(const schema::json& object, std::string_view member);
/// True only for true; some issuers write it as a text.
bool is_true(const schema::json& object, std::string_view member);
/// The texts of a list, or a single text as a list.
std::vector<std::string> texts_of(const schema::json& object, std::string_view member);

/// One line that can be shown: the first of the texts that has something to show.
std::string shown_name(std::initializer_list<std::string_view> texts);

}  // namespace lem::identity
