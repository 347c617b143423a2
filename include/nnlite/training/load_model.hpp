#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/layers/known_layers.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/model_file.hpp"

namespace nnlite {

/// A function that makes a layer of a class of the user's, whose options are then set.
template <class T = float>
class LayerFactory {
   public:
    template <std::invocable F>
    LayerFactory(F make)  // NOLINT(google-explicit-constructor)
        : make_([make = std::move(make)]() -> LayerPointer<T> {
              return std::make_shared<std::invoke_result_t<F>>(make());
          }) {}
    LayerPointer<T> operator()() const { return make_(); }

   private:
    std::function<LayerPointer<T>()> make_;
};

/// What a model's file cannot have.
template <class T = float>
struct LoadModelOptions {
    std::map<std::string, LayerFactory<T>> layers = {};  ///< of the user's classes, by type()
    std::vector<Loss<T>> losses = {};                    ///< of the user, known by name
    std::vector<Metric<T>> metrics = {};                 ///< of the user, known by name
    bool allow_rounding = false;                         ///< as ReadOptions
};

namespace detail {

template <class T>
class ModelLoader {
   public:
    ModelLoader(const InputFile& input, const LoadModelOptions<T>& options)
        : file_(input), options_(options), place_(input.place()) {}

    Model<T> load() {
        std::optional<Model<T>> model;
        as_file_error(place_, file_.room(), [&] {
            const AllocationLimit limit(file_.room());
            model.emplace(network());
            BlankGenerator blank;
            model->build(file_.header().sample, blank);
            file_.read_network(model->network(), options_.allow_rounding);
        });
        as_file_error(place_, file_.room(), [&] {
            if (file_.header().compile) {
                model->compile(compiled(*file_.header().compile));
                file_.read_optimizer(model->optimizer());
            }
            file_.read_rest(*model);
        });
        return std::move(*model);
    }

   private:
    Sequential<T> network() const {
        const auto make = [this](const std::string& type) -> LayerPointer<T> {
            if (const auto own = options_.layers.find(type); own != options_.layers.end()) {
                return own->second();
            }
            const auto known = known_layers<T>().find(type);
            if (known != known_layers<T>().end()) { return known->second(); }
            fail<FileError>(place_, "there is no layer of type ", type, "; if it is yours: .layers",
                            " = {{\"", type, "\", [] { return ", type, "(); }}}");
        };
        const auto layer = layer_of<T>(file_.header().network,
                                       place_ + "network: ", file_.file().entries().size(), make);
        const auto* network = dynamic_cast<const Sequential<T>*>(layer.get());
        if (network == nullptr) {
            fail<FileError>(place_, "expected a Sequential, got ", layer->type());
        }
        return *network;
    }

    CompileOptions<T> compiled(const CompileHeader& header) const {
        CompileOptions<T> result{.loss = loss(header),
                                 .optimizer = header.optimizer,
                                 .metrics = {},
                                 .clip_norm = header.clip_norm,
                                 .clip_value = header.clip_value};
        // Older files may have several of one name, of which the last one's figures were seen.
        for (const auto& [name, type] : header.metrics) {
            Metric<T> next = metric(name, type);
            std::erase_if(result.metrics, [&](const auto& m) { return m.name == next.name; });
            if (!is_figure_of_fit(next.name)) { result.metrics.push_back(std::move(next)); }
        }
        return result;
    }

    Loss<T> loss(const CompileHeader& header) const {
        for (const Loss<T>& own : options_.losses) {
            if (own.name() == header.loss) { return own; }
        }
        FieldVisitor visitor(header.loss_options, place_ + "loss_options: ");
        const auto known = known_loss<T>(header.loss, visitor);
        if (!known) {
            fail<FileError>(place_, "there is no loss ", header.loss,
                            "; if it is yours: .losses = {...}");
        }
        visitor.finish();
        return *known;
    }

    Metric<T> metric(const std::string& name, const std::string& type) const {
        for (const Metric<T>& own : options_.metrics) {
            if (own.name == name) { return own; }
        }
        const auto known = known_metric<T>(type);
        if (!known) {
            fail<FileError>(place_, "there is no metric ", name,
                            "; if it is yours: .metrics = {...}");
        }
        return *known;
    }

    ModelFile file_;
    const LoadModelOptions<T>& options_;
    std::string place_;
};

}  // namespace detail

/// The model that Model::save() wrote, ready to predict and, if it was compiled, to evaluate and to
/// be trained on as if it had never been away: the same steps give the same weights. Layers, losses
/// and metrics of the user come from the options, all else from the file. A model of another type
/// of numbers can be read too, with a new optimizer.
/// Throws: FileError if the file is no model of a version that is known, lists all tensors that are
/// missing, surplus, of another shape or type, names the layer, loss or metric that is unknown, or
/// says what is wrong with an option.
template <class T = float>
Model<T> load_model(const std::string& path, const LoadModelOptions<T>& options = {}) {
    const detail::InputFile input("load_model", path);
    return detail::ModelLoader<T>(input, options).load();
}

/// Reads the bytes of a model's file; `name` stands for the path in messages.
template <class T = float>
Model<T> load_model(std::span<const std::uint8_t> bytes, std::string_view name,
                    const LoadModelOptions<T>& options = {}) {
    const detail::InputFile input("load_model", name, bytes);
    return detail::ModelLoader<T>(input, options).load();
}

}  // namespace nnlite
