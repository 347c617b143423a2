# nnlite::compiled: a static library with the slow templates, for float and double. Programs that link it
# need its instruction set: the target passes on the flag, and a macro by which the headers check it.
set(compiled_flags "")
if(NNLITE_NATIVE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")  # as in nnlite_dev
  set(compiled_flags -march=native)
endif()
string(TOUPPER "CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}" type_flags)
separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS} ${${type_flags}}")
list(APPEND flags ${compiled_flags})
set(folders ${nnlite_fetched})
if(TARGET xsimd)
  get_target_property(folders xsimd INTERFACE_INCLUDE_DIRECTORIES)
endif()
list(TRANSFORM folders PREPEND -I)
execute_process(
  COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 ${flags} ${folders} -E -P -x c++ ${PROJECT_SOURCE_DIR}/cmake/instruction_set.txt
    -I ${PROJECT_SOURCE_DIR}/include
  OUTPUT_VARIABLE instruction_set COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "instruction set ([0-9]+)" _ "${instruction_set}")
set(instruction_set ${CMAKE_MATCH_1})

file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cpp)
add_library(nnlite_compiled STATIC ${sources})
add_library(nnlite::compiled ALIAS nnlite_compiled)
set_target_properties(nnlite_compiled PROPERTIES OUTPUT_NAME nnlite EXPORT_NAME compiled
                      POSITION_INDEPENDENT_CODE ON UNITY_BUILD OFF)
target_link_libraries(nnlite_compiled PUBLIC nnlite)
target_compile_options(nnlite_compiled PUBLIC ${compiled_flags})
target_compile_definitions(nnlite_compiled PUBLIC NNLITE_COMPILED=${instruction_set})
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(nnlite_compiled PRIVATE $<TARGET_PROPERTY:nnlite_dev,INTERFACE_COMPILE_OPTIONS>)
endif()
if(NOT NNLITE_COMPILED)
  set_target_properties(nnlite_compiled PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
