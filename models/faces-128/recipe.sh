#!/usr/bin/env bash
# From photographs to faces-128. Usage: recipe.sh PHOTOGRAPHS RUNS, where PHOTOGRAPHS holds fairface.tar, portraits.tar and pairs.tar
# (the sources that MODEL.md names, packed as folders of JPEG files; in pairs/ NNN-neutral.jpg and NNN-smiling.jpg).
# The third step wants a graphics card and PyTorch: 7 minutes on an NVIDIA H200. Of the released weights it had two runs,
# of 65,024 and 179,584 pictures, the optimisers begun anew in between.
set -euo pipefail
photographs=$1 runs=$2 here=$(cd "$(dirname "$0")" && pwd)
mien=$here/../../mien drawn=$here/../portraits-128
test_people='001|002|005|006|011|014|021|024|029|031|037|039|042|045|063|090|101|128|141|172'

# 1. The photographs.
"$mien" train photographs "$photographs"/pairs.tar "$photographs"/portraits.tar "$photographs"/fairface.tar --out "$runs/faces" \
    --held-out 0.07 --held-out-from fairface --person 'pairs/(\d+)' --leave-out "pairs/($test_people)-"

# 2. A first generator of 64 px that knows drawings and photographs, on the processor. Of the released one the first 69,000 pictures
# had the perceptual loss on photographs too, which the program no longer does.
common=(--photographs "$runs/faces" --perceptual "$drawn/perceptual.safetensors" --portraits "$runs/portraits" --resolution 64 --style-length 256 --growth 0)
"$mien" train generator "${common[@]}" --from "$drawn/weights.safetensors" --channels 160,160,160,128,64 --exchange-from 100 --exchange-share 0.75 \
    --rate 8e-3 --batch 8 --photographs-a-step 16 --out "$runs/first" --steps 2888
"$mien" train generator "${common[@]}" --from "$runs/first/checkpoint.safetensors" --exchange-from 0 --exchange-share 0.75 \
    --rate 6e-3 --batch 6 --photographs-a-step 18 --out "$runs/second" --steps 290
"$mien" train generator "${common[@]}" --from "$runs/second/checkpoint.safetensors" --exchange-from 0 --exchange-share 0.75 --keep-mapping \
    --rate 6e-3 --batch 6 --photographs-a-step 18 --out "$runs/third" --steps 1045
"$mien" train encoder --photographs "$runs/faces" --generator "$runs/third/model" --size 64 --batch 8 --photographs-a-step 24 --out "$runs/third-encoder" --steps 3360
cp "$runs/third-encoder/model/encoder.safetensors" "$runs/third/model/"

# 3. The generator of 128 px and the perceptual network, on a graphics card.
"$mien" train examples --photographs "$runs/faces" --out "$runs/examples" --pairs 6144 --more-code 64
python3 "$here/learn.py" "$runs/examples" "$runs/third/model" "$runs/faces-128"

# 4. Its encoder, on the processor.
encoder=(--photographs "$runs/faces" --generator "$runs/faces-128" --size 64 --batch 8 --photographs-a-step 24 --portraits "$runs/encoder")
"$mien" train encoder "${encoder[@]}" --from "$runs/faces-128/encoder.safetensors" --rate 6e-3 --out "$runs/encoder" --steps 6650
"$mien" train encoder "${encoder[@]}" --from "$runs/encoder/checkpoint.safetensors" --rate 1.5e-3 --out "$runs/encoder-end" --steps 3370

# 5. What of its style vectors tells the expression.
cp "$runs/encoder-end/model/encoder.safetensors" "$runs/faces-128/"
"$mien" train expression --photographs "$runs/faces" --generator "$runs/faces-128" --rest 'pairs/.*-neutral'
