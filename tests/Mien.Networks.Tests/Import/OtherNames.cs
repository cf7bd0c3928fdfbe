using Mien.Checkpoints;
using Mien.Networks.Import;

namespace Mien.Networks.Tests.Import;

/// <summary>
/// Writes networks under the names and in the layouts of other programmes, from the tensors of this library, so that
/// namings of which there is no golden file can be tested on the way back.
/// </summary>
internal static class OtherNames
{
    public static IEnumerable<CheckpointTensor> GenforceStyleGan2(GeneratorWeights network)
    {
        IReadOnlyDictionary<string, CheckpointTensor> ours = network.Tensors;
        yield return Renamed(ours["mapping.w_avg"], "truncation.w_avg");
        for (int i = 0; i < network.Architecture.MappingLayers; i++)
        {
            yield return Renamed(ours[$"mapping.fc{i}.weight"], $"mapping.dense{i}.weight");
            yield return Renamed(ours[$"mapping.fc{i}.bias"], $"mapping.dense{i}.bias");
        }

        yield return Reshaped(
            ours["synthesis.b4.const"], "synthesis.early_layer.const", 1, network.Architecture.Channels[0], 4, 4);
        int layer = 0;
        for (int size = 4; size <= network.Architecture.Resolution; size *= 2)
        {
            foreach (string convolution in size == 4 ? ["conv1"] : (string[])["conv0", "conv1"])
            {
                string from = $"synthesis.b{size}.{convolution}.";
                string to = $"synthesis.layer{layer++}.";
                yield return convolution == "conv0"
                    ? Mirrored(ours[from + "weight"], to + "weight") : Renamed(ours[from + "weight"], to + "weight");
                yield return Renamed(ours[from + "bias"], to + "bias");
                yield return Renamed(ours[from + "affine.weight"], to + "style.weight");
                yield return WithoutOne(ours[from + "affine.bias"], to + "style.bias");
                yield return Renamed(ours[from + "noise_strength"], to + "noise_strength");
                yield return Reshaped(ours[from + "noise_const"], to + "noise", 1, 1, size, size);
            }

            string rgb = $"synthesis.b{size}.torgb.";
            string output = $"synthesis.output{int.Log2(size) - 2}.";
            yield return Renamed(ours[rgb + "weight"], output + "weight");
            yield return Renamed(ours[rgb + "bias"], output + "bias");
            yield return Renamed(ours[rgb + "affine.weight"], output + "style.weight");
            yield return WithoutOne(ours[rgb + "affine.bias"], output + "style.bias");
        }
    }

    public static IEnumerable<CheckpointTensor> GenforceStyleGan1(GeneratorWeights network) =>
        StyleGan1(
            network,
            layer => $"synthesis.layer{layer}.weight", layer => $"synthesis.layer{layer}.bias",
            layer => $"synthesis.layer{layer}.style", layer => $"synthesis.layer{layer}.apply_noise",
            "synthesis.layer0.const", i => ($"mapping.dense{i}.weight", $"mapping.dense{i}.bias"),
            levels => ($"synthesis.output{levels - 1}.weight", $"synthesis.output{levels - 1}.bias"),
            "truncation.w_avg", "weight", "bias");

    public static IEnumerable<CheckpointTensor> LernapparatStyleGan1(GeneratorWeights network)
    {
        static string Block(int layer) => $"g_synthesis.blocks.{4 << (layer / 2)}x{4 << (layer / 2)}.";
        static string Convolution(int layer)
            => Block(layer) + (layer switch { 0 => "", 1 => "conv.", _ => layer % 2 == 0 ? "conv0_up." : "conv1." });
        static string Epilogue(int layer) => Block(layer) + (layer % 2 == 0 ? "epi1." : "epi2.");
        return StyleGan1(
            network,
            layer => Convolution(layer) + "weight", layer => Convolution(layer) + "bias",
            layer => Epilogue(layer) + "style_mod.lin", layer => Epilogue(layer) + "top_epi.noise",
            "g_synthesis.blocks.4x4.const", i => ($"g_mapping.dense{i}.weight", $"g_mapping.dense{i}.bias"),
            _ => ("g_synthesis.torgb.weight", "g_synthesis.torgb.bias"), null, "weight",
            "bias").Where(t => !t.Name.EndsWith("noise.noise", StringComparison.Ordinal));
    }

