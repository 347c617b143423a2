#pragma once

#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

namespace detail {

// A text in HTML.
std::string html_text(std::string_view text);

// A text in Graphviz's labels in the manner of HTML, where "\\N" would be the node's name.
std::string dot_text(std::string_view text);

// A graph's title, if it has one, and its font.
std::string dot_title(std::string_view title);

}  // namespace detail

/// A graph in Graphviz's language as the text of an SVG picture. The program dot draws it.
/// Throws: FileError if Graphviz is not installed or the graph is not right.
std::string dot_svg(std::string_view graph);

/// Writes a graph in Graphviz's language: as it is, or drawn as SVG or PNG, by the path's ending.
/// Throws: as dot_svg for .svg and .png; ValueError if the path ends otherwise than .dot, .svg or
/// .png; FileError if it cannot be written.
void write_dot(const std::string& path, std::string_view graph);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/dot_impl.hpp"
#endif
