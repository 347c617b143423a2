#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "nnlite/core/shape.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

/// How a parameter is initialized. Weights [kernel..., in, out] have fan_in = kernel size times in
/// and fan_out = kernel size times out.
/// Throws: ValueError if a value is NaN or infinite, a deviation is negative or low > high.
/// Elsewhere: keras.initializers.Initializer.
class Initializer {
   public:
    /// The same value everywhere.
    /// Elsewhere: torch.nn.init.constant_; keras.initializers.Constant.
    static Initializer constant(double value) { return {Kind::constant, value, 0}; }
    /// 0 everywhere.
    /// Elsewhere: torch.nn.init.zeros_; keras.initializers.Zeros.
    static Initializer zeros() { return constant(0); }
    /// 1 everywhere.
    /// Elsewhere: torch.nn.init.ones_; keras.initializers.Ones.
    static Initializer ones() { return constant(1); }
    /// U(low, high).
    /// Elsewhere: torch.nn.init.uniform_; keras.initializers.RandomUniform.
    static Initializer uniform(double low, double high) { return {Kind::uniform, low, high}; }
    /// U(-epsilon, epsilon).
    static Initializer uniform(double epsilon) { return uniform(-epsilon, epsilon); }
    /// The normal distribution.
    /// Elsewhere: torch.nn.init.normal_; keras.initializers.RandomNormal.
    static Initializer normal(double mean = 0, double deviation = 1) {
        return {Kind::normal, mean, deviation};
    }
    /// Uniform, with variance 2 / (fan_in + fan_out). Source: Glorot and Bengio 2010, eq. 16.
    /// Elsewhere: torch.nn.init.xavier_uniform_; keras.initializers.GlorotUniform.
    static Initializer glorot_uniform() { return {Kind::fan_uniform, 2, 0, Fan::both}; }
    /// Normal, with variance 2 / (fan_in + fan_out).
    /// Elsewhere: torch.nn.init.xavier_normal_; keras.initializers.GlorotNormal.
    static Initializer glorot_normal() { return {Kind::fan_normal, 2, 0, Fan::both}; }
    /// Uniform, with variance 2 / fan_in. Source: He et al. 2015, eq. 10.
    /// Elsewhere: torch.nn.init.kaiming_uniform_; keras.initializers.HeUniform.
    static Initializer he_uniform() { return {Kind::fan_uniform, 2, 0, Fan::in}; }
    /// Normal, with variance 2 / fan_in.
    /// Elsewhere: torch.nn.init.kaiming_normal_; keras.initializers.HeNormal.
    static Initializer he_normal() { return {Kind::fan_normal, 2, 0, Fan::in}; }
    /// Uniform, with variance 1 / fan_in. Source: LeCun et al. 1998.
    /// Elsewhere: keras.initializers.LecunUniform.
    static Initializer lecun_uniform() { return {Kind::fan_uniform, 1, 0, Fan::in}; }
    /// Normal, with variance 1 / fan_in.
    /// Elsewhere: keras.initializers.LecunNormal.
    static Initializer lecun_normal() { return {Kind::fan_normal, 1, 0, Fan::in}; }
    /// U(+-1 / sqrt(fan_in)) for weights and biases, drawn in PyTorch's order [out, in, kernel...]:
    /// with TorchGenerator, bit-identical to PyTorch.
    /// Elsewhere: torch.nn.init.kaiming_uniform_(a=math.sqrt(5)).
    static Initializer torch_uniform() { return {Kind::torch_uniform, 0, 0, Fan::in}; }
    /// Rows or columns (whichever are fewer) orthonormal, times gain. Source: Saxe et al. 2014.
    /// Elsewhere: torch.nn.init.orthogonal_; keras.initializers.Orthogonal.
    static Initializer orthogonal(double gain = 1) { return {Kind::orthogonal, gain, 0}; }

    /// Fills a parameter. `fan_in` and `fan_out` are the layer's, also for its bias. The normal fan
    /// rules draw from a normal distribution truncated at two standard deviations, as Keras does.
    template <class T>
    void fill(Tensor<T>& values, std::size_t fan_in, std::size_t fan_out,
              Generator& generator) const;

    /// A new parameter of the given shape, with the fans of weights [kernel..., in, out].
    template <class T>
    Tensor<T> weights(const Shape& shape, Generator& generator) const {
        const std::size_t rank = shape.size();
        const std::size_t kernel = detail::element_count(shape, 0, rank < 2 ? 0 : rank - 2);
        Tensor<T> values = empty_tensor<T>(shape);
        fill(values, kernel * shape[rank < 2 ? 0 : rank - 2], kernel * shape.back(), generator);
        return values;
    }

    friend void visit_fields(FieldVisitor& visitor, Initializer& initializer) {
        visitor.field("kind", initializer.kind_);
        visitor.field("a", initializer.a_);
        visitor.field("b", initializer.b_);
        visitor.field("fan", initializer.fan_);
        if (visitor.sets()) { initializer.check(); }
    }

