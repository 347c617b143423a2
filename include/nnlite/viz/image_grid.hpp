#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/value_range.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Options of image_grid(). Lengths are in pixels.
struct ImageGridOptions {
    std::size_t tiles_per_row = 8;
    std::size_t scale = 1;           ///< of a cell, which is one value of the tensor
    std::size_t padding = 2;         ///< between and around the tiles
    std::string color_map = "gray";  ///< see ColorMap
    std::optional<double> low =
        {};  ///< value of the first colour; default: the smallest finite value
    std::optional<double> high =
        {};                 ///< value of the last colour; default: the largest finite value
    bool per_tile = false;  ///< smallest and largest value of each tile
    bool rgb = false;       ///< the channels are red, green and blue of one tile
    std::optional<int> decimals =
        {};                    ///< writes every value into its cell with this number of decimals
    std::string heading = "";  ///< above all tiles
    std::vector<std::string> titles = {};  ///< empty, or one for each tile
    bool titles_below = false;
    std::vector<Rgb> highlights = {};  ///< empty, or the colour of each tile's border and title
    std::size_t border = 2;            ///< of highlighted tiles
    std::size_t text_scale = 1;
    Rgb background = white;  ///< shows through where a value is not a number

    static constexpr auto fields() {
        return field_list(
            Field("tiles_per_row", &ImageGridOptions::tiles_per_row, Range::at_least(1)),
            Field("scale", &ImageGridOptions::scale, Range{1, 1000}),
            Field("padding", &ImageGridOptions::padding, Range{0, 1000}),
            Field("color_map", &ImageGridOptions::color_map), Field("low", &ImageGridOptions::low),
            Field("high", &ImageGridOptions::high), Field("per_tile", &ImageGridOptions::per_tile),
            Field("rgb", &ImageGridOptions::rgb),
            Field("decimals", &ImageGridOptions::decimals, Range{0, 9}),
            Field("heading", &ImageGridOptions::heading),
            Field("titles", &ImageGridOptions::titles),
            Field("titles_below", &ImageGridOptions::titles_below),
            Field("highlights", &ImageGridOptions::highlights),
            Field("border", &ImageGridOptions::border, Range{0, 1000}),
            Field("text_scale", &ImageGridOptions::text_scale, Range{1, 1000}),
            Field("background", &ImageGridOptions::background));
    }
};

namespace detail {

// A tensor of images as tiles, with one value per cell, or three.
template <class T>
class ImageTiles {
   public:
    ImageTiles(const Tensor<T>& images, bool rgb) : values_(images.data()) {
        const Shape& shape = images.shape();
        if ((shape.size() != 3 && shape.size() != 4) || images.size() == 0) {
            fail<ShapeError>("image_grid: expected images [count, height, width] or ",
                             "[count, height, width, channels], got ", shape);
        }
        height = shape[1], width = shape[2];
        channels_ = shape.size() == 4 ? shape[3] : 1;
        if (rgb && channels_ != 3) {
            fail<ShapeError>("image_grid: expected rgb images [count, height, width, 3], got ",
                             shape);
        }
        levels = rgb ? 3 : 1;
        count = shape[0] * channels_ / levels;
    }

    std::size_t count, height, width, levels;

    double operator()(std::size_t tile, std::size_t y, std::size_t x, std::size_t level = 0) const {
        const std::size_t tiles_of_image = channels_ / levels;
        const std::size_t image = tile / tiles_of_image, channel = tile % tiles_of_image + level;
        return static_cast<double>(
            values_[((image * height + y) * width + x) * channels_ + channel]);
    }

    ValueRange range(std::size_t first_tile, std::size_t last_tile) const {
        const std::size_t of_tile = height * width * levels;
        return finite_range((last_tile - first_tile) * of_tile, [&](std::size_t i) {
            const std::size_t cell = i % of_tile / levels;
            return (*this)(first_tile + i / of_tile, cell / width, cell % width, i % levels);
        });
    }

   private:
    const T* values_;
    std::size_t channels_;
};

template <class T>
class ImageGrid {
   public:
    ImageGrid(const Tensor<T>& images, const ImageGridOptions& options)
        : options_(options), tiles_(images, options.rgb), colors_(options.color_map) {
        check();
        if (!options.per_tile) { shared_range_ = range(0, tiles_.count); }
        border_ = options.highlights.empty() ? 0 : options.border;
        line_ = (glyph_height + 4) * options.text_scale;
        tile_height_ = tiles_.height * options.scale + 2 * border_;
        tile_width_ = tiles_.width * options.scale + 2 * border_;
        cell_height_ = tile_height_ + (options.titles.empty() ? 0 : line_);
        cell_width_ = tile_width_;
        for (const auto& title : options.titles) {
            cell_width_ =
                std::max(cell_width_, text_width(title, options.text_scale) + options.text_scale);
        }
        columns_ = std::min(options.tiles_per_row, tiles_.count);
        top_ = options.padding + (options.heading.empty() ? 0 : line_ + options.padding);
    }

    Picture draw() const {
        const std::size_t rows = (tiles_.count + columns_ - 1) / columns_;
        const std::size_t grid_width =
            columns_ * (cell_width_ + options_.padding) + options_.padding;
        Picture picture(top_ + rows * (cell_height_ + options_.padding),
                        std::max(grid_width, text_width(options_.heading, options_.text_scale) +
                                                 2 * options_.padding),
                        options_.background);
        write(picture, options_.heading, options_.padding, 0, picture.width(), black);
        const std::size_t left = (picture.width() - grid_width) / 2 + options_.padding;
        for (std::size_t tile = 0; tile < tiles_.count; ++tile) {
            draw_tile(picture, tile, top_ + tile / columns_ * (cell_height_ + options_.padding),
                      left + tile % columns_ * (cell_width_ + options_.padding));
        }
        return picture;
    }

