// The ex4 project: a network of 25 hidden sigmoids learns 5,000 digits of 20x20 pixels, its cost
// and gradient written by hand and minimised by conjugate gradients.
//
//   ex4_digits [--random-state N] [--lambda 10] [--course]
//
// Data: <data>/ex4/mnist_20x20.mat (X [5000, 400], y with 10 for digit 0) and ex4weights.mat;
// without the first, 500 pictures of each digit of MNIST in <data>/mnist. Expected: cost 0.28766
// with the given weights, 0.38452 with lambda 1 (0.38380 with --course); after 50 iterations from
// random states 0, 1, 2 accuracies of 96.9 to 97.4 %, with lambda 10 of 92.8 to 93.4 % and values
// of 1.067 to 1.078.

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nnlite/mat.hpp>
#include <nnlite/minimize.hpp>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>
#include <optional>
#include <string>
#include <vector>

#include "support/ex4.hpp"
#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

// The path of ex4/<name> in the data folder, or none.
std::string find(const example::Flags& flags, const std::string& name) {
    const auto folder = data_folder(flags.data);
    const std::string path = folder && !flags.smoke ? *folder + "/ex4/" + name : "";
    return std::filesystem::exists(path) ? path : "";
}

example::DigitPictures pictures(const example::Flags& flags) {
    const std::string path = find(flags, "mnist_20x20.mat");
    if (path.empty()) {
        std::puts("No ex4/mnist_20x20.mat: made from MNIST");
        return example::small_digits(example::mnist(flags, MnistPart::train));
    }
    return {read_mat<double>(path, "X"), read_mat<std::int32_t>(path, "y", {.squeeze = true})};
}

// Theta1 [25, 401] and Theta2 [10, 26] as one vector; empty without the file.
Tensor<double> given_weights(const example::Flags& flags) {
    const std::string path = find(flags, "ex4weights.mat");
    if (path.empty()) { return empty_tensor<double>({0}); }
    const std::vector<Variable<double>> thetas{Variable<double>(read_mat<double>(path, "Theta1")),
                                               Variable<double>(read_mat<double>(path, "Theta2"))};
    return flatten(thetas);
}

double sigmoid_gradient(double z) {
    const double g = 1 / (1 + std::exp(-z));
    return g * (1 - g);
}

void print_element(const example::DigitCost& cost, const Tensor<double>& theta, std::size_t k) {
    constexpr double epsilon = 1e-4;
    Tensor<double> high = theta, low = theta;
    high(k) += epsilon;
    low(k) -= epsilon;
    std::printf("Element: %zu. Numerical Gradient = %f. BackProp Gradient = %f.\n", k,
                (cost(high).first - cost(low).first) / (2 * epsilon), cost(theta).second(k));
}

// The project's digits with their costs.
struct Project {
    Tensor<double> x;
    Labels y;
    bool course;

    example::DigitCost cost(double lambda) const {
        return {x, y, {.lambda = lambda, .count_biases = !course}};
    }
};

void print_costs(const Project& project, const Tensor<double>& theta, const std::string& name) {
    std::printf("Cost with the %s weights: %.5f, with lambda 1: %.5f\n", name.c_str(),
                project.cost(0)(theta).first, project.cost(1)(theta).first);
    std::printf("Sigmoid gradient at -1, 0, 1: %.6f %.6f %.6f\n", sigmoid_gradient(-1),
                sigmoid_gradient(0), sigmoid_gradient(1));
}

void print_gradient_checks(const Project& project, const Tensor<double>& theta,
                           NumpyRandomState& random) {
    for (const double lambda : {0.0, 1.0}) {
        std::printf("\nGradient check, lambda %g\n", lambda);
        for (int i = 0; i < 10; ++i) {
            print_element(project.cost(lambda), theta,
                          std::size_t(random.random_sample() * double(theta.size())));
        }
    }
    if (!project.course) {
        std::puts(
            "With lambda other than 0 the project's gradient is not that of its cost: the "
            "cost counts the\nsquares of the biases, the gradient leaves them out. On each "
            "of the 35 biases they differ by\nlambda / m theta. One of them:");
        print_element(project.cost(1), theta, example::theta2_begin);
    }
}

// Rows of 20x20 pixels, the columns one after the other, as [rows, 20, 20].
Tensor<double> upright(Tensor<double> rows) {
    rows.reshape({rows.shape()[0], 20, 20});
    return xt::transpose(rows, {0, 2, 1});
}

