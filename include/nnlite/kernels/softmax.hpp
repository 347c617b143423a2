#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Calls row(first) for x[outer, extent, 1], or column(first, part) for packs of neighbouring
// columns of x[outer, extent, inner]; `first` is the position of the first element.
template <class T, class Row, class Column>
void for_each_line(std::size_t outer, std::size_t extent, std::size_t inner, Row row,
                   Column column) {
    const std::size_t grain = 1 + 4096 / (1 + extent * inner);
    parallel_for(outer, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (inner == 1) {
                row(i * extent);
            } else {
                for_packs<T>(inner, [&](std::size_t j, std::size_t part) {
                    column(i * extent * inner + j, part);
                });
            }
        }
    });
}

template <class T>
Pack<T> column_max(std::size_t extent, std::size_t inner, const T* x, std::size_t part) {
    Pack<T> top = load(x, part);
    for (std::size_t i = 1; i < extent; ++i) { top = max(top, load(x + i * inner, part)); }
    return top;
}

template <class T>
T row_max(std::size_t extent, const T* x) {
    Pack<T> top(x[0]);
    for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
        top = max(top, load(x + i, part, -std::numeric_limits<T>::infinity()));
    });
    return reduce_max(top);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = exp(x) / sum(exp(x)) over the middle axis of x[outer, extent, inner].
template <class T>
void softmax_forward(std::size_t outer, std::size_t extent, std::size_t inner, const T* x, T* y) {
    if (extent == 0) { return; }
    const auto row = [&](std::size_t first) {
        const T *from = x + first, largest = detail::row_max(extent, from);
        T* to = y + first;
        Pack<T> total(0);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            const Pack<T> power =
                exp(load(from + i, part, -std::numeric_limits<T>::infinity()) - largest);
            total += power;
            store(to + i, part, power);
        });
        const T share = T(1) / reduce_add(total);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            store(to + i, part, load(to + i, part) * share);
        });
    };
    const auto column = [&](std::size_t first, std::size_t part) {
        const Pack<T> largest = detail::column_max(extent, inner, x + first, part);
        Pack<T> total(0);
        for (std::size_t i = 0; i < extent; ++i) {
            const Pack<T> power = exp(load(x + first + i * inner, part) - largest);
            total += power;
            store(y + first + i * inner, part, power);
        }
        const Pack<T> share = Pack<T>(1) / total;
        for (std::size_t i = 0; i < extent; ++i) {
            T* to = y + first + i * inner;
            store(to, part, load(to, part) * share);
        }
    };
    detail::for_each_line<T>(outer, extent, inner, row, column);
}

/// dx = y (dy - sum(y dy)) over the middle axis of y[outer, extent, inner].
template <class T>
void softmax_backward(std::size_t outer, std::size_t extent, std::size_t inner, const T* dy,
                      const T* y, T* dx) {
    const auto row = [&](std::size_t first) {
        Pack<T> products(0);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            products = fma(load(y + first + i, part), load(dy + first + i, part), products);
        });
        const T product = reduce_add(products);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            const std::size_t at = first + i;
            store(dx + at, part, load(y + at, part) * (load(dy + at, part) - product));
        });
    };
    const auto column = [&](std::size_t first, std::size_t part) {
        Pack<T> product(0);
        for (std::size_t i = 0; i < extent; ++i) {
            const std::size_t at = first + i * inner;
            product = fma(load(y + at, part), load(dy + at, part), product);
        }
        for (std::size_t i = 0; i < extent; ++i) {
            const std::size_t at = first + i * inner;
            store(dx + at, part, load(y + at, part) * (load(dy + at, part) - product));
        }
    };
    detail::for_each_line<T>(outer, extent, inner, row, column);
}

/// y = x - log(sum(exp(x))) over the middle axis of x[outer, extent, inner].
template <class T>
void log_softmax_forward(std::size_t outer, std::size_t extent, std::size_t inner, const T* x,
                         T* y) {
    if (extent == 0) { return; }
    const auto row = [&](std::size_t first) {
        const T *from = x + first, largest = detail::row_max(extent, from);
        Pack<T> total(0);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            total += exp(load(from + i, part, -std::numeric_limits<T>::infinity()) - largest);
        });
        const T log_total = std::log(reduce_add(total));
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            store(y + first + i, part, (load(from + i, part) - largest) - log_total);
        });
    };
    const auto column = [&](std::size_t first, std::size_t part) {
        const Pack<T> largest = detail::column_max(extent, inner, x + first, part);
        Pack<T> total(0);
        for (std::size_t i = 0; i < extent; ++i) {
            total += exp(load(x + first + i * inner, part) - largest);
        }
        const Pack<T> log_total = log(total);
        for (std::size_t i = 0; i < extent; ++i) {
            const std::size_t at = first + i * inner;
            store(y + at, part, (load(x + at, part) - largest) - log_total);
        }
    };
    detail::for_each_line<T>(outer, extent, inner, row, column);
}

/// dx = dy - exp(y) sum(dy) over the middle axis of y[outer, extent, inner].
template <class T>
void log_softmax_backward(std::size_t outer, std::size_t extent, std::size_t inner, const T* dy,
                          const T* y, T* dx) {
    const auto row = [&](std::size_t first) {
        Pack<T> slopes(0);
        for_packs<T>(
            extent, [&](std::size_t i, std::size_t part) { slopes += load(dy + first + i, part); });
        const T slope = reduce_add(slopes);
        for_packs<T>(extent, [&](std::size_t i, std::size_t part) {
            const std::size_t at = first + i;
            store(dx + at, part, load(dy + at, part) - exp(load(y + at, part)) * slope);
        });
    };
    const auto column = [&](std::size_t first, std::size_t part) {
        Pack<T> slope(0);
        for (std::size_t i = 0; i < extent; ++i) { slope += load(dy + first + i * inner, part); }
        for (std::size_t i = 0; i < extent; ++i) {
            const std::size_t at = first + i * inner;
            store(dx + at, part, load(dy + at, part) - exp(load(y + at, part)) * slope);
        }
    };
    detail::for_each_line<T>(outer, extent, inner, row, column);
}

}  // namespace nnlite::kernels
