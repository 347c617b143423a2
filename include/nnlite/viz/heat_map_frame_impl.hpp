#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE std::vector<double> round_numbers(const ValueRange& range, std::size_t most) {
    const double least_step =
        range.high / static_cast<double>(most) - range.low / static_cast<double>(most);
    if (!(least_step > 0 && std::isfinite(least_step))) { return {range.low}; }
    const double power = std::pow(10., std::floor(std::log10(least_step)));
    double step = 10 * power;
    for (const double factor : {5., 2., 1.}) {
        if (factor * power * (1 + 1e-9) >= least_step) { step = factor * power; }
    }
    std::vector<double> numbers;
    const double first = std::ceil(range.low / step - 1e-9);
    for (double i = first; i <= range.high / step + 1e-9 && i < first + 100; ++i) {
        numbers.push_back(i * step + 0.);  // no -0
    }
    return numbers;
}

NNLITE_INLINE std::string short_number(double value) {
    char text[40];
    return {text,
            std::to_chars(text, text + sizeof text, value, std::chars_format::general, 10).ptr};
}

NNLITE_INLINE Picture upward_text(std::string_view text, std::size_t scale, Rgb background) {
    Picture line(glyph_height * scale, text_width(text, scale), background);
    draw_text(line, 0, 0, text, black, scale);
    Picture turned(line.width(), line.height());
    for (std::size_t y = 0; y < turned.height(); ++y) {
        for (std::size_t x = 0; x < turned.width(); ++x) {
            turned(y, x) = line(x, line.width() - 1 - y);
        }
    }
    return turned;
}

NNLITE_INLINE HeatMapFrame::HeatMapFrame(const Picture& cells, std::size_t rows,
                                         std::size_t columns, const ValueRange& range,
                                         const HeatMapOptions& options)
    : cells_(cells),
      rows_(rows),
      columns_(columns),
      range_(range),
      options_(options),
      unit_(options.text_scale),
      line_(glyph_height * unit_),
      numbers_(round_numbers(range, std::max<std::size_t>(1, cells.height() / (3 * line_)))) {
    for (std::size_t row = 0; options.ticks && row < rows; ++row) {
        row_names_width_ = std::max(row_names_width_, width(row_name(row)));
    }
    for (std::size_t column = 0; options.ticks && column < columns; ++column) {
        column_names_width_ = std::max(column_names_width_, width(column_name(column)));
    }
    for (const double number : numbers_) {
        numbers_width_ = std::max(numbers_width_, width(short_number(number)));
    }
}

NNLITE_INLINE Picture HeatMapFrame::draw() {
    const std::size_t margin = 5 * unit_, tick = options_.ticks ? 4 * unit_ : 0;
    const auto line_of = [&](const std::string& text) { return text.empty() ? 0 : line_ + margin; };
    // What sticks out of the cells, beyond a frame of one unit.
    const std::size_t centered = std::max(width(options_.title), width(options_.x_label));
    const std::size_t upward =
        std::max(width(options_.y_label),
                 options_.color_bar ? width(options_.color_bar_label) : std::size_t{0});
    const std::size_t sides = margin + standing_out(centered, cells_.width());
    const std::size_t ends = standing_out(upward, cells_.height());
    const std::size_t at_rows = unit_ + tick + row_names_width_;
    const std::size_t bar_left = 2 * margin, bar_width = 3 * margin;
    const std::size_t at_bar = bar_left + bar_width + 5 * unit_ + numbers_width_ +
                               line_of(options_.color_bar_label) + margin;

    left_ = std::max(
        {margin + line_of(options_.y_label) + at_rows, margin + column_names_width_ / 2, sides});
    const std::size_t right =
        std::max({options_.color_bar ? at_bar : 0, margin + column_names_width_ / 2, sides});
    top_ = margin + line_of(options_.title) + unit_ + ends;
    const std::size_t below =
        ends + unit_ + (options_.ticks ? tick + line_ : 0) + line_of(options_.x_label) + margin;
    Picture picture(top_ + cells_.height() + below, left_ + cells_.width() + right,
                    options_.background);
    frame(picture, left_, cells_);
    write_above_and_below(picture, tick, margin);
    if (!options_.y_label.empty()) {
        write_upward(picture, options_.y_label, left_ - at_rows - margin - line_);
    }
    if (options_.color_bar) { draw_bar(picture, left_ + cells_.width() + bar_left, bar_width); }
    return picture;
}

