#pragma once

// Replays what random_configurations.py has written: each configuration is run here and compared
// with what PyTorch gave.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/fields/json_text.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/optimizers/known_optimizers.hpp"
#include "nnlite/serialization/npz.hpp"
#include "support/catch.hpp"

namespace replay {

using nnlite::Labels;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::Variable;
using nnlite::detail::Json;

template <class T>
using Results = std::vector<std::pair<std::string, Tensor<T>>>;

// The numbers of a file: a text has places and shapes for them.
using Numbers = Tensor<double>;

inline double scale_of(const Tensor<double>& values) {
    double scale = 0;
    for (const double value : values) {
        if (std::isfinite(value)) { scale = std::max(scale, std::abs(value)); }
    }
    return scale;
}

// One configuration: the options by name, and tensors by name.
template <class T>
class Configuration {
   public:
    Configuration(const nnlite::detail::Json& json, const Numbers& numbers)
        : json_(json), numbers_(numbers) {}

    const nnlite::detail::Json& json(std::string_view name) const {
        const nnlite::detail::Json* found = json_.find(name);
        if (found == nullptr) { throw std::out_of_range("no " + std::string(name)); }
        return *found;
    }
    std::string text(std::string_view name) const {
        return *json(name).template get_if<std::string>();
    }

    // An option; `otherwise` if there is none.
    double number(std::string_view name, double otherwise) const {
        const nnlite::detail::Json* found = option(name);
        return found == nullptr ? otherwise : number_of(*found);
    }
    std::ptrdiff_t whole(std::string_view name, std::ptrdiff_t otherwise = 0) const {
        const nnlite::detail::Json* found = option(name);
        return found == nullptr ? otherwise : static_cast<std::ptrdiff_t>(number_of(*found));
    }
    std::size_t count(std::string_view name, std::size_t otherwise = 0) const {
        return static_cast<std::size_t>(number(name, double(otherwise)));
    }
    bool truth(std::string_view name, bool otherwise = false) const {
        const nnlite::detail::Json* found = option(name);
        return found == nullptr ? otherwise : *found->get_if<bool>();
    }
    std::string choice(std::string_view name, const std::string& otherwise) const {
        const nnlite::detail::Json* found = option(name);
        return found == nullptr ? otherwise : *found->get_if<std::string>();
    }
    std::vector<std::ptrdiff_t> list(std::string_view name) const {
        std::vector<std::ptrdiff_t> values;
        if (const nnlite::detail::Json* found = option(name)) {
            for (const nnlite::detail::Json& item : *found->get_if<nnlite::detail::Json::List>()) {
                values.push_back(static_cast<std::ptrdiff_t>(number_of(item)));
            }
        }
        return values;
    }

    Shape shape(std::string_view name) const {
        const auto extents = list(name);
        return Shape(extents.begin(), extents.end());
    }

    bool has(const std::string& name) const { return json("tensors").find(name) != nullptr; }
    template <class V = T>
    Tensor<V> tensor(const std::string& name) const {
        const nnlite::detail::Json* found = json("tensors").find(name);
        if (found == nullptr) { throw std::out_of_range("no tensor " + name); }
        return tensor_of<V>(*found);
    }
    // All tensors named prefix0, prefix1, ...
    std::vector<Tensor<T>> numbered(const std::string& prefix) const {
        std::vector<Tensor<T>> result;
        for (std::size_t i = 0; has(prefix + std::to_string(i)); ++i) {
            result.push_back(tensor(prefix + std::to_string(i)));
        }
        return result;
    }
    // All tensors whose name has the prefix, without it.
    nnlite::NamedTensors<T> tensors(const std::string& prefix) const {
        nnlite::NamedTensors<T> result;
        for (const auto& [name, place] :
             *json("tensors").template get_if<nnlite::detail::Json::Object>()) {
            if (name.starts_with(prefix)) { result[name.substr(prefix.size())] = tensor(name); }
        }
        return result;
    }
    // The inputs x0, x1, ...; those whose gradient is expected ask for it.
    std::vector<Variable<T>> inputs() const {
        std::vector<Variable<T>> result;
        for (const Tensor<T>& value : numbered("x")) {
            const auto name = "dx" + std::to_string(result.size());
            result.emplace_back(value, json("expected").find(name) != nullptr);
        }
        return result;
    }

