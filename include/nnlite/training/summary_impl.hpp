#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/summary.hpp"

namespace nnlite::detail {

NNLITE_INLINE std::string with_commas(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) { digits.insert(i - 3, 1, ','); }
    return digits;
}

NNLITE_INLINE std::string size_text(double bytes) {
    const char* units[] = {"B", "KB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 1024 && unit + 1 < std::size(units)) {
        bytes /= 1024;
        ++unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %s", bytes, units[unit]);
    return text;
}

NNLITE_INLINE std::string batch_shape_text(const Shape& sample) {
    std::string text = "(None";
    for (const std::size_t extent : sample) { text += text_of(", ", extent); }
    return text + (sample.empty() ? ",)" : ")");
}

NNLITE_INLINE std::string cell(const std::string& text, std::size_t width, bool right) {
    const std::string cut = text.substr(0, width);
    const std::string space(width - cut.size(), ' ');
    return right ? space + cut : cut + space;
}

NNLITE_INLINE std::string SummaryTable::header() const {
    return rule("┏", "━", "┳", "┓") + row({"Layer (type)", "Output Shape", "Param #"}, "┃") +
           rule("┡", "━", "╇", "┩");
}

NNLITE_INLINE std::string SummaryTable::row(const std::vector<std::string>& cells,
                                            const char* bar) const {
    std::string line = bar;
    for (std::size_t i = 0; i < 3; ++i) {
        line += " " + cell(cells[i], widths_[i] - 2, i == 2) + " " + bar;
    }
    return line + "\n";
}

NNLITE_INLINE std::string SummaryTable::rule(const char* left, const char* line, const char* cross,
                                             const char* right) const {
    std::string text = left;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t k = 0; k < widths_[i]; ++k) { text += line; }
        text += i == 2 ? right : cross;
    }
    return text + "\n";
}

}  // namespace nnlite::detail
