#!/usr/bin/env bash
# From photographs to faces-64. Usage: recipe.sh PHOTOGRAPHS RUNS, where PHOTOGRAPHS holds fairface.tar, portraits.tar and pairs.tar
# (the sources that MODEL.md names, packed as folders of JPEG files; in pairs/ NNN-neutral.jpg and NNN-smiling.jpg).
# The first 69,000 pictures of the released weights had the perceptual loss on photographs too, which the program no longer does.
set -euo pipefail
photographs=$1 runs=$2 mien=$(dirname "$0")/../../mien start=$(dirname "$0")/../portraits-128
test_people='001|002|005|006|011|014|021|024|029|031|037|039|042|045|063|090|101|128|141|172'

"$mien" train photographs "$photographs"/pairs.tar "$photographs"/portraits.tar "$photographs"/fairface.tar --out "$runs/faces" \
    --held-out 0.07 --held-out-from fairface --person 'pairs/(\d+)' --leave-out "pairs/($test_people)-"
common=(--photographs "$runs/faces" --perceptual "$start/perceptual.safetensors" --portraits "$runs/portraits" --resolution 64 --style-length 256 --growth 0)
"$mien" train generator "${common[@]}" --from "$start/weights.safetensors" --channels 160,160,160,128,64 --exchange-from 100 --exchange-share 0.75 \
    --rate 8e-3 --batch 8 --photographs-a-step 16 --out "$runs/first" --steps 2888
"$mien" train generator "${common[@]}" --from "$runs/first/checkpoint.safetensors" --exchange-from 0 --exchange-share 0.75 \
    --rate 6e-3 --batch 6 --photographs-a-step 18 --out "$runs/second" --steps 290
"$mien" train generator "${common[@]}" --from "$runs/second/checkpoint.safetensors" --exchange-from 0 --exchange-share 0.75 --keep-mapping \
    --rate 6e-3 --batch 6 --photographs-a-step 18 --out "$runs/third" --steps 1045
"$mien" train encoder --photographs "$runs/faces" --generator "$runs/third/model" --size 64 --batch 8 --photographs-a-step 24 --out "$runs/encoder" --steps 3360