    Results<double> expected() const {
        Results<double> result;
        for (const auto& [name, place] :
             *json("expected").template get_if<nnlite::detail::Json::Object>()) {
            result.emplace_back(name, tensor_of<double>(place));
        }
        return result;
    }

    // The largest number there is.
    double scale() const {
        double scale = 0;
        for (const char* part : {"tensors", "expected"}) {
            for (const auto& [name, place] :
                 *json(part).template get_if<nnlite::detail::Json::Object>()) {
                scale = std::max(scale, scale_of(tensor_of<double>(place)));
            }
        }
        return scale;
    }

    static double number_of(const nnlite::detail::Json& json) {
        if (const auto* whole = json.get_if<std::uint64_t>()) { return double(*whole); }
        if (const auto* text = json.get_if<std::string>()) {
            return *text == "inf" ? std::numeric_limits<double>::infinity()
                                  : -std::numeric_limits<double>::infinity();
        }
        return *json.get_if<double>();
    }

    // Null if there is no such option.
    const nnlite::detail::Json* option(std::string_view name) const {
        return json("options").find(name);
    }

   private:
    // `place` is [begin, extent, extent, ...].
    template <class V>
    Tensor<V> tensor_of(const nnlite::detail::Json& place) const {
        const auto& items = *place.get_if<nnlite::detail::Json::List>();
        Shape shape;
        for (std::size_t i = 1; i < items.size(); ++i) {
            shape.push_back(*items[i].get_if<std::uint64_t>());
        }
        auto result = nnlite::empty_tensor<V>(shape);
        const double* from = numbers_.data() + *items.at(0).get_if<std::uint64_t>();
        std::transform(from, from + result.size(), result.data(),
                       [](double value) { return static_cast<V>(value); });
        return result;
    }

    const nnlite::detail::Json& json_;
    const Numbers& numbers_;
};

template <class T>
using Run = Results<T> (*)(const Configuration<T>&);

// Adds the results y0, y1, ... and, from the gradients that the file gives them, those of the
// inputs.
template <class T>
void differentiate(const Configuration<T>& c, const std::vector<Variable<T>>& outputs,
                   Results<T>& results) {
    Variable<T> total(T(0));
    const auto upstream = [&](const std::string& name, const Variable<T>& y) {
        return c.has(name) ? c.tensor(name) : nnlite::full_tensor<T>(y.shape(), T(1));
    };
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto number = std::to_string(i);
        results.emplace_back("y" + number, outputs[i].value());
        if (!outputs[i].requires_gradient()) { continue; }
        if (outputs.size() == 1) {
            return outputs[i].backward_from(upstream("dy" + number, outputs[i]));
        }
        total = total + nnlite::sum(outputs[i] * Variable<T>(upstream("dy" + number, outputs[i])));
    }
    if (total.requires_gradient()) { total.backward(); }
}

// The gradient of a Variable; 0 where none came.
template <class T>
Tensor<T> gradient_of(const Variable<T>& x) {
    return x.has_gradient() ? x.gradient() : nnlite::full_tensor<T>(x.shape(), T(0));
}
template <class T>
void add_gradients(const std::vector<Variable<T>>& inputs, Results<T>& results) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs[i].requires_gradient()) { continue; }
        results.emplace_back("dx" + std::to_string(i), gradient_of(inputs[i]));
    }
}

// What differs between a result and what is expected; "" if nothing does. `allowed` is a fraction
// of the largest expected number, and a hundredth of it one of the largest number in the
// configuration: what a sum leaves behind whose terms cancel.
template <class T>
std::string difference(const std::string& name, const Tensor<T>& got, const Tensor<double>& wanted,
                       double allowed, double scale) {
    if (got.shape() != wanted.shape()) {
        return nnlite::text_of(name, ": expected shape ", wanted.shape(), ", got ", got.shape());
    }
    const double limit = allowed * (scale_of(wanted) + 1e-2 * scale);
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double a = double(got.data()[i]), b = wanted.data()[i];
        const bool equal = a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= limit;
        if (!equal) {
            return nnlite::text_of(name, " ", wanted.shape(), "[", i, "]: expected ", b, ", got ",
                                   a, ", a difference of ", std::abs(a - b) / limit,
                                   " times what is allowed");
        }
    }
    return "";
}

