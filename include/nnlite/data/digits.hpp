#pragma once

#include "nnlite/data/image_data.hpp"

namespace nnlite::inline NNLITE_ABI {

/// 1,797 handwritten digits as 8x8 pictures, embedded in the library.
/// Shapes: images [1797, 8, 8], labels [1797].
/// Units or ranges: pixels 0 (paper) to 16 (ink), labels 0 to 9.
/// Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
/// Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0; its test set, in the
/// order of scikit-learn's load_digits.
ImageData load_digits();

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/digits_impl.hpp"
#endif
