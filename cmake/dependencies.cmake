# Finds what nnlite stands on: nnlite_dependencies are targets, nnlite_fetched are include folders
# of what was not installed and has been downloaded instead.
option(NNLITE_FETCH_DEPENDENCIES "Download xtensor, xtensor-blas and xsimd if not installed" ON)

list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # for projects that use add_subdirectory
find_package(CBLAS QUIET)
find_package(ZLIB QUIET)
find_package(Threads REQUIRED)
find_package(xtensor 0.24 QUIET)
if(CBLAS_FOUND)  # else its own search for BLAS ends everything, without a word on packages
  find_package(xtensor-blas 0.20 QUIET)
endif()
find_package(xsimd QUIET)  # its version file refuses every newer major version
if(xsimd_FOUND AND xsimd_VERSION VERSION_LESS 8.1)
  set(xsimd_FOUND FALSE)
endif()
find_package(Matio QUIET)  # for nnlite::mat only
find_package(Stb QUIET)  # for nnlite::image only

set(nnlite_missing "")
function(nnlite_need found what apt brew conda vcpkg)
  if(NOT found)
    string(APPEND nnlite_missing "\n  ${what}\n    apt-get install ${apt}  |  brew install ${brew}  |  "
           "conda install -c conda-forge ${conda}  |  vcpkg install ${vcpkg}")
    set(nnlite_missing "${nnlite_missing}" PARENT_SCOPE)
  endif()
endfunction()
nnlite_need("${CBLAS_FOUND}" "OpenBLAS with cblas.h (another CBLAS: -DBLA_VENDOR=...)"
            libopenblas-dev openblas openblas openblas)
nnlite_need("${ZLIB_FOUND}" "zlib" zlib1g-dev zlib zlib zlib)
if(NOT NNLITE_FETCH_DEPENDENCIES)
  nnlite_need("${xtensor_FOUND}" "xtensor >= 0.24" libxtensor-dev xtensor xtensor xtensor)
  nnlite_need("${xtensor-blas_FOUND}" "xtensor-blas >= 0.20"
              libxtensor-blas-dev xtensor-blas xtensor-blas xtensor-blas)
  nnlite_need("${xsimd_FOUND}" "xsimd >= 8.1" libxsimd-dev xsimd xsimd xsimd)
endif()
if(nnlite_missing)
  message(FATAL_ERROR "nnlite: not found, install first:${nnlite_missing}\n")
endif()

set(nnlite_dependencies CBLAS::CBLAS ZLIB::ZLIB Threads::Threads)
set(nnlite_fetched "")

# Takes the headers only: the projects' own CMake files ask for more than they need.
macro(nnlite_fetch name tag)
  message(STATUS "nnlite: ${name} is not installed, fetching ${tag}")
  FetchContent_Declare(${name} SOURCE_SUBDIR headers-only DOWNLOAD_EXTRACT_TIMESTAMP ON
    URL https://github.com/xtensor-stack/${name}/archive/refs/tags/${tag}.tar.gz)
  FetchContent_MakeAvailable(${name})
  list(APPEND nnlite_fetched ${${name}_SOURCE_DIR}/include)
endmacro()
include(FetchContent)
if(xtensor_FOUND AND xtensor-blas_FOUND)
  list(APPEND nnlite_dependencies xtensor xtensor-blas)
else()  # these three only fit together in matching versions
  nnlite_fetch(xtl 0.8.0)
  nnlite_fetch(xtensor 0.26.0)
  nnlite_fetch(xtensor-blas 0.22.0)
endif()
if(xsimd_FOUND)
  list(APPEND nnlite_dependencies xsimd)
else()
  nnlite_fetch(xsimd 14.3.0)
endif()
