using Mien.Checkpoints;

namespace CheckpointBench;

/// <summary>
/// A StyleGAN2 of configuration F for 1024 px with random weights, under the names and in the layouts of TensorFlow.
/// </summary>
internal static class RandomStyleGan2
{
    private const int Resolution = 1024;
    private const int Dim = 512;

    public static IReadOnlyList<CheckpointTensor> Create()
    {
        Random random = new(1);
        List<CheckpointTensor> tensors = [];
        void Add(string name, params int[] shape)
        {
            float[] values = new float[shape.Aggregate(1, (a, b) => a * b)];
            foreach (ref float value in values.AsSpan())
            {
                value = (random.NextSingle() * 2) - 1;
            }

            tensors.Add(CheckpointTensor.From(name, shape, values));
        }

        Add("dlatent_avg", Dim);
        for (int i = 0; i < 8; i++)
        {
            Add($"G_mapping/Dense{i}/weight", Dim, Dim);
            Add($"G_mapping/Dense{i}/bias", Dim);
        }

        Add("G_synthesis/4x4/Const/const", 1, Dim, 4, 4);
        int noise = 0;
        for (int size = 4; size <= Resolution; size *= 2)
        {
            int width = Math.Min(Dim, 32768 / size);
            int before = size == 4 ? width : Math.Min(Dim, 65536 / size);
            foreach (string layer in size == 4 ? ["Conv"] : (string[])["Conv0_up", "Conv1"])
            {
                int inputs = layer == "Conv0_up" ? before : width;
                Add($"G_synthesis/noise{noise++}", 1, 1, size, size);
                Add($"G_synthesis/{size}x{size}/{layer}/weight", 3, 3, inputs, width);
                Add($"G_synthesis/{size}x{size}/{layer}/bias", width);
                Add($"G_synthesis/{size}x{size}/{layer}/mod_weight", Dim, inputs);
                Add($"G_synthesis/{size}x{size}/{layer}/mod_bias", inputs);
                Add($"G_synthesis/{size}x{size}/{layer}/noise_strength");
            }

            Add($"G_synthesis/{size}x{size}/ToRGB/weight", 1, 1, width, 3);
            Add($"G_synthesis/{size}x{size}/ToRGB/bias", 3);
            Add($"G_synthesis/{size}x{size}/ToRGB/mod_weight", Dim, width);
            Add($"G_synthesis/{size}x{size}/ToRGB/mod_bias", width);
        }

        return tensors;
    }
}
