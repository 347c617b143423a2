// The ex4 project: its cost and gradient by hand are those of layers and autograd, its figures
// those of NumPy and SciPy.

#include "../examples/support/ex4.hpp"

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/data/mat.hpp"
#include "nnlite/minimize.hpp"
#include "support/catch.hpp"

using namespace nnlite;
using example::DigitCost;
using example::DigitPictures;

namespace {

struct Project {
    DigitPictures pictures;
    Tensor<double> theta;  // the given weights
};

std::optional<Project> project() {
    const auto folder = data_folder();
    const std::string path = folder.value_or("") + "/ex4/";
    if (!folder || !std::filesystem::exists(path + "mnist_20x20.mat") ||
        !std::filesystem::exists(path + "ex4weights.mat")) {
        WARN("SKIPPED: NNLITE_DATA_DIR does not name the folder with ex4/");
        return std::nullopt;
    }
    const std::string weights = path + "ex4weights.mat", pictures = path + "mnist_20x20.mat";
    return Project{
        {read_mat<double>(pictures, "X"), read_mat<std::int32_t>(pictures, "y", {.squeeze = true})},
        flatten(std::vector{Variable<double>(read_mat<double>(weights, "Theta1")),
                            Variable<double>(read_mat<double>(weights, "Theta2"))})};
}

DigitPictures made_up_pictures(std::size_t count) {
    CounterGenerator generator(1);
    DigitPictures pictures{empty_tensor<double>({count, 400}), empty_tensor<std::int32_t>({count})};
    generator.uniform(pictures.x.data(), pictures.x.size(), -0.1, 1);
    for (std::size_t i = 0; i < count; ++i) { pictures.y(i) = std::int32_t(i * 7 % 10 + 1); }
    return pictures;
}

Tensor<double> random_theta(std::uint32_t seed, double size = 0.12) {
    NumpyRandomState random(seed);
    auto theta = empty_tensor<double>({example::theta_size});
    random.uniform(theta.data(), theta.size(), -size, size);
    return theta;
}

// The same cost from layers, with the gradient that autograd finds, in the order of theta.
std::pair<double, Tensor<double>> layers_cost(const DigitPictures& pictures,
                                              const Tensor<double>& theta, double lambda,
                                              bool count_biases) {
    Sequential<double> network(Linear<double>(25), Sigmoid<double>{}, Linear<double>(10));
    CounterGenerator generator(0);
    network.build({400}, generator);
    const std::vector<Variable<double>> weights = parameters(network);
    // Row k of Theta1 is the bias and the column k of the weights [in, out].
    const auto for_each_place = [&](auto&& f) {
        std::size_t at = 0;
        for (const std::size_t layer : {0U, 2U}) {
            Variable<double> weight = weights[layer], bias = weights[layer + 1];
            for (std::size_t out = 0; out < bias.size(); ++out) {
                f(bias, out, at++);
                for (std::size_t in = 0; in < weight.shape()[0]; ++in) {
                    f(weight, in * bias.size() + out, at++);
                }
            }
        }
    };
    for_each_place([&](Variable<double>& parameter, std::size_t i, std::size_t k) {
        parameter.mutable_value().data()[i] = theta(k);
    });
    const double m = double(pictures.y.size());
    const Variable<double> targets(one_hot<double>(Labels(pictures.y - 1), 10));
    Variable<double> cost = binary_cross_entropy(network.forward(Variable<double>(pictures.x)),
                                                 targets, {.reduction = Reduction::sum}) /
                            m;
    for (const Variable<double>& parameter : weights) {
        if (parameter.shape().size() == 2 || count_biases) {
            cost = cost + sum(parameter * parameter) * (lambda / (2 * m));
        }
    }
    cost.backward();
    Tensor<double> gradient = empty_tensor<double>({theta.size()});
    for_each_place([&](Variable<double>& parameter, std::size_t i, std::size_t k) {
        gradient(k) = parameter.gradient().data()[i];
    });
    return {cost.item(), gradient};
}

void require_equal_costs(const DigitPictures& pictures, const Tensor<double>& theta) {
    const Tensor<double> x = example::with_ones(pictures.x);
    for (const auto& [lambda, count_biases] : {std::pair(0.0, true), std::pair(1.0, false),
                                               std::pair(10.0, false), std::pair(10.0, true)}) {
        const auto [by_hand, gradient] =
            DigitCost(x, pictures.y, {.lambda = lambda, .count_biases = count_biases})(theta);
        const auto [cost, wanted] = layers_cost(pictures, theta, lambda, count_biases);
        REQUIRE(std::abs(by_hand - cost) < 1e-10);
        for (std::size_t k = 0; k < theta.size(); ++k) {
            // The project's gradient leaves out the biases' squares even where its cost has them.
            const bool left_out = count_biases && DigitCost::is_bias(k);
            const double more = left_out ? lambda * theta(k) / double(pictures.y.size()) : 0;
            REQUIRE(std::abs(gradient(k) + more - wanted(k)) < 1e-10);
        }
    }
}

}  // namespace