    /// <summary>From 128 px on, this port keeps the kernels in TensorFlow's layout under another name.</summary>
    public static IEnumerable<CheckpointTensor> IdinvertStyleGan1(GeneratorWeights network)
    {
        foreach (CheckpointTensor tensor in StyleGan1(
            network,
            layer => $"synthesis.layer{layer}.conv.weight", layer => $"synthesis.layer{layer}.epilogue.bias",
            layer => $"synthesis.layer{layer}.epilogue.style_mod.dense",
            layer => $"synthesis.layer{layer}.epilogue.apply_noise",
            "synthesis.layer0.const", i => ($"mapping.dense{i}.fc.weight", $"mapping.dense{i}.wscale.bias"),
            levels => ($"synthesis.output{levels - 1}.conv.weight", $"synthesis.output{levels - 1}.bias"),
            "truncation.w_avg", "fc.weight", "wscale.bias"))
        {
            string[] parts = tensor.Name.Split('.');
            bool fused = parts is ["synthesis", _, "conv", "weight"]
                && parts[1].StartsWith("layer", StringComparison.Ordinal)
                && int.Parse(parts[1][5..], System.Globalization.CultureInfo.InvariantCulture) is int layer
                && layer % 2 == 0 && 4 << (layer / 2) >= 128;
            yield return fused ? Permuted(tensor, $"synthesis.{parts[1]}.weight", 2, 3, 1, 0) : tensor;
        }
    }

    private static IEnumerable<CheckpointTensor> StyleGan1(
        GeneratorWeights network, Func<int, string> weight, Func<int, string> bias, Func<int, string> style,
        Func<int, string> noise, string constant,
        Func<int, (string Weight, string Bias)> mapping, Func<int, (string Weight, string Bias)> rgb, string? mean,
        string styleWeight, string styleBias)
    {
        IReadOnlyDictionary<string, CheckpointTensor> ours = network.Tensors;
        if (mean is not null)
        {
            yield return Renamed(ours["mapping.w_avg"], mean);
        }

        for (int i = 0; i < network.Architecture.MappingLayers; i++)
        {
            yield return Renamed(ours[$"mapping.fc{i}.weight"], mapping(i).Weight);
            yield return Renamed(ours[$"mapping.fc{i}.bias"], mapping(i).Bias);
        }

        for (int layer = 0; layer < network.Architecture.Layers; layer++)
        {
            int size = 4 << (layer / 2);
            string from = $"synthesis.b{size}.conv{layer % 2}.";
            yield return layer == 0
                ? Reshaped(ours["synthesis.b4.const"], constant, 1, network.Architecture.Channels[0], 4, 4)
                : Renamed(ours[from + "weight"], weight(layer));
            yield return Renamed(ours[from + "bias"], bias(layer));
            yield return Renamed(ours[from + "affine.weight"], $"{style(layer)}.{styleWeight}");
            yield return Renamed(ours[from + "affine.bias"], $"{style(layer)}.{styleBias}");
            yield return Renamed(ours[from + "noise_strength"], noise(layer) + ".weight");
            yield return Reshaped(ours[from + "noise_const"], noise(layer) + ".noise", 1, 1, size, size);
        }

        int levels = network.Architecture.Channels.Count;
        yield return Renamed(ours[$"synthesis.b{2 << levels}.torgb.weight"], rgb(levels).Weight);
        yield return Renamed(ours[$"synthesis.b{2 << levels}.torgb.bias"], rgb(levels).Bias);
    }

