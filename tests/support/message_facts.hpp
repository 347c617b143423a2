#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

// What a message says, without its sentence: the place (what stands before the first ": "), then in
// order all numbers, [shapes], "texts", words that only code and paths have (with a capital, an
// underscore, a parenthesis, a slash or a point), and values in letters, such as nan and empty.
inline std::vector<std::string> message_facts(std::string_view message) {
    std::vector<std::string> facts;
    if (const auto colon = message.find(": "); colon != std::string_view::npos) {
        facts.emplace_back(message.substr(0, colon));
        message.remove_prefix(colon + 2);
    }
    while (!message.empty()) {
        const auto first = message.find_first_not_of(" \n,;:");
        if (first == std::string_view::npos) { break; }
        message.remove_prefix(first);
        const char c = message[0];
        std::size_t size = message.find_first_of(" \n,;:");
        if (c == '[' || c == '"') {  // to its end, and what follows without a space
            const auto end = message.find(c == '[' ? ']' : '"', 1);
            size = end == std::string_view::npos ? end : message.find_first_of(" \n,;:", end);
        }
        std::string_view word = message.substr(0, size);
        message.remove_prefix(word.size());
        while (!word.empty() && word.back() == '.') { word.remove_suffix(1); }
        bool is_fact = c == '[' || c == '"';
        for (const char letter : word) {
            const auto byte = static_cast<unsigned char>(letter);
            is_fact = is_fact || std::isdigit(byte) || std::isupper(byte) || byte > 127 ||
                      std::string_view("_()[]\"=<>*/.").find(letter) != std::string_view::npos;
        }
        for (const std::string_view value : {"nan", "-nan", "inf", "-inf", "infinity", "empty",
                                             "none", "nothing", "null", "true", "false"}) {
            is_fact = is_fact || word == value;
        }
        if (is_fact) { facts.emplace_back(word); }
    }
    return facts;
}
