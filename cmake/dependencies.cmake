# Finds what nnlite stands on.
find_package(xtensor REQUIRED)
find_package(xsimd REQUIRED)
find_package(xtensor-blas REQUIRED)
find_package(BLAS REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
set(nnlite_dependencies xtensor xtensor-blas xsimd BLAS::BLAS ZLIB::ZLIB OpenMP::OpenMP_CXX)