void write_random_digits(example::PictureFolder& out, const Tensor<double>& x, std::uint64_t seed) {
    std::vector<std::size_t> order(x.shape()[0]);
    CounterGenerator(seed).permutation(order.data(), order.size());
    out.write("digits.png", viz::image_grid(upright(take(x, std::span(order).first(100))),
                                            {.tiles_per_row = 10, .scale = 2, .padding = 0}));
}

void write_hidden_layer(example::PictureFolder& out, const Tensor<double>& theta, double lambda) {
    Tensor<double> theta1 = xt::view(theta, xt::range(std::size_t{0}, example::theta2_begin));
    theta1.reshape({example::digit_hidden, example::digit_inputs});
    const Tensor<double> weights = xt::view(theta1, xt::all(), xt::range(1, xt::placeholders::_));
    out.write(text_of("hidden_lambda_", lambda, ".png"),
              viz::image_grid(upright(weights),
                              {.tiles_per_row = 5, .scale = 4, .padding = 1, .per_tile = true}));
}

example::Run train(const example::Flags& flags, const Project& project, double lambda,
                   const Tensor<double>& start) {
    const example::DigitCost cost = project.cost(lambda);
    example::PictureFolder out(flags);
    std::vector<double> costs;
    std::function<void(const Tensor<double>&)> note_cost = [&](const Tensor<double>& theta) {
        costs.push_back(cost(theta).first);
    };
    example::Clock clock;
    const auto result = conjugate_gradient(
        cost, start,
        {.max_iterations = flags.smoke ? 5 : flags.epochs, .callback = out ? note_cost : nullptr});
    const double seconds = clock.lap(), accuracy = cost.accuracy(result.x);
    std::printf("\nlambda %g\n%sTraining set accuracy: %0.1f%%\n", lambda, result.text().c_str(),
                100 * accuracy);
    History history;
    history.append({{"loss", result.value},
                    {"accuracy", accuracy},
                    {"function_calls", double(result.function_calls)},
                    {"iterations", double(result.iterations)},
                    {"seconds", seconds}});
    if (out) { write_hidden_layer(out, result.x, lambda); }
    return {text_of("ex4_digits lambda ", lambda),
            start.size(),
            project.y.size(),
            history,
            {},
            weights_crc32(std::vector{Variable<double>(result.x)}),
            {},
            {{"costs", costs}}};
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A network written by hand learns 20x20 digits", {.epochs = 50});
    const example::Flags& flags = program.flags;
    std::optional<double> only_lambda;
    bool course = false;
    program.flag("--random-state", program.flags.seed, "the same as --seed; NumPy's")
        .flag("--iterations", program.flags.epochs, "the same as --epochs")
        .flag("--lambda", only_lambda, "train with this one instead of 0 and 10")
        .flag("--course", course, "the course's cost, which leaves out the biases' squares");
    return program.run(argc, argv, [&] {
        const example::DigitPictures digits = pictures(flags);
        const Project project{example::with_ones(digits.x), digits.y, course};
        std::puts(text_of("X ", project.x.shape(), ", y ", digits.y.shape(), ", labels from ",
                          xt::amin(digits.y)(), " to ", xt::amax(digits.y)())
                      .c_str());
        NumpyRandomState random(std::int64_t(flags.seed));
        auto start = empty_tensor<double>({example::theta_size});
        random.uniform(start.data(), start.size(), -0.12, 0.12);
        const Tensor<double> given = given_weights(flags);
        const Tensor<double>& theta = given.size() == 0 ? start : given;
        print_costs(project, theta, given.size() == 0 ? "start" : "given");
        print_gradient_checks(project, theta, random);

        std::vector<example::Run> runs;
        for (const double lambda :
             only_lambda ? std::vector{*only_lambda} : std::vector{0.0, 10.0}) {
            runs.push_back(train(flags, project, lambda, start));
        }
        example::record(flags, runs);
        if (example::PictureFolder out(flags); out) {
            write_random_digits(out, digits.x, flags.seed);
            viz::LineChart chart{{}, {.title = "Cost", .x_label = "Iteration"}};
            for (const example::Run& run : runs) {
                chart.series.push_back({run.model, run.lists.at("costs")});
            }
            out.write("cost.svg", {chart});
        }
    });
}