template <class T>
bool same_bits(const Results<T>& a, const Results<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.second.shape() == y.second.shape() &&
               (x.second.size() == 0 ||
                std::memcmp(x.second.data(), y.second.data(), x.second.size() * sizeof(T)) == 0);
    });
}

// Runs a configuration with several numbers of threads; what is wrong with it, "" if nothing is.
template <class T>
std::string wrong_with(const Configuration<T>& c, Run<T> run, double allowed) {
    const std::string verdict = c.text("verdict");
    std::string error;
    Results<T> results;
    try {
        results = run(c);
    } catch (const nnlite::ShapeError& refused) {
        error = refused.what();
    } catch (const nnlite::ValueError& refused) { error = refused.what(); }
    if (verdict == "either") { return ""; }  // PyTorch refuses: no crash, and nothing to compare
    if (verdict == "refuses") { return error.empty() ? "expected an error, got a result" : ""; }
    if (!error.empty()) { return "refused: " + error; }
    const Results<double> expected = c.expected();
    const double scale = c.scale();
    for (const auto& [key, wanted] : expected) {
        const std::string& name = key;
        const auto got = std::find_if(results.begin(), results.end(),
                                      [&](const auto& result) { return result.first == name; });
        if (got == results.end()) { return name + ": expected a result, got none"; }
        const std::string found = difference(name, got->second, wanted, allowed, scale);
        if (!found.empty()) { return found; }
    }
    const int threads = nnlite::num_threads();
    for (const int other : {1, 2, 5}) {
        nnlite::set_num_threads(other);
        const bool same = same_bits(results, run(c));
        nnlite::set_num_threads(threads);
        if (!same) { return nnlite::text_of("other bits with ", other, " threads"); }
    }
    return "";
}

// The files to replay: those of NNLITE_RANDOM_CONFIGURATIONS, a list with colons, else the small
// one next to this file.
inline std::vector<std::string> files() {
    const char* given = std::getenv("NNLITE_RANDOM_CONFIGURATIONS");
    if (given == nullptr) {
        return {std::filesystem::path(__FILE__).replace_filename("random_configurations.npz")};
    }
    std::vector<std::string> result;
    for (std::string_view rest = given; !rest.empty();) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        result.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return result;
}

// Replays all configurations of a family. `runs` has a function for each of their names.
template <class T>
void replay(std::string_view family, const std::map<std::string, Run<T>, std::less<>>& runs,
            double allowed) {
    for (const std::string& path : files()) {
        const auto numbers = nnlite::read_npz<double>(path, "numbers");
        const auto text = nnlite::read_npz<std::uint8_t>(path, "text");
        const nnlite::detail::Json all = nnlite::detail::parse_json(
            path + ": ", {reinterpret_cast<const char*>(text.data()), text.size()});
        std::size_t replayed = 0;
        for (const nnlite::detail::Json& json : *all.get_if<nnlite::detail::Json::List>()) {
            const Configuration<T> c(json, numbers);
            if (c.text("family") != family) { continue; }
            ++replayed;
            const auto run = runs.find(c.text("name"));
            const std::string found =
                run == runs.end() ? "no such name" : wrong_with<T>(c, run->second, allowed);
            if (!found.empty()) {
                FAIL_CHECK(c.text("name")
                           << " (configuration " << nnlite::detail::json_text("", c.json("index"))
                           << " of " << path << ") "
                           << nnlite::detail::json_text("", c.json("options")) << ": " << found);
            }
        }
        INFO(path);
        CHECK((replayed > 0 || std::getenv("NNLITE_RANDOM_CONFIGURATIONS") != nullptr));
    }
}

template <class T>
nnlite::OptimizerFactory<T> optimizer_of(const Configuration<T>& c) {
    nnlite::FieldVisitor options(*c.option("optimizer"), "optimizer: ");
    std::string name;
    options.field("type", name);
    return nnlite::detail::known_optimizer<T>(name, options).value();
}

}  // namespace replay
