#!/bin/bash
# A batch on the cores of one machine, or of several by ssh, with GNU parallel: parallel.sh JOBS FOLDER [SHARES]
# Each share is a process with one thread, which does more in an hour than one process with all threads. Started again, it goes on.
# Several machines: PARALLEL="--sshlogin node1,node2 --env MIEN_CACHE" parallel.sh …, with JOBS and FOLDER where all see them.
set -euo pipefail
jobs=$1 folder=$2 shares=${3:-$(nproc)}
export OMP_NUM_THREADS=1 MIEN_CACHE=${MIEN_CACHE:-$folder/.batch/cache}
mien=${MIEN:-mien}
# A share is tried three times: what failed once is tried again, what is done is not.
parallel --jobs "$(nproc)" --retries 3 --line-buffer --tag "$mien batch $(printf '%q' "$jobs") --out $(printf '%q' "$folder") --shard {}/$shares" ::: $(seq "$shares")