NNLITE_INLINE std::string HeatMapFrame::column_name(std::size_t i) const {
    return options_.column_names.empty() ? std::to_string(i) : options_.column_names[i];
}

NNLITE_INLINE std::string HeatMapFrame::row_name(std::size_t i) const {
    return options_.row_names.empty() ? std::to_string(i) : options_.row_names[i];
}

NNLITE_INLINE std::size_t HeatMapFrame::step(std::size_t room, std::size_t scale) {
    for (std::size_t power = 1;; power *= 10) {
        for (const std::size_t step : {power, 2 * power, 5 * power}) {
            if (step * scale >= room) { return step; }
        }
    }
}

NNLITE_INLINE void HeatMapFrame::frame(Picture& picture, std::size_t left,
                                       const Picture& content) const {
    picture.paint(top_ - unit_, left - unit_, content.height() + 2 * unit_,
                  content.width() + 2 * unit_, black);
    picture.paste(top_, left, content);
}

NNLITE_INLINE void HeatMapFrame::write_upward(Picture& picture, const std::string& text,
                                              std::size_t left) const {
    const Picture turned = upward_text(text, unit_, options_.background);
    picture.paste(top_ + cells_.height() / 2 - turned.height() / 2, left, turned);
}

NNLITE_INLINE void HeatMapFrame::write_above_and_below(Picture& picture, std::size_t tick,
                                                       std::size_t margin) const {
    const std::size_t center = left_ + cells_.width() / 2;
    write(picture, margin, center, options_.title);
    std::size_t below = top_ + cells_.height() + unit_;
    if (options_.ticks) {
        const std::size_t scale = options_.scale;
        const std::size_t columns = step(column_names_width_ + 3 * unit_, scale);
        for (std::size_t i = 0; i < columns_; i += columns) {
            const std::size_t at = left_ + i * scale + scale / 2;
            picture.paint(below, at - unit_ / 2, 2 * unit_, unit_, black);
            write(picture, below + tick, at, column_name(i));
        }
        const std::size_t rows =
            step(options_.row_names.empty() ? 2 * line_ : line_ + unit_, scale);
        for (std::size_t i = 0; i < rows_; i += rows) {
            const std::size_t at = top_ + i * scale + scale / 2;
            const std::size_t right = left_ - unit_ - tick;
            picture.paint(at - unit_ / 2, left_ - 3 * unit_, unit_, 2 * unit_, black);
            const std::string name = row_name(i);
            draw_text(picture, at - line_ / 2, right - width(name), name, black, unit_);
        }
        below += tick + line_;
    }
    write(picture, below + margin, center, options_.x_label);
}

NNLITE_INLINE void HeatMapFrame::draw_bar(Picture& picture, std::size_t left,
                                          std::size_t bar_width) const {
    const ColorMap colors(options_.color_map);
    Picture bar(cells_.height(), bar_width);
    for (std::size_t y = 0; y < bar.height(); ++y) {
        const double share = 1 - (static_cast<double>(y) + 0.5) / static_cast<double>(bar.height());
        bar.paint(y, 0, 1, bar_width, colors(share));
    }
    frame(picture, left, bar);
    const std::size_t right = left + bar_width + unit_;
    for (const double number : numbers_) {
        const double down = 1 - std::clamp(range_.share(number), 0., 1.);
        const std::size_t at =
            top_ +
            static_cast<std::size_t>(std::lround(down * static_cast<double>(bar.height() - 1)));
        picture.paint(at - unit_ / 2, right, unit_, 2 * unit_, black);
        draw_text(picture, at - line_ / 2, right + 4 * unit_, short_number(number), black, unit_);
    }
    if (!options_.color_bar_label.empty()) {
        write_upward(picture, options_.color_bar_label,
                     right + 4 * unit_ + numbers_width_ + 4 * unit_);
    }
}

}  // namespace nnlite::viz::detail
