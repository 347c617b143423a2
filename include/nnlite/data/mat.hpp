#pragma once

// Reads and writes MATLAB files with libmatio: CMake target nnlite::mat, or -lmatio.

#if !__has_include(<matio.h>)
#error \
    "nnlite/data/mat.hpp needs libmatio: apt-get install libmatio-dev | brew install libmatio | \
conda install -c conda-forge libmatio | vcpkg install matio"
#endif
#include <matio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/represents.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/mat_check.hpp"
#include "nnlite/data/tensor_info.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of read_mat().
struct MatReadOptions {
    bool squeeze = false;  ///< drop axes of extent 1; a tensor without elements is [0] then
};

/// Options of write_mat().
struct MatWriteOptions {
    bool compress = true;
};

namespace detail {

// A tensor that write_mat takes; of bool it becomes logical.
using MatTensor =
    std::variant<Tensor<double>, Tensor<float>, Tensor<std::int8_t>, Tensor<std::uint8_t>,
                 Tensor<std::int16_t>, Tensor<std::uint16_t>, Tensor<std::int32_t>,
                 Tensor<std::uint32_t>, Tensor<std::int64_t>, Tensor<std::uint64_t>, Tensor<bool>>;

struct MatDelete {
    void operator()(mat_t* file) const { Mat_Close(file); }
    void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using MatHandle = std::unique_ptr<mat_t, MatDelete>;
using MatVariableHandle = std::unique_ptr<matvar_t, MatDelete>;

template <class T>
struct MatClass;
#define NNLITE_MAT_CLASS(type, suffix)                              \
    template <>                                                     \
    struct MatClass<type> {                                         \
        static constexpr matio_classes class_type = MAT_C_##suffix; \
        static constexpr matio_types data_type = MAT_T_##suffix;    \
    };
NNLITE_MAT_CLASS(double, DOUBLE)
NNLITE_MAT_CLASS(float, SINGLE)
NNLITE_MAT_CLASS(std::int8_t, INT8)
NNLITE_MAT_CLASS(std::uint8_t, UINT8)
NNLITE_MAT_CLASS(std::int16_t, INT16)
NNLITE_MAT_CLASS(std::uint16_t, UINT16)
NNLITE_MAT_CLASS(std::int32_t, INT32)
NNLITE_MAT_CLASS(std::uint32_t, UINT32)
NNLITE_MAT_CLASS(std::int64_t, INT64)
NNLITE_MAT_CLASS(std::uint64_t, UINT64)
NNLITE_MAT_CLASS(bool, UINT8)
#undef NNLITE_MAT_CLASS

inline std::string mat_type_name(std::size_t type, bool is_complex = false,
                                 bool is_logical = false) {
    static constexpr std::array<std::string_view, 18> names{
        "empty", "cell",  "struct", "object", "char",   "sparse", "double", "single",   "int8",
        "uint8", "int16", "uint16", "int32",  "uint32", "int64",  "uint64", "function", "opaque"};
    const std::string_view name = type < names.size() ? names[type] : "unknown";
    return text_of(is_complex ? "complex " : "",
                   !is_logical            ? ""
                   : type == MAT_C_SPARSE ? "logical "
                                          : "logical",
                   is_logical && type != MAT_C_SPARSE ? "" : name);
}

// Calls f(i, j) for every element: i is its index in row-major order, j in column-major order.
template <class F>
void for_both_orders(const Shape& shape, F&& f) {
    Shape index(shape.size(), 0), step(shape.size(), 1);
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
        step[axis] = step[axis - 1] * shape[axis - 1];
    }
    const std::size_t count = element_count(shape);
    for (std::size_t i = 0, j = 0; i < count; ++i) {
        f(i, j);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            j += step[axis];
            if (++index[axis] < shape[axis]) { break; }
            j -= step[axis] * std::exchange(index[axis], 0);
        }
    }
}

