#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "nnlite/core/json.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite {

/// What kind of layer this is, with its options and the layers inside, but without its state:
/// {"type": "Linear", "options": {"out": 10, ...}}; a container has its "layers" too, each with a
/// "name".
/// Throws: ValueError if a layer cannot be written down, or a container has more than 10,000.
template <class T>
Json architecture_of(Layer<T>& layer);

namespace detail {

inline constexpr std::size_t most_layers = 10000;  // of a container

template <class T>
class ArchitectureWriter : public OptionVisitor<T> {
   public:
    void layers(NamedLayers<T>& layers) override {
        const InsideLayer deeper;
        is_container = true;
        for (auto& [name, layer] : layers) {
            Json json = architecture_of(*layer);
            auto& members = std::get<Json::Object>(json.value);
            members.emplace(members.begin(), "name", Json{name});
            inside.push_back(std::move(json));
        }
    }
    bool is_container = false;
    Json::List inside;
};

template <class T>
class ArchitectureReader : public OptionVisitor<T> {
   public:
    using Make = std::function<LayerPointer<T>(const std::string& type)>;

    // `json` is a layer as architecture_of() gave it, `options` what it says of them.
    ArchitectureReader(const Json& json, const Json& options, const std::string& place,
                       std::size_t most, const Make& make)
        : OptionVisitor<T>(options, place + "options: ", most),
          json_(json),
          place_(place),
          most_(most),
          make_(make) {}

    static LayerPointer<T> read(const Json& json, const std::string& place, std::size_t most,
                                const Make& make) {
        const Json* type = json.find("type");
        const Json* options = json.find("options");
        const auto* name = type != nullptr ? std::get_if<std::string>(&type->value) : nullptr;
        if (name == nullptr || options == nullptr) {
            fail<FileError>(place, "expected a layer with type and options");
        }
        LayerPointer<T> layer = make(*name);
        if (layer == nullptr) { fail<FileError>(place, "there is no layer of type ", *name); }
        ArchitectureReader visitor(json, *options, text_of(place, *name, ": "), most, make);
        layer->visit_options(visitor);
        visitor.finish();
        return layer;
    }

    void layers(NamedLayers<T>& layers) override {
        const Json* inside = json_.find("layers");
        const auto* items = inside != nullptr ? std::get_if<Json::List>(&inside->value) : nullptr;
        if (items == nullptr || items->size() > most_layers) {
            fail<FileError>(place_, "expected a list of up to ", most_layers, " layers");
        }
        layers.clear();
        for (const Json& item : *items) {
            const Json* member = item.find("name");
            const auto* name =
                member != nullptr ? std::get_if<std::string>(&member->value) : nullptr;
            if (name == nullptr) { fail<FileError>(place_, "expected layers with names"); }
            layers.emplace_back(*name, read(item, text_of(place_, *name, ": "), most_, make_));
        }
    }

   private:
    const Json& json_;
    std::string place_;
    std::size_t most_;
    const Make& make_;
};

}  // namespace detail

template <class T>
Json architecture_of(Layer<T>& layer) {
    detail::ArchitectureWriter<T> visitor;
    layer.visit_options(visitor);
    if (visitor.inside.size() > detail::most_layers) {
        fail<ValueError>(layer.type(), ": expected at most ", detail::most_layers,
                         " layers to be saved, got ", visitor.inside.size());
    }
    Json::Object members{{"type", {layer.type()}}, {"options", visitor.result()}};
    if (visitor.is_container) { members.emplace_back("layers", Json{std::move(visitor.inside)}); }
    return {std::move(members)};
}

/// A new layer, without state, of what architecture_of() gave. make(type) gives a layer of that
/// type, with any options, or null. A count of things with tensors may be up to `most`. Errors
/// begin with `place`.
/// Throws: FileError if it is no architecture; ValueError on options that a layer refuses.
template <class T, class Make>
std::shared_ptr<Layer<T>> layer_of(const Json& architecture, const std::string& place,
                                   std::size_t most, Make&& make) {
    return detail::ArchitectureReader<T>::read(architecture, place, most, make);
}

}  // namespace nnlite