    /// <summary>The variables of NVIDIA's TensorFlow code, from this library's names and layouts.</summary>
    public static IEnumerable<CheckpointTensor> TensorFlowStyleGan1(IEnumerable<CheckpointTensor> ours, int layers)
    {
        foreach (CheckpointTensor tensor in ours)
        {
            (string name, int[] order) = TensorFlowName(tensor.Name, layers);
            CheckpointTensor permuted = order.Length == tensor.Shape.Count
                ? Permuted(tensor, name, order) : Renamed(tensor, name);
            int[]? shape = name.EndsWith("/const", StringComparison.Ordinal) ? [1, .. tensor.Shape]
                : name.StartsWith("G_synthesis/noise", StringComparison.Ordinal) ? [1, 1, .. tensor.Shape] : null;
            yield return shape is null ? permuted : Reshaped(permuted, name, shape);
        }
    }

    /// <summary>The name in TensorFlow, and how dimensions are ordered there; no order where it is the same.</summary>
    public static (string Name, int[] Order) TensorFlowName(string own, int layers)
    {
        string[] parts = own.Split('.');
        if (parts is ["mapping", "w_avg"])
        {
            return ("dlatent_avg", []);
        }

        if (parts is ["mapping", ['f', 'c', .. string number], string tensor])
        {
            return ($"G_mapping/Dense{number}/{tensor}", tensor == "weight" ? [1, 0] : []);
        }

        if (parts is ["synthesis", "b4", "const"])
        {
            return ("G_synthesis/4x4/Const/const", []);
        }

        int size = int.Parse(parts[1][1..], System.Globalization.CultureInfo.InvariantCulture);
        if (parts[2] == "torgb")
        {
            return ($"G_synthesis/ToRGB_lod0/{parts[3]}", parts[3] == "weight" ? [2, 3, 1, 0] : []);
        }

        int layer = (2 * (int.Log2(size) - 2)) + (parts[2] == "conv1" ? 1 : 0);
        layer.ShouldBeLessThan(layers);
        string at = $"G_synthesis/{size}x{size}/{(layer switch { 0 => "Const", 1 => "Conv", _ => layer % 2 == 0 ? "Conv0_up" : "Conv1" })}";
        return string.Join('.', parts[3..]) switch
        {
            "" => (at, []),
            "weight" => ($"{at}/weight", [2, 3, 1, 0]),
            "affine.weight" => ($"{at}/StyleMod/weight", [1, 0]),
            "affine.bias" => ($"{at}/StyleMod/bias", []),
            "noise_strength" => ($"{at}/Noise/weight", []),
            "noise_const" => ($"G_synthesis/noise{layer}", []),
            string other => ($"{at}/{other}", []),
        };
    }

    public static CheckpointTensor Renamed(CheckpointTensor tensor, string name)
        => CheckpointTensor.From(name, tensor.Shape, tensor.ToArray());

    public static CheckpointTensor Reshaped(CheckpointTensor tensor, string name, params int[] shape)
        => CheckpointTensor.From(name, shape, tensor.ToArray());

    /// <summary>
    /// Dimension i of the result is dimension order[i] of the tensor; written as loops, unlike what it tests.
    /// </summary>
    public static CheckpointTensor Permuted(CheckpointTensor tensor, string name, params int[] order)
    {
        float[] values = tensor.ToArray();
        float[] result = new float[values.Length];
        int[] shape = [.. order.Select(d => tensor.Shape[d])];
        int[] index = new int[shape.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                index[order[d]] = rest % shape[d];
                rest /= shape[d];
            }

            int from = 0;
            for (int d = 0; d < shape.Length; d++)
            {
                from = (from * tensor.Shape[d]) + index[d];
            }

            result[i] = values[from];
        }

        return CheckpointTensor.From(name, shape, result);
    }

    /// <summary>
    /// Both dimensions of every 3×3 kernel backwards: each kernel's nine numbers in the opposite order.
    /// </summary>
    private static CheckpointTensor Mirrored(CheckpointTensor tensor, string name)
    {
        float[] values = tensor.ToArray();
        for (int i = 0; i < values.Length; i += 9)
        {
            values.AsSpan(i, 9).Reverse();
        }

        return CheckpointTensor.From(name, tensor.Shape, values);
    }

    private static CheckpointTensor WithoutOne(CheckpointTensor tensor, string name) =>
        CheckpointTensor.From(name, tensor.Shape, [.. tensor.ToArray().Select(v => v - 1)]);
}