// An open MAT file.
class MatFile {
   public:
    MatFile(std::string_view place, const std::string& path)
        : place_(text_of(place, ": ", path, ": ")),
          mat_(checked_mat(place_, path)),
          file_(Mat_Open(path.c_str(), MAT_ACC_RDONLY)) {
        if (!file_) { fail("cannot be read by libmatio"); }
        std::map<std::string, TensorInfo> known;
        while (const MatVariableHandle variable{Mat_VarReadNextInfo(file_.get())}) {
            const std::string name = variable->name == nullptr ? "" : variable->name;
            known[name] = {name,
                           Shape(variable->dims, variable->dims + std::max(variable->rank, 0)),
                           mat_type_name(variable->class_type, variable->isComplex != 0,
                                         variable->isLogical != 0)};
        }
        for (const MatHead& head : mat_.heads) {
            if (head.name.empty()) { continue; }  // MATLAB's own, of its functions
            const auto same = [&](const TensorInfo& other) { return other.name == head.name; };
            if (std::ranges::any_of(variables_, same)) {
                fail("expected different names, got two variables ", head.name);
            }
            const auto found = known.find(head.name);
            const bool readable = head.readable && found != known.end();
            if (readable) {
                variables_.push_back(found->second);
            } else {
                variables_.push_back({head.name, head.shape, mat_type_name(head.type)});
                unreadable_.insert(head.name);
            }
        }
    }

    const std::vector<TensorInfo>& variables() const { return variables_; }

    template <class T>
    Tensor<T> read(const std::string& name, const MatReadOptions& options) const {
        const TensorInfo& found = find(name);
        if (unreadable_.contains(name)) {
            fail("variable ", name,
                 ": its name or its extents are stored in a way that libmatio does not support: "
                 "save it with MATLAB");
        }
        const MatVariableHandle variable{Mat_VarReadInfo(file_.get(), name.c_str())};
        // Deflate packs at most 1032 bytes into one: checked before memory is allocated.
        std::uint64_t room = mat_.size * 1032;
        for (const std::size_t extent : found.shape) { room /= std::max<std::size_t>(extent, 1); }
        if (!variable || room == 0) { fail("variable ", name, " is damaged"); }
        Tensor<T> result = empty_tensor<T>(found.shape);
        if (variable->isComplex != 0 || !copy_numbers(*variable, found, result)) {
            fail("variable ", name, ": expected real numbers, got ", found.type);
        }
        if (options.squeeze) { result.reshape(squeezed(found.shape)); }
        return result;
    }

   private:
    template <class... Part>
    [[noreturn]] void fail(const Part&... parts) const {
        throw FileError(text_of(place_, parts...));
    }

    const TensorInfo& find(const std::string& name) const {
        std::string there;
        for (const TensorInfo& variable : variables_) {
            if (variable.name == name) { return variable; }
            there += text_of(there.empty() ? "" : ", ", variable.name, " ", variable.shape, " ",
                             variable.type);
        }
        fail("expected a variable ", name, ", found ", there.empty() ? "none" : there);
    }

    static Shape squeezed(const Shape& shape) {
        if (element_count(shape) == 0) { return {0}; }
        Shape result;
        for (const std::size_t extent : shape) {
            if (extent != 1) { result.push_back(extent); }
        }
        return result;
    }

    // False if the variable is not numeric.
    template <class T>
    bool copy_numbers(matvar_t& variable, const TensorInfo& found, Tensor<T>& result) const {
        const auto is = [&]<class From>(From) {
            if (variable.class_type != MatClass<From>::class_type) { return false; }
            if (result.size() == 0) { return true; }
            if (Mat_VarReadDataAll(file_.get(), &variable) != MATIO_E_NO_ERROR ||
                variable.data == nullptr || variable.nbytes != result.size() * sizeof(From)) {
                fail("variable ", found.name, " is damaged");
            }
            const From* from = static_cast<const From*>(variable.data);
            for_both_orders(found.shape, [&](std::size_t i, std::size_t j) {
                if (!represents<T>(from[j], true)) {
                    fail("variable ", found.name, ": expected integers from ",
                         std::numeric_limits<T>::min(), " to ", std::numeric_limits<T>::max(),
                         ", got ", from[j]);
                }
                result.data()[i] = static_cast<T>(from[j]);
            });
            return true;
        };
        return is(double{}) || is(float{}) || is(std::int8_t{}) || is(std::uint8_t{}) ||
               is(std::int16_t{}) || is(std::uint16_t{}) || is(std::int32_t{}) ||
               is(std::uint32_t{}) || is(std::int64_t{}) || is(std::uint64_t{});
    }

    std::string place_;
    CheckedMat mat_;
    MatHandle file_;
    std::vector<TensorInfo> variables_;
    std::set<std::string> unreadable_;
};

