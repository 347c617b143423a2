#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/utf8.hpp"
#include "nnlite/fields/json.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/program.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

std::string run_dot(std::string_view place, const std::string& format, std::string_view graph);

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE std::string dot_svg(std::string_view graph) {
    return detail::run_dot("dot_svg", "svg", graph);
}

}  // namespace nnlite::viz

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE std::string run_dot(std::string_view place, const std::string& format,
                                  std::string_view graph) {
    return run_program(place, {"dot", "-T" + format}, graph,
                       "apt-get install graphviz | brew install graphviz | conda install -c "
                       "conda-forge graphviz");
}

NNLITE_INLINE std::string html_text(std::string_view text) {
    std::string result;
    for (const char byte : nnlite::detail::with_valid_utf8(text)) {
        switch (byte) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += static_cast<unsigned char>(byte) < ' ' && byte != '\n' ? ' ' : byte;
        }
    }
    return result;
}

NNLITE_INLINE std::string dot_text(std::string_view text) {
    std::string result;
    for (const char byte : html_text(text)) { result.append(byte == '\\' ? 2 : 1, byte); }
    return result;
}

NNLITE_INLINE std::string dot_title(std::string_view title) {
    const std::string font = "  fontname=\"Helvetica\";\n";
    if (title.empty()) { return font; }
    return font + "  labelloc=t;\n  label=<" + dot_text(title) + ">;\n";
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE void write_dot(const std::string& path, std::string_view graph) {
    const std::string format = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
    if (format != "dot" && format != "svg" && format != "png") {
        fail<ValueError>("write_dot: expected a path that ends with .dot, .svg or .png, got ",
                         path);
    }
    nnlite::detail::write_file(
        "write_dot", path,
        format == "dot" ? std::string(graph) : detail::run_dot("write_dot", format, graph));
}

}  // namespace nnlite::viz