TEST_CASE("ex4: by hand as with layers and autograd, made-up pictures") {
    require_equal_costs(made_up_pictures(300), random_theta(3, 0.5));
}

TEST_CASE("ex4: by hand as with layers and autograd, the project's pictures") {
    const auto given = project();
    if (!given) { return; }
    require_equal_costs(given->pictures, given->theta);
}

TEST_CASE("ex4: the same bits for any number of threads") {
    const int before = num_threads();
    const DigitPictures pictures = made_up_pictures(700);
    const DigitCost cost(example::with_ones(pictures.x), pictures.y);
    set_num_threads(1);
    const auto [value, gradient] = cost(random_theta(0));
    for (const int threads : {2, 3}) {
        set_num_threads(threads);
        const auto [same_value, same_gradient] = cost(random_theta(0));
        REQUIRE(same_value == value);
        REQUIRE((same_gradient == gradient));
    }
    set_num_threads(before);
}

TEST_CASE("ex4: errors") {
    const DigitPictures pictures = made_up_pictures(2);
    REQUIRE_ERROR(DigitCost(pictures.x, pictures.y), ShapeError,
                  "ex4: expected x [2, 401], got [2, 400]");
    const DigitCost cost(example::with_ones(pictures.x), pictures.y);
    REQUIRE_ERROR(cost(empty_tensor<double>({3})), ShapeError,
                  "ex4: expected theta [10285], got [3]");
}

TEST_CASE("ex4: the project's costs") {
    const auto given = project();
    if (!given) { return; }
    const Tensor<double> x = example::with_ones(given->pictures.x);
    const auto cost = [&](example::CostOptions options) {
        return DigitCost(x, given->pictures.y, options)(given->theta).first;
    };
    REQUIRE(cost({}) == Approx(0.28766).margin(5e-6));
    REQUIRE(cost({.lambda = 1}) == Approx(0.38452).margin(5e-6));
    REQUIRE(cost({.lambda = 1, .count_biases = false}) == Approx(0.38380).margin(5e-6));
}

// SciPy 1.10's fmin_cg on the vectorised project in NumPy, from RandomState(0).
TEST_CASE("ex4: conjugate gradients reach SciPy's values") {
    const auto given = project();
    if (!given) { return; }
#ifdef NDEBUG
    constexpr std::size_t iterations = 50;
    const std::vector<std::pair<double, double>> wanted{{0, 0.260636}, {10, 1.067381}};
#else  // without optimisation it takes a minute
    constexpr std::size_t iterations = 3;
    const std::vector<std::pair<double, double>> wanted{{0, 3.1657919}, {10, 3.2309987}};
#endif
    const Tensor<double> x = example::with_ones(given->pictures.x);
    for (const auto& [lambda, value] : wanted) {
        const DigitCost cost(x, given->pictures.y, {.lambda = lambda});
        const auto result =
            conjugate_gradient(cost, random_theta(0), {.max_iterations = iterations});
        REQUIRE(result.iterations == iterations);
        REQUIRE(result.value == Approx(value).margin(1e-5));
    }
}

TEST_CASE("ex4: MNIST made smaller is the project's set") {
    const auto given = project();
    if (!given || !std::filesystem::exists(*data_folder() + "/mnist/train-images-idx3-ubyte.gz")) {
        WARN("SKIPPED: NNLITE_DATA_DIR does not name the folder with ex4/ and mnist/");
        return;
    }
    const DigitPictures made = example::small_digits(load_mnist(*data_folder(), MnistPart::train));
    REQUIRE((made.y == given->pictures.y));
    REQUIRE(made.x.shape() == given->pictures.x.shape());
    REQUIRE(xt::amax(xt::abs(made.x - given->pictures.x))() < 1e-6);  // it has six decimals
}