template <class T>
void write_mat_variable(mat_t* file, std::string_view place, const std::string& name,
                        const Tensor<T>& tensor, const MatWriteOptions& options) {
    Shape shape = tensor.shape();
    while (shape.size() < 2) { shape.insert(shape.begin(), 1); }  // a vector is a row, as in SciPy
    Tensor<T> columns = empty_tensor<T>(shape);
    for_both_orders(shape,
                    [&](std::size_t i, std::size_t j) { columns.data()[j] = tensor.data()[i]; });
    const int flags = MAT_F_DONT_COPY_DATA | (std::is_same_v<T, bool> ? MAT_F_LOGICAL : 0);
    const MatVariableHandle variable{
        Mat_VarCreate(name.c_str(), MatClass<T>::class_type, MatClass<T>::data_type,
                      static_cast<int>(shape.size()), shape.data(), columns.data(), flags)};
    const auto how = options.compress ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE;
    if (!variable || Mat_VarWrite(file, variable.get(), how) != MATIO_E_NO_ERROR) {
        fail<FileError>(place, "variable ", name, " cannot be written");
    }
}

inline void check_mat_name(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool good = !name.empty() && name.size() <= 63 && letter(name[0]) &&
                      std::all_of(name.begin(), name.end(), [&](char c) {
                          return letter(c) || (c >= '0' && c <= '9') || c == '_';
                      });
    if (!good) {
        fail<ValueError>("write_mat: expected a name of at most 63 letters, digits and _ that ",
                         "begins with a letter, got \"", name, "\"");
    }
}

}  // namespace detail

/// The variables of a MAT file, in its order.
/// Throws: FileError as read_mat.
inline std::vector<TensorInfo> list_mat(const std::string& path) {
    return detail::MatFile("list_mat", path).variables();
}

/// One variable of a MAT file as a row-major tensor: of any numeric or logical type, converted to
/// T.
/// Shapes: the variable's, at least two axes without squeeze.
/// Throws: FileError if the file is missing, truncated, damaged or not of version 4 or 5 (version
/// 7.3 is HDF5), has no such variable, one that is not a real array or that libmatio cannot read,
/// values that an integer T cannot hold, or two variables of the same name.
/// Source: The MathWorks, MAT-File Format; scipy.io.loadmat (squeeze_me).
template <class T>
Tensor<T> read_mat(const std::string& path, const std::string& name,
                   const MatReadOptions& options = {}) {
    return detail::MatFile("read_mat", path).read<T>(name, options);
}

/// All variables of a MAT file by their names.
/// Throws: FileError as above, also if any variable is not a real array.
template <class T>
std::map<std::string, Tensor<T>> read_mat(const std::string& path,
                                          const MatReadOptions& options = {}) {
    const detail::MatFile file("read_mat", path);
    std::map<std::string, Tensor<T>> result;
    for (const TensorInfo& variable : file.variables()) {
        result.emplace(variable.name, file.read<T>(variable.name, options));
    }
    return result;
}

/// Writes a MAT file of version 5: write_mat("data.mat", {{"X", inputs}, {"y", labels}}).
/// Shapes: any; [n] becomes a row [1, n] and a scalar [1, 1], as in SciPy.
/// Throws: ValueError if a name is not valid in MATLAB or occurs twice, FileError if the file
/// cannot be written.
inline void write_mat(const std::string& path,
                      const std::vector<std::pair<std::string, detail::MatTensor>>& variables,
                      const MatWriteOptions& options = {}) {
    for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
        detail::check_mat_name(variable->first);
        const auto same = [&](const auto& other) { return other.first == variable->first; };
        if (std::any_of(variables.begin(), variable, same)) {
            fail<ValueError>("write_mat: expected different names, got ", variable->first,
                             " twice");
        }
    }
    const std::string place = text_of("write_mat: ", path, ": ");
    detail::MatHandle file(
        Mat_CreateVer(path.c_str(), "MATLAB 5.0 MAT-file, written by nnlite", MAT_FT_MAT5));
    if (!file) { fail<FileError>(place, "cannot be opened (", std::strerror(errno), ")"); }
    for (const auto& [name, tensor] : variables) {
        std::visit(
            [&, &variable_name = name](const auto& numbers) {
                detail::write_mat_variable(file.get(), place, variable_name, numbers, options);
            },
            tensor);
    }
    file.reset();
    detail::MatFile("write_mat", path);  // libmatio does not report a full disk
}

}  // namespace nnlite
