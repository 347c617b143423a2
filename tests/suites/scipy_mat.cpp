// For scipy_mat.py: prints what read_mat() makes of all variables of a file, as JSON.
#include <cstdio>

#include "nnlite/core/utf8.hpp"
#include "nnlite/data/mat.hpp"
#include "nnlite/fields/json_reader.hpp"

using namespace nnlite;

int main(int, char** argv) {
    const std::string path = argv[1];
    const auto quoted = [](const std::string& text) {
        return detail::json_string("", detail::is_utf8(text) ? text : "?");
    };
    std::string text, separator;
    const auto add = [&](const std::string& name, const std::string& value) {
        text += separator + quoted(name) + ": " + value;
        separator = ", ";
    };
    try {
        for (const TensorInfo& variable : list_mat(path)) {
            try {
                const auto tensor = read_mat<double>(path, variable.name);
                std::string numbers;
                for (const double value : tensor) {
                    numbers += (numbers.empty() ? "\"" : ", \"") + text_of(value) + '"';
                }
                add(variable.name,
                    text_of("{\"shape\": ", tensor.shape(), ", \"numbers\": [", numbers, "]}"));
            } catch (const FileError& error) { add(variable.name, quoted(error.what())); }
        }
    } catch (const FileError& error) { add("", quoted(error.what())); }
    std::puts(text_of("{", text, "}").c_str());
}
