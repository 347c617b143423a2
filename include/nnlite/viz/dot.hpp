#pragma once

#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

namespace detail {

// A text escaped for HTML.
std::string html_text(std::string_view text);

// A text for Graphviz's HTML-like labels, where "\\N" would be the node's name.
std::string dot_text(std::string_view text);

// A graph's title, if it has one, and its font.
std::string dot_title(std::string_view title);

}  // namespace detail

/// Draws a graph in Graphviz's language and returns the SVG as text. It runs the program dot.
/// Throws: FileError if Graphviz is not installed or the graph is not valid.
std::string dot_svg(std::string_view graph);

/// Writes a graph in Graphviz's language as text, or draws it as SVG or PNG, by the path's
/// extension.
/// Throws: as dot_svg for .svg and .png; ValueError if the extension is another one than .dot, .svg
/// or .png; FileError if it cannot be written.
void write_dot(const std::string& path, std::string_view graph);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/dot_impl.hpp"
#endif