   private:
    enum class Kind {
        constant,
        uniform,
        normal,
        fan_uniform,
        fan_normal,
        torch_uniform,
        orthogonal
    };
    enum class Fan { in, both };
    friend std::vector<std::string_view> names_of(Kind) {
        return {"constant",   "uniform",       "normal",    "fan_uniform",
                "fan_normal", "torch_uniform", "orthogonal"};
    }
    friend std::vector<std::string_view> names_of(Fan) { return {"in", "both"}; }

    Initializer(Kind kind, double a, double b, Fan fan = Fan::in)
        : kind_(kind), a_(a), b_(b), fan_(fan) {
        check();
    }

    void check() const;

    template <class T>
    static void fill_truncated(Tensor<T>& values, double deviation, Generator& generator);
    template <class T>
    static void fill_torch(Tensor<T>& values, double bound, Generator& generator);
    template <class T>
    static void fill_orthogonal(Tensor<T>& values, double gain, Generator& generator);

    Kind kind_;
    double a_, b_;
    Fan fan_;
};

template <class T>
void Initializer::fill(Tensor<T>& values, std::size_t fan_in, std::size_t fan_out,
                       Generator& generator) const {
    if (generator.is_blank()) { return; }
    const double in = std::max(1.0, static_cast<double>(fan_in));
    const double variance = a_ / (fan_ == Fan::both ? in + static_cast<double>(fan_out) : in);
    switch (kind_) {
        case Kind::constant:
            values.fill(static_cast<T>(a_));
            break;
        case Kind::uniform:
            generator.uniform(values.data(), values.size(), a_, b_);
            break;
        case Kind::normal:
            generator.normal(values.data(), values.size(), a_, b_);
            break;
        case Kind::fan_uniform: {
            const double bound = std::sqrt(3 * variance);
            generator.uniform(values.data(), values.size(), -bound, bound);
            break;
        }
        case Kind::fan_normal:
            fill_truncated(values, std::sqrt(variance), generator);
            break;
        case Kind::torch_uniform:
            fill_torch(values, 1 / std::sqrt(in), generator);
            break;
        case Kind::orthogonal:
            fill_orthogonal(values, a_, generator);
            break;
    }
}

template <class T>
void Initializer::fill_truncated(Tensor<T>& values, double deviation, Generator& generator) {
    // A normal distribution truncated at +-2 has deviation 0.8796: scaled by the inverse.
    generator.normal(values.data(), values.size(), 0, 1);
    for (T& value : values) {
        while (std::abs(value) > T(2)) { generator.normal(&value, 1, 0, 1); }
        value = static_cast<T>(value * deviation / 0.87962566103423978);
    }
}

template <class T>
void Initializer::fill_torch(Tensor<T>& values, double bound, Generator& generator) {
    const Shape& shape = values.shape();
    if (shape.size() < 2) { return generator.uniform(values.data(), values.size(), -bound, bound); }
    const std::size_t in = shape[shape.size() - 2], out = shape.back();
    const std::size_t kernel = in * out == 0 ? 0 : values.size() / (in * out);
    Tensor<T> drawn = empty_tensor<T>({out, in, kernel});
    generator.uniform(drawn.data(), drawn.size(), -bound, bound);
    const T* from = drawn.data();
    for (std::size_t o = 0; o < out; ++o) {
        for (std::size_t i = 0; i < in; ++i) {
            for (std::size_t k = 0; k < kernel; ++k) {
                values.data()[(k * in + i) * out + o] = *from++;
            }
        }
    }
}

template <class T>
void Initializer::fill_orthogonal(Tensor<T>& values, double gain, Generator& generator) {
    if (values.size() == 0) { return; }
    // Gram-Schmidt, twice for accuracy, on `count` random vectors of `length` elements.
    const std::size_t columns = values.shape().back(), rows = values.size() / columns;
    const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
    std::vector<double> v(count * length);
    generator.normal(v.data(), v.size(), 0, 1);
    for (std::size_t i = 0; i < count; ++i) {
        double* own = v.data() + i * length;
        const auto dot = [&](const double* a) {
            double sum = 0;
            for (std::size_t k = 0; k < length; ++k) { sum += a[k] * own[k]; }
            return sum;
        };
        for (std::size_t j = 0; j < 2 * i; ++j) {
            const double* other = v.data() + j % i * length;
            const double share = dot(other);
            for (std::size_t k = 0; k < length; ++k) { own[k] -= share * other[k]; }
        }
        const double norm = std::sqrt(dot(own));
        for (std::size_t k = 0; k < length; ++k) { own[k] /= norm; }
    }
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            const double q = rows < columns ? v[r * length + c] : v[c * length + r];
            values.data()[r * columns + c] = static_cast<T>(gain * q);
        }
    }
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/initializer_impl.hpp"
#endif