   private:
    void check() const {
        nnlite::detail::require_in_range("image_grid", options_);
        const auto check_count = [this](std::string_view name, std::size_t count) {
            if (count != 0 && count != tiles_.count) {
                fail<ValueError>("image_grid: expected ", name, " for ", tiles_.count,
                                 " tiles or none, got ", count);
            }
        };
        check_count("titles", options_.titles.size());
        check_count("highlights", options_.highlights.size());
        check_limits("image_grid", options_.low, options_.high);
        if (options_.decimals && options_.rgb) {
            fail<ValueError>("image_grid: expected decimals or rgb, got both");
        }
    }

    ValueRange range(std::size_t first_tile, std::size_t last_tile) const {
        ValueRange range{0, std::is_integral_v<T> ? 255. : 1.};
        if (!options_.rgb || options_.per_tile) { range = tiles_.range(first_tile, last_tile); }
        return {options_.low.value_or(range.low), options_.high.value_or(range.high)};
    }

    void write(Picture& picture, std::string_view text, std::size_t row, std::size_t column,
               std::size_t width, Rgb color) const {
        draw_centered_text(picture, row, column, width, text, color, options_.text_scale);
    }

    void draw_tile(Picture& picture, std::size_t tile, std::size_t row, std::size_t column) const {
        const Rgb color = options_.highlights.empty() ? black : options_.highlights[tile];
        if (!options_.titles.empty()) {
            const std::size_t below = tile_height_ + 4 * options_.text_scale;
            write(picture, options_.titles[tile], row + (options_.titles_below ? below : 0), column,
                  cell_width_, color);
            row += options_.titles_below ? 0 : line_;
        }
        column += (cell_width_ - tile_width_) / 2;
        if (border_ > 0) { picture.paint(row, column, tile_height_, tile_width_, color); }
        const ValueRange shown = options_.per_tile ? range(tile, tile + 1) : shared_range_;
        for (std::size_t y = 0; y < tiles_.height; ++y) {
            for (std::size_t x = 0; x < tiles_.width; ++x) {
                const Rgb cell = cell_color(tile, y, x, shown);
                const std::size_t top = row + border_ + y * options_.scale;
                const std::size_t left = column + border_ + x * options_.scale;
                picture.paint(top, left, options_.scale, options_.scale, cell);
                if (options_.decimals) {
                    write_number(picture, tiles_(tile, y, x), top, left, cell);
                }
            }
        }
    }

    Rgb cell_color(std::size_t tile, std::size_t y, std::size_t x, const ValueRange& shown) const {
        double shares[3] = {};
        for (std::size_t level = 0; level < tiles_.levels; ++level) {
            const double value = tiles_(tile, y, x, level);
            if (std::isnan(value)) { return options_.background; }
            shares[level] = shown.share(value);
        }
        if (!options_.rgb) { return colors_(shares[0]); }
        const auto level = [&shares](std::size_t i) {
            return static_cast<std::uint8_t>(std::lround(255 * std::clamp(shares[i], 0., 1.)));
        };
        return {level(0), level(1), level(2)};
    }

    void write_number(Picture& picture, double value, std::size_t row, std::size_t column,
                      Rgb cell) const {
        const std::string number = fixed_text(value, *options_.decimals);
        const std::size_t height = glyph_height * options_.text_scale;
        const std::size_t least = std::max(height, text_width(number, options_.text_scale)) + 2;
        if (options_.scale < least) {
            fail<ValueError>("image_grid: expected scale of at least ", least,
                             " for a cell with the number ", number, ", got ", options_.scale);
        }
        write(picture, number, row + (options_.scale - height) / 2, column, options_.scale,
              text_color_on(cell));
    }

    const ImageGridOptions& options_;
    ImageTiles<T> tiles_;
    ColorMap colors_;
    ValueRange shared_range_{};
    std::size_t border_, line_, tile_height_, tile_width_, cell_height_, cell_width_, columns_,
        top_;
};

}  // namespace detail

/// One picture of many images, weights or activations, as tiles from left to right and from top to
/// bottom. Each channel is a tile, channels of the first image first: the weights of a Linear layer
/// [height * width, out], reshaped to [1, height, width, out], give one tile per neuron, those of a
/// Conv2d layer for gray images [height, width, 1, out], reshaped to [1, height, width, out], one
/// tile per filter.
/// Shapes: images [count, height, width] or [count, height, width, channels].
/// Units or ranges: colours are linear from low to high and constant beyond; if both are equal, the
/// first colour is used, as with vmin and vmax of matplotlib's imshow. By default rgb ranges from 0
/// to 1, for integers from 0 to 255, unless per_tile is set.
/// Throws: ShapeError if the images have another rank, no values, or, for rgb, other than three
/// channels; ValueError if an option is out of its range, a text is larger than its cell,
/// or the picture has more than 2^28 pixels.
template <class T>
Picture image_grid(const Tensor<T>& images, const ImageGridOptions& options = {}) {
    return detail::ImageGrid<T>(images, options).draw();
}
template <nnlite::detail::OtherArray E>
Picture image_grid(const E& images, const ImageGridOptions& options = {}) {
    return image_grid(nnlite::detail::tensor_from(images), options);
}

}  // namespace nnlite::viz
