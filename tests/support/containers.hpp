#pragma once

#if __has_include(<xtensor/containers/xarray.hpp>)  // xtensor 0.26 and later
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xfixed.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "nnlite/core/tensor.hpp"
#include "support/catch.hpp"

namespace test {

// Calls f(x) with the matrix in every kind of container, view and expression that xtensor has.
template <class T, std::size_t rows, std::size_t columns, class F>
void with_every_container(const T (&matrix)[rows][columns], F f) {
    const auto call = [&f](const char* kind, auto&& x) {
        INFO(kind);
        f(x);
    };
    std::vector<T> vector;
    for (const auto& row : matrix) { vector.insert(vector.end(), row, row + columns); }
    std::array<T, rows * columns> array;
    std::copy(vector.begin(), vector.end(), array.begin());
    const std::vector<std::size_t> shape{rows, columns};
    using Fixed = xt::xtensor_fixed<T, xt::xshape<rows, columns>>;
    const xt::xarray<T> x = xt::adapt(vector, shape);
    const xt::xarray<T, xt::layout_type::column_major> by_column = x;
    xt::xarray<T, xt::layout_type::dynamic> at_run_time(shape, xt::layout_type::column_major);
    at_run_time = x;

    call("Tensor", nnlite::Tensor<T>(x));
    call("xarray", x);
    call("xarray, column-major", by_column);
    call("xarray, layout at run time", at_run_time);
    call("xarray, an allocator of nnlite's",
         xt::xarray<T, xt::layout_type::row_major, nnlite::Allocator<T>>(x));
    call("xtensor", xt::xtensor<T, 2>(x));
    call("xtensor, column-major", xt::xtensor<T, 2, xt::layout_type::column_major>(x));
    call("xtensor_fixed", Fixed(x));
    call("adapted vector", xt::adapt(vector, shape));
    call("adapted std::array", xt::adapt(array, std::array<std::size_t, 2>{rows, columns}));
    call("adapted pointer", xt::adapt(vector.data(), vector.size(), xt::no_ownership(), shape));
    call("view", xt::view(x, xt::all(), xt::all()));
    xt::xarray<T> wide = xt::zeros<T>({rows + 1, 2 * columns, std::size_t{2}});
    xt::view(wide, xt::range(1, rows + 1), xt::range(0, 2 * columns, 2), 1) = x;
    call("view with steps",
         xt::view(wide, xt::range(1, rows + 1), xt::range(0, 2 * columns, 2), 1));
    call("view of a broadcast",
         xt::view(xt::broadcast(x, {std::size_t{4}, rows, columns}), 3, xt::all(), xt::all()));
    call("view with a new axis",
         xt::view(xt::view(x, xt::newaxis(), xt::all(), xt::all()), 0, xt::all(), xt::all()));
    const xt::xarray<T> reversed = xt::view(x, xt::range(rows, xt::placeholders::_, -1), xt::all());
    call("view backwards", xt::view(reversed, xt::range(rows, xt::placeholders::_, -1), xt::all()));
    call("strided view",
         xt::strided_view(wide, {xt::range(1, rows + 1), xt::range(0, 2 * columns, 2), 1}));
    const xt::xarray<T> turned = xt::transpose(x);
    call("transpose", xt::transpose(turned));
    call("expression", x + xt::zeros<T>({rows, columns}));
    call("function", xt::cast<T>(x));
}

}  // namespace test
