// Comes before every header of dlib's: dlib computes by itself what it would ask LAPACK and BLAS for, so that nothing has to be
// there but the C++ runtime. The matrices are small.
#pragma once
#include <dlib/assert.h>
#include <dlib/test_for_odr_violations.h>

#undef DLIB_USE_LAPACK
#undef DLIB_USE_BLAS
